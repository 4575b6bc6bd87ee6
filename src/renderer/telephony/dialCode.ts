import type { LineSettings } from '../../shared/contracts/bridge.ts';
import { closeStream } from './microphone.ts';
import type { QueueStep, StepAnswer } from './queueKeeper.ts';
import type { LegId, SipPort } from './sipPort.ts';
import type { Sounds } from './sounds.ts';
import type { Timers } from './timers.ts';

export interface DialCodeDeps {
  port: SipPort;
  sounds: Sounds;
  timers: Timers;
  codes: () => LineSettings['codes'] | null;
}

/** A code is done within a second; one that hangs must not hold up those that wait behind it. */
const codeWithinMs = 8_000;

/** Dials a feature code with silence for a voice, beside whatever call is in hand, and waits until it is over. */
export function createDialCode({
  port,
  sounds,
  timers,
  codes,
}: DialCodeDeps): (step: QueueStep) => Promise<StepAnswer> {
  return (step) =>
    new Promise((resolve) => {
      const code = codes()?.[step];
      if (code === undefined) return resolve('failed');
      const silence = sounds.openSilence();
      let legId: LegId | null = null;
      let isAnswered = false;
      const finish = (answer: StepAnswer): void => {
        unsubscribe();
        cancelPatience();
        closeStream(silence);
        resolve(answer);
      };
      const unsubscribe = port.subscribe((event) => {
        if (!('legId' in event) || event.legId !== legId) return;
        // The exchange answers when the deed is done, and then hangs up itself.
        if (event.kind === 'established') isAnswered = true;
        if (event.kind !== 'ended') return;
        if (isAnswered) return finish('done');
        finish(event.end.statusCode === 403 ? 'notMember' : 'failed');
      });
      const cancelPatience = timers.after(codeWithinMs, () => {
        if (legId === null) return finish('failed');
        // Its end comes as an event, at once.
        if (isAnswered) port.bye(legId);
        else port.cancel(legId);
      });
      try {
        legId = port.invite(code, silence, { isService: true });
      } catch {
        finish('failed');
      }
    });
}
