import fc from 'fast-check';

/** What may be done to a journal, in small numbers; what they stand for is the player's business. */
export type Step =
  | { do: 'enrol'; desk: number; isStranger: boolean }
  | { do: 'attach'; desk: number; how: 'next' | 'again' | 'stale' | 'ahead' }
  | { do: 'block'; desk: number; size: number; isStale: boolean }
  | {
      do: 'push';
      desk: number;
      acts: ActStep[];
      how: 'fresh' | 'repeat' | 'overlap' | 'gap' | 'stale' | 'otherAct' | 'ofOther';
    }
  | { do: 'poison'; desk: number; acts: ActStep[] }
  | { do: 'park'; desk: number; act: ActStep }
  | { do: 'replay' }
  | { do: 'sequence' }
  | { do: 'openFeed' }
  | { do: 'pull'; user: number; limit: number; from: 'start' | 'last' | 'wrong' };

export interface ActStep {
  kind: (typeof ACT_KINDS)[number];
  /** Which appeal, call or user is meant. */
  which: number;
  /** Which of the values there are to choose from. */
  choice: number;
  user: number;
}

const ACT_KINDS = [
  'register',
  'register',
  'registerProvisional',
  'registerOddly',
  'amend',
  'amend',
  'amend',
  'amend',
  'settle',
  'settle',
  'close',
  'close',
  'assign',
  'linkCall',
  'call',
  'call',
  'move',
  'handOver',
  'unreadable',
  'withheld',
  'ofNobody',
  'ofStranger',
] as const;

const small = (max: number) => fc.integer({ min: 0, max });
const desk = small(2);
const act: fc.Arbitrary<ActStep> = fc.record({
  kind: fc.constantFrom(...ACT_KINDS),
  which: small(5),
  choice: small(7),
  // The one who was shut out acts now and then, the others work.
  user: fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 2, 3),
});
const acts = fc.array(act, { minLength: 1, maxLength: 6 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('enrol' as const), desk, isStranger: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('attach' as const),
      desk,
      how: fc.constantFrom('next' as const, 'again' as const, 'again' as const, 'stale' as const, 'ahead' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('block' as const),
      desk,
      size: fc.integer({ min: 1, max: 4 }),
      isStale: small(4).map((n) => n === 0),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      desk,
      acts,
      how: fc.constantFrom(
        ...([
          'fresh',
          'fresh',
          'fresh',
          'fresh',
          'fresh',
          'fresh',
          'repeat',
          'overlap',
          'gap',
          'stale',
          'otherAct',
          'ofOther',
        ] as const),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('poison' as const), desk, acts }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('park' as const), desk, act }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replay' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sequence' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('openFeed' as const) }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      user: small(3),
      limit: fc.integer({ min: 1, max: 9 }),
      from: fc.constantFrom('start' as const, 'last' as const, 'last' as const, 'wrong' as const),
    }),
  },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 40, maxLength: 90, size: 'max' });
