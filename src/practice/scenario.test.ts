import { expect, test } from 'vitest';
import { nextCallerAct, type CallerMoment } from './scenario.ts';

const timings = { quietBeforeHelloMs: 12_000, longestCallMs: 300_000 };
const moment = (over: Partial<CallerMoment>): CallerMoment => ({
  nowMs: 20_000,
  answeredAtMs: 0,
  lastSoundAtMs: 19_000,
  isSpeaking: false,
  hasAsked: true,
  hellosSaid: 0,
  ...over,
});

test.each([
  ['asks as soon as there is an answer', { hasAsked: false }, 'ask'],
  ['does not interrupt itself', { isSpeaking: true, lastSoundAtMs: 0 }, 'wait'],
  ['waits while somebody was heard lately', {}, 'wait'],
  ['calls out into a long silence', { lastSoundAtMs: 8_000 }, 'sayHello'],
  ['gives up calling out', { lastSoundAtMs: 0, hellosSaid: 3 }, 'wait'],
  ['leaves in the end, even in the middle of a word', { nowMs: 300_000, isSpeaking: true }, 'hangUp'],
] as const)('a caller %s', (_name, over, act) => {
  expect(nextCallerAct(moment(over), timings)).toBe(act);
});
