import { Inviter, SessionState, type Session } from 'sip.js';
import { practiceHello, type PracticeCaller } from '../shared/demo/practiceCallers.ts';
import type { CallerMedia, MediaStats } from './callerMedia.ts';
import { practiceHost, requireUri, type OperatorLine } from './operatorLine.ts';
import type { MonotonicClock, PracticeLog, PracticeTimings } from './ports.ts';
import { practiceError } from './practiceError.ts';
import { nextCallerAct } from './scenario.ts';

export interface PracticeCallInfo extends MediaStats {
  sipCallId: string;
  linkedId: string;
  sipUser: string;
  callerId: string;
  status: 'ringing' | 'talking' | 'ended';
}

export interface PracticeCall {
  readonly line: OperatorLine;
  info(): PracticeCallInfo;
  /** Sends the INVITE. */
  invite(): Promise<void>;
  /** The caller gives up (CANCEL) or hangs up (BYE). */
  hangUp(): Promise<void>;
  /** The caller puts the operator on hold, or comes back; resolves with the desk's agreement. */
  hold(isHolding: boolean): Promise<void>;
  /** The line under the call is gone: nothing can be said any more. */
  abandon(): void;
}

export interface PracticeCallDeps {
  line: OperatorLine;
  contactUri: string;
  sipUser: string;
  linkedId: string;
  caller: PracticeCaller;
  loadSpeech: (file: string) => Promise<Buffer>;
  clock: MonotonicClock;
  timings: PracticeTimings;
  log: PracticeLog;
  onEnded: () => void;
}

/** One simulated caller ringing one operator, from the INVITE to the end. */
export async function createPracticeCall(deps: PracticeCallDeps): Promise<PracticeCall> {
  const { line, caller, linkedId, sipUser, clock, timings, log, onEnded } = deps;
  const [question, hello] = await Promise.all([
    deps.loadSpeech(caller.speechFile),
    deps.loadSpeech(practiceHello.speechFile[caller.voice]),
  ]);
  const inviter = new Inviter(line.userAgent, requireUri(deps.contactUri), {
    params: {
      toUri: requireUri(`sip:${sipUser}@${practiceHost}`),
      fromUri: requireUri(caller.phone ? `sip:${caller.phone}@${practiceHost}` : 'sip:anonymous@anonymous.invalid'),
      // What an exchange sends for a hidden number (RFC 3323 §4.1.1.3), whatever the caller is called in our list.
      fromDisplayName: caller.phone ? caller.label : 'Anonymous',
    },
    extraHeaders: [`X-Linkedid: ${linkedId}`, 'X-Queue: practice', 'X-Queue-Wait: 0'],
  });
  refuseTransfers(inviter);
  const media = line.mediaOf(inviter);
  const sipCallId = inviter.request.callId;
  const ids = { sipCallId, linkedId, callerId: caller.id };
  let status: PracticeCallInfo['status'] = 'ringing';

  const end = (): void => {
    if (status === 'ended') return;
    clearTimeout(patience);
    log('practice.call_ended', { ...ids, wasAnswered: status === 'talking', ...packetCounts(media) });
    status = 'ended';
    media.close();
    onEnded();
  };
  const hangUp = async (): Promise<void> => {
    if (inviter.state === SessionState.Established) await inviter.bye();
    else if (inviter.state === SessionState.Initial || inviter.state === SessionState.Establishing) {
      await inviter.cancel();
    }
  };
  const hangUpQuietly = (): void => {
    // A farewell that crosses the operator's own is no event.
    hangUp().catch(() => log('practice.farewell_failed', ids));
  };
  const patience = setTimeout(hangUpQuietly, timings.ringForMs);

  inviter.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) end();
    if (state !== SessionState.Established) return;
    clearTimeout(patience);
    status = 'talking';
    log('practice.call_answered', ids);
    behave({ media, question, hello, clock, timings, hangUp: hangUpQuietly });
  });

  return {
    line,
    info: () => ({ sipCallId, linkedId, sipUser, callerId: caller.id, status, ...media.stats() }),
    async invite() {
      try {
        await inviter.invite();
      } catch (error) {
        end();
        throw error;
      }
      log('practice.call_offered', ids);
    },
    hangUp,
    async hold(isHolding) {
      if (inviter.state !== SessionState.Established) {
        throw practiceError('practice.wrong_state', { sipCallId });
      }
      media.setHold(isHolding);
      await new Promise<void>((resolve, reject) => {
        const refused = (): void => reject(practiceError('practice.hold_refused', { sipCallId }));
        inviter.invite({ requestDelegate: { onAccept: () => resolve(), onReject: refused } }).catch(refused);
      });
    },
    abandon: end,
  };
}

/** No transfers here: a training line has nobody to transfer to. Left alone, sip.js would follow a REFER by itself. */
export function refuseTransfers(session: Session): void {
  session.delegate = { onRefer: (referral) => void referral.reject({ statusCode: 603 }) };
}

interface Behaviour {
  media: CallerMedia;
  question: Buffer;
  hello: Buffer;
  clock: MonotonicClock;
  timings: PracticeTimings;
  hangUp: () => void;
}

function behave({ media, question, hello, clock, timings, hangUp }: Behaviour): void {
  const answeredAtMs = clock.nowMs();
  let hasAsked = false;
  let hellosSaid = 0;
  let isLeaving = false;
  media.start(() => {
    const moment = { nowMs: clock.nowMs(), answeredAtMs, hasAsked, hellosSaid };
    const act = nextCallerAct(
      { ...moment, lastSoundAtMs: media.lastSoundAtMs(), isSpeaking: media.isSpeaking() },
      timings,
    );
    if (act === 'ask') {
      hasAsked = true;
      media.play(question);
    } else if (act === 'sayHello') {
      hellosSaid += 1;
      media.play(hello);
    } else if (act === 'hangUp' && !isLeaving) {
      isLeaving = true;
      hangUp();
    }
  });
}

function packetCounts(media: CallerMedia): { sentPackets: number; receivedPackets: number } {
  const { sentPackets, receivedPackets } = media.stats();
  return { sentPackets, receivedPackets };
}
