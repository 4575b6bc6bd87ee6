import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type DbHandle } from '../../src/journal/db/createDb.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { MODEL_USERS, playSteps, type Tally } from '../support/syncModel/playSteps.ts';
import { steps } from '../support/syncModel/steps.ts';
import { openTwoJournals } from '../support/syncModel/twoJournals.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const RUNS = 30;

let postgres: TestDatabase;
let database: DbHandle;
beforeAll(async () => {
  postgres = await createTestDatabase();
  database = createDb(postgres.url, quiet);
});
afterAll(async () => {
  await database.close();
  await postgres.drop();
});

test('the journal over PostgreSQL and the journal over memory give the same answers and end in the same state', async () => {
  const tally: Tally = {};
  let territory = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (run) => {
      const journals = await openTwoJournals(database, String(territory++).padStart(2, '0'), MODEL_USERS);
      await playSteps(journals, run, tally);
    }),
    // Each run takes one of a hundred territories; shrinking would need more than there are.
    { numRuns: RUNS, endOnFailure: true },
  );
  // What the comparison is worth: all of it has happened.
  for (const what of [
    'accepted',
    'refused',
    'parked',
    'duplicate',
    'twin',
    'poison',
    'conflict',
    'passed on',
    'sync.gap',
    'device.cloned',
    'feed.restart {}',
    'auth.forbidden',
    'auth.author_unknown',
    'auth.author_disabled',
    'appeal.closed',
    'appeal.conflict_open',
    'appeal.assignee_unknown',
    'control.number_taken',
    'control.number_of_other_desk',
    'control.number_not_reserved',
    'attach again',
    'blocks learnt',
    'replayed',
    'act told again',
    'left scope',
    'page of more',
  ]) {
    expect({ [what]: (tally[what] ?? 0) > 0 }).toEqual({ [what]: true });
  }
});
