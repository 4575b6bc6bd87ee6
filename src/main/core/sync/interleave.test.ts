import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bareDesk, someUser } from '../../../../tests/support/bareDesk.ts';
import { filledCard } from '../../../../tests/support/askCore.ts';
import type { ActAnswer, RawChange } from '../../../shared/contracts/journal.ts';
import { decide } from '../../../shared/domain/appeal/decide.ts';
import { evolve } from '../../../shared/domain/appeal/evolve.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import type { AppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import { amendAppeal } from '../appeals/amendAppeal.ts';
import { registerAppeal } from '../appeals/registerAppeal.ts';
import { deskAppealReference } from '../appeals/storedReference.ts';
import { decideHere } from '../appeals/rebase.ts';
import type { Desk } from '../desk.ts';
import { applyPage } from './pull.ts';
import { settleAnswers } from './settle.ts';

const mine = someUser(1);
const other = someUser(2);

/** The journal's side: one appeal, its judgement and what its feed has to tell. */
function tinyJournal(desk: Desk) {
  let appeal: Appeal | null = null;
  let number = 0;
  const conflictsEver: unknown[] = [];
  const feed: RawChange[] = [];
  return {
    appeal: () => appeal,
    conflictsEver,
    judge(command: AppealCommand, actId: string, author = mine): ActAnswer {
      const decision = decide(command, appeal, {
        actId,
        actor: { userId: author.id, role: author.role, organisationId: author.organisationId },
        occurredAt: desk.now(),
        receivedAt: desk.now(),
        reference: deskAppealReference(desk),
      });
      for (const event of decision.events ?? []) {
        appeal = evolve(appeal, event);
        if (event.kind === 'appeal.conflicted') conflictsEver.push(...event.conflicts.map((one) => one.mine));
      }
      if (appeal && decision.events?.length) {
        number += 1;
        feed.push({ number, entity: 'appeal', id: appeal.id, body: structuredClone(appeal) });
      }
      const outcome = decision.events ? 'accepted' : 'refused';
      return { seq: 0, actId, outcome, refusal: decision.refusal, appeal: structuredClone(appeal) };
    },
    /** What the feed has after a cursor: of each entity the latest state, as the real one gives it. */
    page(after: number) {
      const changes = feed.filter((change) => change.number > after).slice(-1);
      return { changes, cursor: String(number), more: false };
    },
  };
}

/** What the desk must show: the journal's state with its waiting acts decided again on top. */
function expectedLocal(desk: Desk, appealId: string): Appeal | null {
  return desk.outbox.waitingFor(appealId).reduce<Appeal | null>(
    (state, act) => {
      const decision = decideHere(desk, act.command as AppealCommand, state, act);
      return decision?.events ? decision.events.reduce<Appeal | null>(evolve, state) : state;
    },
    desk.appeals.base(mine.id, appealId),
  );
}

const FIELDS = ['essence', 'answer'] as const;
const step = fc.oneof(
  fc.record({ kind: fc.constant('amendHere' as const), field: fc.constantFrom(...FIELDS), value: fc.nat(99) }),
  fc.record({ kind: fc.constant('amendThere' as const), field: fc.constantFrom(...FIELDS), value: fc.nat(99) }),
  fc.record({ kind: fc.constant('settle' as const) }),
  // The journal judges a batch; its answer comes now, or only when it is asked again.
  fc.record({ kind: fc.constant('push' as const), acts: fc.integer({ min: 1, max: 3 }), answerLost: fc.boolean() }),
  fc.record({ kind: fc.constant('pull' as const) }),
);

test('whatever order acts, answers and news come in, what is seen is the base with the waiting acts on top, and no losing value is lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const desk = bareDesk();
      const journal = tinyJournal(desk);
      const answered = new Map<string, ActAnswer>();
      const meant: string[] = [];
      let cursor = 0;
      const registered = registerAppeal(desk, {
        actId: desk.ports.ids.next(),
        draftId: desk.ports.ids.next(),
        card: filledCard,
        callId: null,
        closeWith: null,
      });
      const appealId = registered.appeal.id;

      const push = (acts: number, answerLost: boolean): void => {
        const batch = desk.outbox.owed(0, { acts, bytes: 1e6 });
        const answers = batch.map(({ act }) => {
          const given = answered.get(act.id) ?? journal.judge(act.command as AppealCommand, act.id);
          answered.set(act.id, given);
          return given;
        });
        if (!answerLost) settleAnswers(desk, batch, answers);
      };
      const pull = (): void => {
        const page = journal.page(cursor);
        applyPage(desk, mine, page);
        cursor = Number(page.cursor);
      };
      const amendHere = (changes: Partial<AppealCard>, settles: string | null): void => {
        const seen = desk.appeals.get(mine.id, appealId)?.card ?? filledCard;
        const was = Object.fromEntries(Object.keys(changes).map((field) => [field, seen[field as 'essence']]));
        const actId = desk.ports.ids.next();
        amendAppeal(desk, { actId, appealId, changes, was, settles });
        meant.push(...Object.values(changes).map(String));
      };

      const run = (one: (typeof steps)[number]): void => {
        switch (one.kind) {
          case 'amendHere':
            return amendHere({ [one.field]: `${one.field} здесь ${one.value}` }, null);
          case 'amendThere': {
            const there = journal.appeal();
            if (!there) return;
            const was = { [one.field]: there.card[one.field] };
            const changes = { [one.field]: `${one.field} там ${one.value}` };
            const command = { kind: 'appeal.amend', v: 2, appealId, changes, was, settles: null } as const;
            journal.judge(command, desk.ports.ids.next(), other);
            return;
          }
          case 'settle': {
            const [open] = desk.appeals.get(mine.id, appealId)?.conflicts ?? [];
            if (open) amendHere({ [open.field]: `${open.field} решено` }, open.actId);
            return;
          }
          case 'push':
            return push(one.acts, one.answerLost);
          case 'pull':
            return pull();
        }
      };

      for (const one of steps) {
        run(one);
        expect(desk.appeals.get(mine.id, appealId)).toEqual(expectedLocal(desk, appealId));
      }
      while (desk.outbox.counts(null).waiting > 0) push(3, false);
      pull();
      // At rest the desk has what the journal has.
      expect(desk.appeals.get(mine.id, appealId)).toEqual(journal.appeal());
      // What this desk's author meant stands in the card at some time, or is kept as a conflict for ever.
      const kept = new Set<unknown>([...journal.conflictsEver, ...everInCard(answered, journal.appeal())]);
      for (const value of meant) expect(kept.has(value)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

function everInCard(answered: ReadonlyMap<string, ActAnswer>, last: Appeal | null): unknown[] {
  const states = [...[...answered.values()].map((answer) => answer.appeal), last];
  return states.flatMap((state) => (state ? [state.card.essence, state.card.answer] : []));
}
