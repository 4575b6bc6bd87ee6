import type { WorklistLine } from '../../../shared/contracts/worklists.ts';
import { deskOf, type Appeal } from '../../../shared/domain/appeal/appeal.ts';
import { placeOf } from '../../../shared/domain/appeal/placeOf.ts';
import { fullName } from '../../../shared/domain/person/person.ts';
import { defaultTermRules, type TermRules } from '../../../shared/domain/term/appealTerm.ts';
import { runningTermOf } from '../../../shared/domain/term/runningTerm.ts';
import { deskAppealReference, storedReference } from '../appeals/storedReference.ts';
import type { Desk } from '../desk.ts';

const SHOWN_ESSENCE = 200;

/** The line of a list for an appeal this desk has. */
export function lineHere(desk: Desk, appeal: Appeal): WorklistLine {
  const { user } = desk.session.require();
  const { card } = appeal;
  const { holderId, addresseeId } = placeOf(appeal);
  const leaderId = holderId ?? addresseeId;
  const term = runningTermOf(appeal, rulesHere(desk), desk.now());
  const person = card.personId === null ? null : desk.persons.get(user.organisationId, card.personId);
  return {
    id: appeal.id,
    number: appeal.number,
    status: appeal.status,
    kind: card.kind,
    channel: card.channel,
    themeCode: card.themeCode,
    classifierVersion: appeal.classifierVersion,
    essence: card.essence.slice(0, SHOWN_ESSENCE),
    occurredAt: appeal.occurredAt,
    closedAt: appeal.closedAt,
    personId: card.personId,
    applicantName: card.applicant.name || (person ? fullName(person) : ''),
    phone: card.applicant.phone,
    isMasked: false,
    operatorName: nameOf(desk, appeal.registeredBy),
    leader: leaderId === null ? null : { id: leaderId, name: nameOf(desk, leaderId) ?? '' },
    isWaiting: appeal.isWaiting,
    desk: deskOf(appeal),
    clinicId: card.clinicId,
    insurerId: card.insurerId,
    dueOn: term.state === 'closed' ? null : term.dueOn,
    term: term.state,
    runs: term.runs === 'forward' ? 'forward' : 'answer',
    answerDueOn: term.state === 'closed' ? null : term.answerDueOn,
    finding: card.finding,
    expertise: appeal.expertise.map(({ kind }) => kind),
    flags: appeal.flags,
  };
}

/** By what terms are counted at this desk. */
export function rulesHere(desk: Desk): TermRules {
  return deskAppealReference(desk).terms ?? defaultTermRules;
}

function nameOf(desk: Desk, userId: string): string | null {
  return storedReference(desk)?.staff.find((one) => one.id === userId)?.name ?? null;
}
