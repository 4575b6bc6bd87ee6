import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { runFaults } from '../support/faults/runFaults.ts';

/** Cores, the journal and its PostgreSQL, each kind at least twice; more of it is `npm run bench -- faults`. */
test.runIf(process.platform === 'linux')(
  'whatever is killed while operators work, everything they were told is done comes into the journal once',
  async () => {
    const seed = randomInt(1, 2 ** 31);
    const result = await runFaults({ kills: 12, seed });
    expect({ seed, ...result }).toMatchObject({
      seed,
      kills: 12,
      killsOf: { core: 6, journal: 2, postmaster: 2, backend: 2 },
      lost: 0,
      doubled: 0,
      stuck: 0,
      renumbered: 0,
      misattributed: 0,
      told: [],
      surprises: [],
      ownEnds: [],
    });
    expect(result.killsInsideAct).toBeGreaterThan(0);
    expect(result.appeals).toBeGreaterThan(10);
  },
);
