import type { DeskAct, Draft } from '../../shared/contracts/bridge.ts';
import type { Appeal, CardConflict, FieldTouch } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import { appealCard } from '../../shared/domain/appeal/appealCard.ts';
import { isSame, withChanges } from '../../shared/domain/appeal/amendCard.ts';

export type CardKey = keyof AppealCard;

/** Somebody else's change under an open form. */
export interface BaseNews {
  field: CardKey;
  /** Who and when, as far as the appeal tells. */
  touch: FieldTouch | null;
}

const FIELDS = appealCard.keyof().options;

type NewDraft = Pick<Draft, 'id' | 'updatedAt'>;

/** The card of a registered appeal, opened to be changed. */
export function amendDraft(appeal: Appeal, { id, updatedAt }: NewDraft): Draft {
  return {
    id,
    updatedAt,
    callId: null,
    card: appeal.card,
    position: { field: null, guideStep: null, caret: null, open: false },
    outcome: null,
    personFrom: null,
    amends: {
      appealId: appeal.id,
      number: appeal.number,
      classifierVersion: appeal.classifierVersion,
      was: appeal.card,
      settles: null,
      resends: null,
      decided: [],
    },
  };
}

/** The choice between two people's changes; of several such acts the first one is chosen first. */
export function conflictDraft(appeal: Appeal, made: NewDraft): Draft {
  const draft = amendDraft(appeal, made);
  const [first] = appeal.conflicts;
  return { ...draft, amends: draft.amends && { ...draft.amends, settles: first?.actId ?? null } };
}

/** An amendment or a closing that the journal did not take, over what stands in the appeal now. */
export function resendDraft(act: DeskAct, appeal: Appeal, made: NewDraft): Draft {
  const draft = amendDraft(appeal, made);
  const { command } = act;
  const meant = command?.kind === 'appeal.amend' ? command.changes : {};
  const outcome = command?.kind === 'appeal.close' ? command.outcome : null;
  const decided = FIELDS.filter((field) => meant[field] !== undefined);
  const settles = command?.kind === 'appeal.amend' ? command.settles : null;
  const isOpen = appeal.conflicts.some((conflict) => conflict.actId === settles);
  return {
    ...draft,
    card: withChanges(draft.card, meant),
    outcome,
    amends: draft.amends && { ...draft.amends, resends: act.actId, decided, settles: isOpen ? settles : null },
  };
}

/** What is told to the journal: every field that is other than it was, and every one decided on by hand. */
export function changesOf(draft: Draft): { changes: Partial<AppealCard>; was: Partial<AppealCard> } {
  const { amends, card } = draft;
  if (!amends) return { changes: {}, was: {} };
  const told = FIELDS.filter((field) => amends.decided.includes(field) || !isSame(card[field], amends.was[field]));
  return { changes: pick(card, told), was: pick(amends.was, told) };
}

function pick(card: AppealCard, fields: readonly CardKey[]): Partial<AppealCard> {
  return Object.fromEntries(fields.map((field) => [field, card[field]]));
}

/** The conflicts this draft chooses between, or none where it is a plain change. */
export function conflictsOf(draft: Draft, appeal: Appeal | null): readonly CardConflict[] {
  const settles = draft.amends?.settles ?? null;
  return settles === null ? [] : (appeal?.conflicts.filter((conflict) => conflict.actId === settles) ?? []);
}

/**
 * Takes a newer base under an open form. What nobody typed in follows the base; what was typed stays, and `was` stays
 * with it, so that the journal sees what its author had not seen. A choice made over an older value is to be made again.
 */
export function withBase(draft: Draft, appeal: Appeal): { draft: Draft; news: BaseNews[] } {
  const { amends } = draft;
  if (!amends) return { draft, news: [] };
  const news: BaseNews[] = [];
  let card = draft.card;
  let { was, decided } = amends;
  const contested = new Set(conflictsOf(draft, appeal).map((conflict) => conflict.field));
  for (const field of FIELDS) {
    const now = appeal.card[field];
    if (isSame(now, was[field])) continue;
    const isMine = contested.has(field) ? decided.includes(field) : !isSame(card[field], was[field]);
    const isAgreed = isSame(card[field], now);
    if (!isAgreed) news.push({ field, touch: appeal.touched[field] ?? null });
    if (!isMine) card = { ...card, [field]: now };
    if (!isMine || isAgreed || contested.has(field)) was = { ...was, [field]: now };
    if (contested.has(field)) decided = decided.filter((one) => one !== field);
  }
  if (was === amends.was) return { draft, news };
  return { draft: { ...draft, card, amends: { ...amends, was, decided } }, news };
}

/** Fields of a plain change that are being typed over a value their author has not seen. */
export function clashesOf(draft: Draft, appeal: Appeal | null): CardKey[] {
  const { amends, card } = draft;
  if (!amends || !appeal || amends.settles !== null) return [];
  return FIELDS.filter(
    (field) => !isSame(appeal.card[field], amends.was[field]) && !isSame(card[field], appeal.card[field]),
  );
}

/** One field decided on: the result, over what now stands there and is before the eyes of whoever decides. */
export function withDecision(draft: Draft, field: CardKey, change: Partial<AppealCard>, seen: AppealCard): Draft {
  const { amends } = draft;
  if (!amends) return draft;
  const decided = amends.decided.includes(field) ? amends.decided : [...amends.decided, field];
  return {
    ...draft,
    card: { ...draft.card, ...change },
    amends: { ...amends, was: { ...amends.was, [field]: seen[field] }, decided },
  };
}

/** Of a field that changed under an open form: theirs is taken into it, or mine stays and theirs has been seen. */
export function withSeen(draft: Draft, field: CardKey, takes: 'mine' | 'theirs', seen: AppealCard): Draft {
  const { amends } = draft;
  if (!amends) return draft;
  const card = takes === 'theirs' ? { ...draft.card, [field]: seen[field] } : draft.card;
  return { ...draft, card, amends: { ...amends, was: { ...amends.was, [field]: seen[field] } } };
}
