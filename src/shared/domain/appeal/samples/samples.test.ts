import { expect, test } from 'vitest';
import { actCommand, upcastCommand } from '../../../contracts/journal.ts';
import { appeal, holderOf } from '../appeal.ts';
import { appealEvent } from '../appealEvent.ts';
import { replay } from '../evolve.ts';
import { commandsOfContract3, stateOfContract3, streamOfContract3 } from './contract3.ts';
import { commandsOfContract2, stateOfContract2, streamOfContract2 } from './contract2.ts';
import { commandsOfContract1, stateOfContract1, streamOfContract1 } from './contract1.ts';

test('every command of the first contract is readable after being brought up', () => {
  const commands = commandsOfContract1.map((raw) => actCommand.parse(upcastCommand(raw)));
  expect(commands.map(({ kind }) => kind)).toEqual([
    'appeal.register',
    'appeal.amend',
    'appeal.linkCall',
    'appeal.close',
    'call.record',
    'operator.moved',
  ]);
  expect(commands[1]).toMatchObject({ v: 2, was: null, settles: null });
});

test('what is of the present version, or of none that is known, is left as it came', () => {
  const present = commandsOfContract1.map((raw) => upcastCommand(raw));
  expect(present.map((raw) => upcastCommand(raw))).toEqual(present);
  for (const strange of [null, 'текст', 7, [], {}, { kind: 'appeal.amend' }, { kind: 'appeal.fly', v: 3 }]) {
    expect(upcastCommand(strange)).toBe(strange);
  }
});

test('a stream of the first contract folds into the state that was kept of it', () => {
  const stream = appealEvent.array().parse(streamOfContract1);
  const state = appeal.parse(stateOfContract1);
  // Who changed a field last is not in states of the first version.
  expect({ ...replay(stream), touched: {} }).toEqual(state);
  expect(state).toMatchObject({ assigneeId: null, conflicts: [] });
  expect(holderOf(state)).toBe(state.registeredBy);
});

test('what contract 2 wrote is readable, and a change of an applicant brings no other field of the card with it', () => {
  const [amended, assigned] = commandsOfContract2.map((raw) => actCommand.parse(upcastCommand(raw)));
  expect(assigned).toMatchObject({ reason: '' });
  expect(Object.keys(amended?.kind === 'appeal.amend' ? amended.changes : {})).toEqual(['answer', 'applicant']);
});

test('a stream of the second contract folds into the state that was kept of it', () => {
  expect(replay(appealEvent.array().parse(streamOfContract2))).toEqual(appeal.parse(stateOfContract2));
});

test('every step of the third contract is readable, and its stream folds into the state that was kept of it', () => {
  const commands = commandsOfContract3.map((raw) => actCommand.parse(upcastCommand(raw)));
  expect(new Set(commands.map(({ kind }) => kind)).size).toBe(16);
  const state = appeal.parse(stateOfContract3);
  expect(replay(appealEvent.array().parse(streamOfContract3))).toEqual(state);
  expect(state).toMatchObject({ status: 'redirected', expertise: [], returns: [{ reason: 'Нет даты' }] });
});
