import { CompiledQuery } from 'kysely';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import { defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import { demoQuestions, type DemoStaff } from '../../shared/demo/region.ts';
import { appealNumber, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import { emptyApplicant, emptyCard } from '../../shared/domain/appeal/appealCard.ts';
import { decide } from '../../shared/domain/appeal/decide.ts';
import { evolve } from '../../shared/domain/appeal/evolve.ts';
import { fullName, type Person } from '../../shared/domain/person/person.ts';
import { emptyCall, mergeCall } from '../../shared/domain/call/mergeCall.ts';
import type { CallFact } from '../../shared/domain/call/call.ts';
import { currentClassifierId } from '../../shared/domain/theme/theme.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import type { Trx } from '../db/createDb.ts';
import { saveWrites } from '../store/pgSave.ts';
import { createWorkingBatch } from '../sync/workingBatch.ts';
import type { Effects } from '../sync/verdict.ts';
import type { Dice } from './createDice.ts';

export interface Staff extends DemoStaff {
  id: string;
  organisationId: string;
}

interface Past {
  territory: string;
  staff: readonly Staff[];
  persons: readonly Person[];
  clinicIds: readonly string[];
  nowMs: number;
}

const APPEALS = 60;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Some weeks of work: calls that were taken and what was registered, so that a caller's history is not empty. */
export async function seedHistory(trx: Trx, dice: Dice, past: Past): Promise<void> {
  const { territory, staff, persons, clinicIds, nowMs } = past;
  const operators = staff.filter(({ role }) => role === 'op1');
  const reference: AppealReference = {
    ...appealReferenceOf(null),
    version: `${currentClassifierId}/1`,
    clinics: new Set(clinicIds),
  };
  const callers = persons.filter(({ phones }) => phones.length > 0);
  const { last } = await trx
    .updateTable('number_counter')
    .set((eb) => ({ last: eb('last', '+', APPEALS) }))
    .where('territory', '=', territory)
    .returning('last')
    .executeTakeFirstOrThrow();
  const batch = createWorkingBatch(NOTHING);
  for (let i = 0; i < APPEALS; i++) {
    // The practice callers stand first in the register: everyone of them has called before.
    const person = callers[i] ?? dice.pick(callers);
    const operator = dice.pick(operators);
    const question = dice.pick(demoQuestions);
    const atMs = nowMs - (APPEALS - i) * DAY_MS - dice.below(8) * HOUR_MS;
    const at = toInstant(atMs);
    const appealId = dice.uuid(atMs);
    const callId = dice.uuid(atMs);
    const phone = person.phones[0] ?? null;
    const number = appealNumber(territory, last - APPEALS + 1 + i);
    const card = {
      ...emptyCard('hotline'),
      kind: question.kind,
      themeCode: question.themeCode,
      clinicId: question.kind === 'complaint' ? person.clinicId : null,
      essence: question.essence,
      answer: question.answer,
      applicant: { ...emptyApplicant, name: fullName(person), phone, birthDate: person.birthDate },
      personId: person.id,
      insurerId: person.insurerId,
    };
    const decision = decide(
      {
        kind: 'appeal.register',
        v: 1,
        appealId,
        number,
        classifierVersion: currentClassifierId,
        card,
        callIds: [callId],
        closeWith: question.closeWith,
      },
      null,
      {
        actId: appealId,
        actor: { userId: operator.id, role: operator.role, organisationId: operator.organisationId },
        occurredAt: at,
        receivedAt: at,
        reference,
      },
    );
    const after = decision.events?.reduce<Appeal | null>(evolve, null) ?? null;
    if (decision.events === null || after === null) throw new Error('a demo appeal was refused');
    const facts: CallFact[] = [
      {
        kind: 'call.offered',
        at: toInstant(atMs - 240_000),
        direction: 'incoming',
        operatorId: operator.id,
        sipCallId: `demo-${i}`,
        linkedId: null,
        queue: 'hotline',
        queueWaitSec: dice.below(60),
        phone,
        displayName: null,
      },
      { kind: 'call.answered', at: toInstant(atMs - 235_000) },
      { kind: 'call.ended', at: toInstant(atMs - 20_000), cause: 'caller' },
      { kind: 'call.identified', at: toInstant(atMs - 200_000), personId: person.id },
      { kind: 'call.appealLinked', at, appealId },
    ];
    const effects: Effects = {
      appeal: { after, events: decision.events },
      numbers: [{ number, appealId, isFinal: true }],
      call: facts.reduce(mergeCall, emptyCall(callId)),
    };
    batch.apply(effects, { actId: null, receivedAt: at });
  }
  const client = {
    query: ({ text, values }: { text: string; values: unknown[] }) => trx.executeQuery(CompiledQuery.raw(text, values)),
  };
  await saveWrites(client, territory, batch.writes(), defaultTermRules);
}

/** The working set of a journal in which nothing has happened. */
const NOTHING = {
  device: null,
  answered: new Map(),
  twins: new Map(),
  users: new Map(),
  sessions: [],
  appeals: new Map(),
  calls: new Map(),
  finalNumbers: new Map(),
  blocks: [],
  handOvers: new Set<string>(),
  files: new Map(),
};
