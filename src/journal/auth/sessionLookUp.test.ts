import { expect, test } from 'vitest';
import type { Lend } from '../db/createDb.ts';
import { createSessionLookUp } from './sessionLookUp.ts';

const clock = { nowMs: () => Date.UTC(2026, 10, 25) };
const claims = { userId: 'user', sessionId: 'session' };

function lookingUp() {
  const seen: unknown[][] = [];
  const client = {
    query: ({ values }: { values: unknown[] }) => {
      seen.push(values);
      return Promise.resolve({ rows: [] });
    },
  };
  const lendPlanned: Lend = (work) => work(client as never);
  return { look: createSessionLookUp({ lendPlanned }, '98', clock), seen };
}

test('who asks in one turn shares one look at the session', async () => {
  const { look, seen } = lookingUp();
  await Promise.all([look(claims), look(claims), look({ ...claims, sessionId: 'other' })]);
  expect(seen.map(([, sessionId]) => sessionId)).toEqual(['session', 'other']);
});

test('who asks later is never answered by an earlier look', async () => {
  const { look, seen } = lookingUp();
  const first = look(claims);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, look(claims)]);
  expect(seen).toHaveLength(2);
});
