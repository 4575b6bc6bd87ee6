import { fund, users } from '../journal/people.ts';
import type { WayStep } from '../model/ledger.ts';
import { typedText } from './cards.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

const SPECIALISTS = { organisationId: fund.id, level: 2 };

/** To the specialists of the fund, or to one of them by name: also while the journal is away. */
export async function passOn(window: Window, scene: Scene): Promise<void> {
  const { dice } = window;
  const appealId = await pick(window, 'mine');
  if (appealId === null) return;
  const named = dice.chance(0.25) ? dice.pick(users.filter((one) => one.role === 'op2')).id : null;
  const reason = `Причина ${scene.words.next()}`;
  await step(window, { kind: 'appeal.forward', v: 1, appealId, to: SPECIALISTS, userId: named, reason });
}

/** What lies before the specialists is for the first of them; two desks may not know of each other for hours. */
export async function takeIn(window: Window, scene: Scene): Promise<void> {
  const appealId = await pick(window, 'incoming');
  if (appealId === null) return;
  if (window.dice.chance(0.8)) return step(window, { kind: 'appeal.accept', v: 1, appealId });
  return step(window, { kind: 'appeal.decline', v: 1, appealId, reason: `Причина ${scene.words.next()}` });
}

/** A preliminary answer, or a remark for colleagues. */
export async function say(window: Window, scene: Scene): Promise<void> {
  const { dice, user } = window;
  const appealId = await pick(window, 'mine');
  if (appealId === null) return;
  const text = typedText(dice, scene.words).slice(0, 3_900);
  const kind = user?.role === 'op2' && dice.chance(0.4) ? 'appeal.answer' : 'appeal.comment';
  return step(window, { kind, v: 1, appealId, text });
}

async function pick({ ask, dice }: Window, place: 'mine' | 'incoming'): Promise<string | null> {
  const heard = await ask('appeals.list', {});
  if (heard.kind !== 'told') return null;
  const there = heard.output.appeals.filter((one) => one.place === place && one.appeal.status !== 'closed');
  return there.length === 0 ? null : dice.pick(there).appeal.id;
}

async function step(window: Window, command: WayStep): Promise<void> {
  const actId = window.newId();
  const { appealId } = command;
  await window.act('appeals.step', { actId, command }, { actId, appealId, meaning: { kind: 'step', command } });
}
