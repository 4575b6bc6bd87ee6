import { expect, test } from 'vitest';
import { filledCard } from '../../../../tests/support/askCore.ts';
import { bareDesk, someUser } from '../../../../tests/support/bareDesk.ts';
import type { ActAnswer } from '../../../shared/contracts/journal.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { AppealCommand } from '../../../shared/domain/appeal/appealCommand.ts';
import { evolve } from '../../../shared/domain/appeal/evolve.ts';
import type { Desk } from '../desk.ts';
import { settleAnswers } from '../sync/settle.ts';
import { withdrawAct } from '../outbox/settleByHand.ts';
import { amendAppeal } from './amendAppeal.ts';
import { closeAppeal } from './closeAppeal.ts';
import { decideHere } from './rebase.ts';
import { registerAppeal } from './registerAppeal.ts';

const mine = someUser(1);

test('changes the journal has answered and is shown once more do not meet each other as a conflict', () => {
  const desk = bareDesk();
  const appealId = registered(desk);
  amend(desk, appealId, 'первый ответ');
  amend(desk, appealId, 'второй ответ');
  judgeAll(desk);

  // The journal was restored, or this disk was copied: everything goes up again, and the base has it already.
  desk.transact(() => desk.outbox.oweFrom(1));
  const closed = closeAppeal(desk, {
    actId: desk.ports.ids.next(),
    appealId,
    answer: 'второй ответ',
    outcome: 'consulted',
  });

  expect(closed.appeal).toMatchObject({ status: 'closed', conflicts: [], card: { answer: 'второй ответ' } });
});

test('a change that was never answered is still put over what the journal told', () => {
  const desk = bareDesk();
  const appealId = registered(desk);
  amend(desk, appealId, 'первый ответ');
  judgeAll(desk);
  desk.transact(() => desk.outbox.oweFrom(1));
  amend(desk, appealId, 'второй ответ');

  expect(desk.appeals.get(mine.id, appealId)).toMatchObject({ conflicts: [], card: { answer: 'второй ответ' } });
});

function registered(desk: Desk): string {
  const { ids } = desk.ports;
  const input = { actId: ids.next(), draftId: ids.next(), card: filledCard, callId: null, closeWith: null };
  return registerAppeal(desk, input).appeal.id;
}

function amend(desk: Desk, appealId: string, answer: string): void {
  const was = { answer: desk.appeals.get(mine.id, appealId)?.card.answer ?? '' };
  amendAppeal(desk, { actId: desk.ports.ids.next(), appealId, changes: { answer }, was, settles: null });
}

/** The journal takes all that waits, one after another. */
function judgeAll(desk: Desk): void {
  let appeal: Appeal | null = null;
  const batch = desk.outbox.owed(0, { acts: 100, bytes: 1e6 });
  const answers = batch.map(({ act }): ActAnswer => {
    const decision = decideHere(desk, act.command as AppealCommand, appeal, act);
    appeal = (decision?.events ?? []).reduce<Appeal | null>(evolve, appeal);
    return { seq: act.seq, actId: act.id, outcome: 'accepted', refusal: null, appeal };
  });
  settleAnswers(desk, batch, answers);
}

test('a journal that forgot what it had answered is read from its beginning, for everybody at the desk', () => {
  const desk = bareDesk();
  registered(desk);
  judgeAll(desk);
  for (const viewer of [mine, someUser(2)]) desk.feed.move(viewer.id, '41.mark');

  expect(desk.outbox.oweFrom(desk.outbox.nextSeq())).toBe(false);
  expect(desk.outbox.oweFrom(1)).toBe(true);
  desk.feed.restart();

  for (const viewer of [mine, someUser(2)])
    expect(desk.feed.state(viewer.id)).toEqual({ cursor: '', pass: 2, sweeping: true });
});

test('a card put aside while a change of it waited goes when that change was turned away', () => {
  const desk = bareDesk();
  const appealId = registered(desk);
  turnAway(desk);
  amend(desk, appealId, 'ещё ответ');
  const [refused] = desk.outbox.unsettled(mine.id, 1);
  withdrawAct(desk, refused?.actId ?? '');
  expect(desk.appeals.get(mine.id, appealId)).not.toBeNull();

  turnAway(desk);

  expect(desk.appeals.get(mine.id, appealId)).toBeNull();
});

/** The journal refuses all that waits. */
function turnAway(desk: Desk): void {
  const batch = desk.outbox.owed(0, { acts: 100, bytes: 1e6 });
  const refusal = { code: 'auth.forbidden', text: 'Нет прав' };
  settleAnswers(
    desk,
    batch,
    batch.map(({ act }) => ({ seq: act.seq, actId: act.id, outcome: 'refused', refusal, appeal: null })),
  );
}
