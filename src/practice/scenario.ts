import type { PracticeTimings } from './ports.ts';

/** A caller who has called out this often without an answer waits in silence until the longest call is over. */
const mostHellos = 3;

export interface CallerMoment {
  nowMs: number;
  answeredAtMs: number;
  /** The last moment anybody was heard, the caller included; being on hold counts, since there is music then. */
  lastSoundAtMs: number;
  isSpeaking: boolean;
  hasAsked: boolean;
  hellosSaid: number;
}

export type CallerAct = 'ask' | 'sayHello' | 'hangUp' | 'wait';

/** What a simulated caller does at this moment of an answered call. */
export function nextCallerAct(
  moment: CallerMoment,
  timings: Pick<PracticeTimings, 'quietBeforeHelloMs' | 'longestCallMs'>,
): CallerAct {
  if (moment.nowMs - moment.answeredAtMs >= timings.longestCallMs) return 'hangUp';
  if (moment.isSpeaking) return 'wait';
  if (!moment.hasAsked) return 'ask';
  if (moment.hellosSaid >= mostHellos) return 'wait';
  return moment.nowMs - moment.lastSoundAtMs >= timings.quietBeforeHelloMs ? 'sayHello' : 'wait';
}
