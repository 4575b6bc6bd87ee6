import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import type { Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import type { CardConflict } from '../../../src/shared/domain/appeal/appeal.ts';
import type { AppealEvent } from '../../../src/shared/domain/appeal/appealEvent.ts';
import { asKept, canonical, same, type Complain, type Outcome } from './checks.ts';
import { firstEntries } from './checkActs.ts';
import type { Deed, Fields, WayStep } from './ledger.ts';

interface Told {
  event: AppealEvent;
  actId: string | null;
}

/** A card as its events make it, folded here anew and not by the code that is under test. */
interface Folded {
  card: AppealCard;
  status: Appeal['status'];
  number: string;
  registeredBy: string;
  assigneeId: string | null;
  isWaiting: boolean;
  desk: Appeal['desk'];
  /** Who passed it on, and from where. */
  sentBy: Appeal['sentBy'];
  answers: string[];
  comments: string[];
  conflicts: CardConflict[];
}

const AT_FIRST = { assigneeId: null, isWaiting: false, desk: null, sentBy: null, answers: [], comments: [] };

/** Somebody works on it from now on. */
function atWork({ status }: Folded): Appeal['status'] {
  return status === 'registered' || status === 'redirected' ? 'inWork' : status;
}

function fold(state: Folded | null, { event }: Told): Folded {
  if (event.kind === 'appeal.registered') {
    const { card, number, actorId } = event;
    return { card, status: 'registered', number, registeredBy: actorId, conflicts: [], ...AT_FIRST };
  }
  if (state === null) throw new Error('a stream that does not begin with a registration');
  switch (event.kind) {
    case 'appeal.amended':
      return { ...state, card: { ...state.card, ...(event.changes as Partial<AppealCard>) } };
    case 'appeal.closed':
      return { ...state, status: 'closed' };
    case 'appeal.numbered':
      return { ...state, number: event.number };
    case 'appeal.assigned':
      return {
        ...state,
        assigneeId: event.assigneeId,
        isWaiting: false,
        status: state.isWaiting ? atWork(state) : state.status,
        desk: event.desk ?? state.desk,
      };
    case 'appeal.forwarded':
      return {
        ...state,
        status: 'redirected',
        assigneeId: event.userId,
        isWaiting: true,
        desk: event.to,
        sentBy: { userId: event.actorId, desk: event.from },
      };
    case 'appeal.accepted':
      return { ...state, status: atWork(state), assigneeId: event.actorId, isWaiting: false };
    case 'appeal.declined':
      return {
        ...state,
        status: atWork(state),
        assigneeId: state.sentBy?.userId ?? null,
        isWaiting: false,
        desk: state.sentBy?.desk ?? null,
        sentBy: null,
      };
    case 'appeal.answered':
      return { ...state, status: 'preliminary', answers: [...state.answers, event.text] };
    case 'appeal.commented':
      return { ...state, comments: [...state.comments, event.text] };
    case 'appeal.conflicted':
      return { ...state, conflicts: [...state.conflicts, ...event.conflicts] };
    case 'appeal.conflictSettled': {
      const { conflictActId, fields } = event;
      const isOpen = (one: CardConflict) => one.actId !== conflictActId || !fields.includes(one.field);
      return { ...state, conflicts: state.conflicts.filter(isOpen) };
    }
    case 'appeal.controlsChecked':
    case 'appeal.callLinked':
    case 'appeal.appealLinked':
    case 'appeal.attached':
    case 'appeal.expertiseMarked':
    case 'appeal.extended':
    case 'appeal.involved':
    case 'appeal.redirected':
    case 'appeal.reopened':
    case 'appeal.returned':
    case 'appeal.submitted':
      return state;
  }
}

/** Whatever somebody changed is in the card, in an event or in a conflict; nothing was overwritten unseen. */
export function checkCards(outcome: Outcome, complain: Complain): void {
  const entries = firstEntries(outcome, () => undefined);
  const deeds = outcome.ledger.deeds;
  for (const [appealId, stored] of outcome.journal.appeals) {
    const stream: readonly Told[] = outcome.journal.events.get(appealId) ?? [];
    let state: Folded | null = null;
    for (let i = 0; i < stream.length;) {
      const { actId } = stream[i] as Told;
      const ofAct = stream.slice(i).filter((_, n, rest) => rest.slice(0, n + 1).every((one) => one.actId === actId));
      const deed = deeds.get(actId ?? '');
      if (state !== null && deed?.meaning.kind === 'amend') checkAmendment(state, deed, ofAct, complain);
      for (const told of ofAct) {
        if (told.event.kind === 'appeal.closed' && state !== null && state.conflicts.length > 0)
          complain('nothing silently overwritten', `${appealId} was closed over an open conflict`);
        if (told.event.kind === 'appeal.accepted' && state?.isWaiting !== true)
          complain('one leads it', `${appealId} was taken by ${told.event.actorId} from who leads it`);
        state = fold(state, told);
      }
      i += ofAct.length;
    }
    if (state === null) complain('acknowledged is in the journal', `appeal ${appealId} has no events`);
    else checkProjection(appealId, stored, state, complain);
  }
  for (const deed of deeds.values()) {
    const entry = entries.get(deed.actId);
    if (entry?.outcome !== 'accepted' || deed.appealId === null) continue;
    const stream: readonly Told[] = outcome.journal.events.get(deed.appealId) ?? [];
    checkDone(outcome, deed, stream, complain);
  }
}

/** One amendment over the card as it stood: a field its author saw is changed, one they did not see is a conflict. */
function checkAmendment(before: Folded, deed: Deed, events: readonly Told[], complain: Complain): void {
  const { meaning, actId } = deed;
  if (meaning.kind !== 'amend' || meaning.was === null) return;
  const amended: Fields = Object.assign(
    {},
    ...events.map(({ event }) => (event.kind === 'appeal.amended' ? event.changes : {})),
  );
  const conflicts = events.flatMap(({ event }) => (event.kind === 'appeal.conflicted' ? event.conflicts : []));
  for (const [name, meant] of Object.entries(asKept(meaning.changes))) {
    const field = name as keyof AppealCard;
    const there = before.card[field];
    const isSeen = same(asKept(meaning.was[field]), there);
    const conflict = conflicts.find((one) => one.field === field);
    const where = `${name} of ${deed.appealId} by ${actId}`;
    if (same(there, meant)) {
      if (conflict) complain('nothing silently overwritten', `${where}: a conflict over one and the same`);
    } else if (isSeen) {
      if (!same(amended[field], meant)) complain('no amendment is lost', `${where} was seen, and not written`);
    } else {
      if (field in amended)
        complain('nothing silently overwritten', `${where} overwrote ${canonical(there).slice(0, 60)}`);
      if (!conflict) complain('no amendment is lost', `${where} is no conflict`);
      else if (!same(conflict.mine, meant) || !same(conflict.theirs, there) || conflict.authorId !== deed.authorId)
        complain('no amendment is lost', `${where}: the conflict tells something else`);
    }
  }
  const settled = events.some(({ event }) => event.kind === 'appeal.conflictSettled');
  const wasOpen = before.conflicts.some((one) => one.actId === meaning.settles && one.field in meaning.changes);
  if (settled !== wasOpen)
    complain('no amendment is lost', `${actId} ${settled ? 'settled what was not open' : 'did not settle'}`);
}

/** What an accepted deed was to bring about stands in the stream. */
function checkDone(outcome: Outcome, deed: Deed, stream: readonly Told[], complain: Complain): void {
  const own = stream.filter(({ actId }) => actId === deed.actId).map(({ event }) => event);
  const { meaning, appealId, actId } = deed;
  switch (meaning.kind) {
    case 'close': {
      if (!own.some((event) => event.kind === 'appeal.closed'))
        complain('no amendment is lost', `${actId} did not close ${appealId}`);
      const answer = asKept(meaning.answer);
      const isThere = stream.some(
        ({ event }) =>
          (event.kind === 'appeal.registered' && event.card.answer === answer) ||
          (event.kind === 'appeal.amended' && event.changes.answer === answer),
      );
      // The answer is an act of its own, and the journal may have put that one aside.
      const isShown = outcome.views.some(
        ({ viewerId, acts }) =>
          viewerId === deed.authorId &&
          acts.some(({ command }) => command?.kind === 'appeal.amend' && command.changes.answer === meaning.answer),
      );
      const text = JSON.stringify(meaning.answer);
      // Its author may have dealt with it; and where the disk was exchanged since, only the journal's log still has it.
      const isDealtWith = [...outcome.disks.values()].some(
        (disk) => disk.look('SELECT 1 FROM outbox WHERE resolution IS NOT NULL AND instr(command, ?)', text).length > 0,
      );
      const isKept =
        !outcome.isUndisturbed &&
        [...outcome.journal.acts.values()].some(
          ({ outcome: said, body }) => said !== 'accepted' && body?.includes(text) === true,
        );
      if (!isThere && !isShown && !isDealtWith && !isKept)
        complain('no amendment is lost', `the answer ${actId} closed with is nowhere`);
      return;
    }
    case 'assign': {
      const before = stream.slice(
        0,
        Math.max(
          0,
          stream.findIndex(({ actId: of }) => of === actId),
        ),
      );
      const isAssigned = own.some(
        (event) => event.kind === 'appeal.assigned' && event.assigneeId === meaning.assigneeId,
      );
      const heldBefore = [...stream].some(
        ({ event }) =>
          (event.kind === 'appeal.assigned' && event.assigneeId === meaning.assigneeId) ||
          // Who takes it leads it, and who passed it on leads it again when it is sent back.
          (LED_BY.includes(event.kind) && event.actorId === meaning.assigneeId),
      );
      if (!isAssigned && !(before.length === 0 && heldBefore))
        complain('no amendment is lost', `${actId} assigned nobody`);
      return;
    }
    case 'amend': {
      if (own.length > 0) return;
      // Nothing to write: each field must have held what was meant at some time.
      for (const [name, meant] of Object.entries(asKept(meaning.changes))) {
        const held = stream.some(
          ({ event }) =>
            (event.kind === 'appeal.registered' && same(event.card[name as keyof AppealCard], meant)) ||
            (event.kind === 'appeal.amended' && same(event.changes[name as keyof AppealCard], meant)),
        );
        if (!held) complain('no amendment is lost', `${name} of ${appealId} by ${actId} is nowhere`);
      }
      return;
    }
    case 'step':
      if (!isStepDone(meaning.command, own)) complain('no step is lost', `${meaning.command.kind} of ${appealId}`);
      return;
    case 'register':
    case 'handOver':
  }
}

const LED_BY: readonly AppealEvent['kind'][] = ['appeal.registered', 'appeal.accepted', 'appeal.forwarded'];

/** What was written in a step stands in the event that is its own. */
function isStepDone(command: WayStep, own: readonly AppealEvent[]): boolean {
  switch (command.kind) {
    case 'appeal.forward':
      return own.some((event) => event.kind === 'appeal.forwarded' && same(event.to, command.to));
    case 'appeal.accept':
      return own.some((event) => event.kind === 'appeal.accepted');
    case 'appeal.decline':
      return own.some((event) => event.kind === 'appeal.declined' && event.reason === asKept(command.reason));
    case 'appeal.answer':
      return own.some((event) => event.kind === 'appeal.answered' && event.text === asKept(command.text));
    case 'appeal.comment':
      return own.some((event) => event.kind === 'appeal.commented' && event.text === asKept(command.text));
  }
}

const PARTS = [
  'card',
  'status',
  'number',
  'registeredBy',
  'assigneeId',
  'isWaiting',
  'desk',
  'sentBy',
  'conflicts',
] as const;

function checkProjection(appealId: string, stored: Appeal, folded: Folded, complain: Complain): void {
  for (const part of PARTS) {
    if (!same(stored[part], folded[part])) complain('the state is its events', `${part} of ${appealId}`);
  }
  const texts = (said: readonly { text: string }[]): string[] => said.map(({ text }) => text);
  const isSaid =
    same(texts(stored.comments), folded.comments) && same(texts(stored.preliminaryAnswers), folded.answers);
  if (!isSaid) complain('the state is its events', `what is said in ${appealId}`);
}
