import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import { supervisor, users } from '../journal/people.ts';
import { EDITABLE, OUTCOME, typedChange, typedText, typedValue } from './cards.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

export async function openCard(window: Window, scene: Scene, isWatching: boolean): Promise<void> {
  const { dice, user } = window;
  if (user === null || window.openCards.length >= 4) return;
  if (isWatching && dice.chance(0.8)) {
    // Looked at in the journal itself: it need not be on this desk.
    const open = [...scene.dump().appeals.values()].filter((appeal) => appeal.status !== 'closed');
    if (open.length === 0) return;
    const appeal = dice.pick(open);
    window.openCards.push({ appealId: appeal.id, userId: user.id, seen: structuredClone(appeal.card), settles: null });
    return;
  }
  const heard = await window.ask('appeals.list', {});
  if (heard.kind !== 'told') return;
  const open = heard.output.appeals.filter(({ appeal, place }) => appeal.status !== 'closed' && place === 'mine');
  if (open.length === 0) return;
  const { appeal } = dice.pick(open);
  window.openCards.push({ appealId: appeal.id, userId: user.id, seen: appeal.card, settles: null });
}

export async function openConflict(window: Window): Promise<void> {
  const { dice, user } = window;
  const heard = await window.ask('appeals.list', {});
  if (heard.kind !== 'told' || user === null) return;
  const torn = heard.output.appeals.filter(({ appeal }) => appeal.conflicts.length > 0 && appeal.status !== 'closed');
  if (torn.length === 0) return;
  const { appeal } = dice.pick(torn);
  const { actId, field } = dice.pick(appeal.conflicts);
  window.openCards.unshift({ appealId: appeal.id, userId: user.id, seen: appeal.card, settles: { actId, field } });
}

export async function saveCard(window: Window, scene: Scene): Promise<void> {
  const { dice, user } = window;
  const open = window.openCards.find((card) => card.userId === user?.id);
  if (!open) return openCard(window, scene, user?.id === supervisor.id);
  window.openCards.splice(window.openCards.indexOf(open), 1);
  const { appealId, seen, settles } = open;
  const { changes, was } =
    settles === null ? typedChange(dice, scene.words, seen) : await chosen(window, scene, open.appealId, settles, seen);
  const actId = window.newId();
  const meaning = { kind: 'amend' as const, changes, was, settles: settles?.actId ?? null };
  await window.act(
    'appeals.amend',
    { actId, appealId, changes, was, settles: meaning.settles },
    { actId, appealId, meaning },
  );
}

/** Mine, theirs, or something else: as somebody who sees both chooses. */
async function chosen(
  window: Window,
  scene: Scene,
  appealId: string,
  settles: { actId: string; field: keyof AppealCard },
  seen: AppealCard,
): Promise<Pick<ReturnType<typeof typedChange>, 'changes' | 'was'>> {
  const { dice } = window;
  const { field, actId } = settles;
  const heard = await window.ask('appeals.list', {});
  const list = heard.kind === 'told' ? heard.output.appeals : [];
  const conflict = list
    .find(({ appeal }) => appeal.id === appealId)
    ?.appeal.conflicts.find((one) => one.actId === actId && one.field === field);
  const editable = EDITABLE.find((one) => one === field) ?? 'essence';
  const how = conflict ? dice.pick(['mine', 'theirs', 'other']) : 'theirs';
  const value =
    how === 'mine' ? conflict?.mine : how === 'theirs' ? seen[field] : typedValue(dice, scene.words, editable);
  return { changes: { [field]: value }, was: { [field]: seen[field] } };
}

export async function close(window: Window, scene: Scene): Promise<void> {
  const heard = await window.ask('appeals.list', {});
  if (heard.kind !== 'told') return;
  const open = heard.output.appeals.filter(
    ({ appeal, place }) => appeal.status !== 'closed' && place === 'mine' && appeal.card.kind === 'consultation',
  );
  if (open.length === 0) return;
  const { appeal } = window.dice.pick(open);
  const answer =
    appeal.card.answer !== '' && window.dice.chance(0.5) ? appeal.card.answer : typedText(window.dice, scene.words);
  const actId = window.newId();
  await window.act(
    'appeals.close',
    { actId, appealId: appeal.id, answer, outcome: OUTCOME },
    { actId, appealId: appeal.id, meaning: { kind: 'close', answer, outcome: OUTCOME } },
  );
}

export async function assign(window: Window, scene: Scene, isWatching: boolean): Promise<void> {
  const { dice } = window;
  let appealIds: string[];
  if (isWatching) {
    appealIds = [...scene.dump().appeals.values()].filter((one) => one.status !== 'closed').map((one) => one.id);
  } else {
    const heard = await window.ask('appeals.list', {});
    appealIds = heard.kind === 'told' ? heard.output.appeals.map(({ appeal }) => appeal.id) : [];
  }
  if (appealIds.length === 0) return;
  const appealId = dice.pick(appealIds);
  const assigneeId = dice.pick(users.filter((one) => one.role !== 'supervisor')).id;
  const actId = window.newId();
  await window.act(
    'appeals.assign',
    { actId, appealId, assigneeId },
    { actId, appealId, meaning: { kind: 'assign', assigneeId } },
  );
}
