import { PASSWORD, supervisor, users } from '../journal/people.ts';
import { call } from './callSteps.ts';
import { assign, close, openCard, openConflict, saveCard } from './cardSteps.ts';
import { register, typeDraft } from './draftSteps.ts';
import { dealWithRefused } from './refusedSteps.ts';
import { lookClosely } from './lookClosely.ts';
import { say, passOn, takeIn } from './waySteps.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

/** What a person may do next at a desk, and how likely it is. */
const WORK = {
  register: 10,
  openCard: 8,
  saveCard: 15,
  call: 8,
  close: 4,
  assign: 3,
  passOn: 4,
  takeIn: 2,
  say: 3,
  settle: 3,
  refused: 3,
  draft: 3,
  shift: 2,
  look: 3,
};

/** One step of whoever sits at the desk, or of somebody who sits down at it. */
export async function step(window: Window, scene: Scene): Promise<void> {
  if (!window.desk.isUp()) return;
  const session = await window.ask('session.get', {});
  if (session.kind !== 'told') return;
  window.user = users.find((one) => one.id === session.output.user?.id) ?? null;
  if (window.user === null) return sitDown(window);
  const mine = window.unanswered.findIndex((one) => one.userId === window.user?.id);
  if (mine >= 0) {
    const [again] = window.unanswered.splice(mine, 1);
    // Some never come back to it.
    if (again && window.dice.chance(0.75)) return again.again();
    return;
  }
  const { dice } = window;
  const isWatching = window.user.id === supervisor.id;
  const isSpecialist = window.user.role === 'op2';
  const what = dice.weighed({
    ...WORK,
    ...(isWatching && { register: 1, call: 0, assign: 9, openCard: 12 }),
    ...(isSpecialist && { takeIn: 14, passOn: 2 }),
  });
  switch (what) {
    case 'register':
      return register(window, scene, null);
    case 'openCard':
      return openCard(window, scene, isWatching);
    case 'saveCard':
      return saveCard(window, scene);
    case 'call':
      return call(window, scene);
    case 'close':
      return close(window, scene);
    case 'assign':
      return assign(window, scene, isWatching);
    case 'passOn':
      return passOn(window, scene);
    case 'takeIn':
      return takeIn(window, scene);
    case 'say':
      return say(window, scene);
    case 'settle':
      return openConflict(window);
    case 'refused':
      return dealWithRefused(window, scene);
    case 'draft':
      return typeDraft(window, scene);
    case 'shift':
      return changeShift(window);
    case 'look':
      return lookClosely(window, scene);
  }
}

export async function sitDown(window: Window, who = window.dice.pick(window.people)): Promise<void> {
  const heard = await window.ask('session.signIn', { login: who.login, password: PASSWORD });
  if (heard.kind !== 'told') return;
  window.user = who;
  window.notes().viewers.add(who.id);
  window.openCards = window.openCards.filter((card) => card.userId === who.id);
  window.call = null;
}

async function changeShift(window: Window): Promise<void> {
  const heard = await window.ask('session.signOut', {});
  if (heard.kind !== 'told') return;
  window.user = null;
  window.call = null;
  await sitDown(window);
}
