import type { Bridge } from '../../shared/contracts/bridge.ts';
import type { CallEndCause } from '../../shared/domain/call/call.ts';
import { AppError, toErrorValue } from '../../shared/errors.ts';
import { createCallTeller, toOffer, type CallTellerDeps } from './callTeller.ts';
import { causeOfCancel, causeOfEnd } from './endCause.ts';
import { isOver, newLineCall, type InHand } from './inHand.ts';
import { closeStream, setSending, type Microphone } from './microphone.ts';
import type { CallRecorder } from './recorderPort.ts';
import type { RemoteAudio } from './remoteAudio.ts';
import type { IncomingCall, SipEvent, SipPort } from './sipPort.ts';
import type { LineCall, Offered } from './softphone.ts';
import type { Sounds } from './sounds.ts';
import type { Timers } from './timers.ts';

export interface CallFlowDeps {
  bridge: Bridge;
  port: SipPort;
  timers: Timers;
  microphone: Microphone;
  sounds: Sounds;
  remoteAudio: RemoteAudio;
  recorder: CallRecorder;
  onCall: (call: LineCall | null) => void;
  onTrouble: (code: string | null) => void;
  onOffered: (offered: Offered) => void;
}

export interface CallFlow {
  handle(event: SipEvent): void;
  answer(): Promise<void>;
  hangUp(): void;
  toggleHold(): void;
  toggleMicrophone(): void;
  sendDtmf(tone: string): void;
  dial(number: string): Promise<void>;
}

/** When the exchange's CANCEL never comes, ringing ends by itself this long after it should have. */
const ringGraceMs = 10_000;
const longestRingMs = 60_000;
const audibleWithinMs = 500;

/** One call from the first ring to the last word: microphone, sounds, recording, and what the core is told. */
export function createCallFlow(deps: CallFlowDeps): CallFlow {
  const { bridge, port, timers, microphone, sounds, remoteAudio, recorder, onCall, onTrouble, onOffered } = deps;
  let hand: InHand | null = null;

  const trouble = (error: unknown): void => onTrouble(toErrorValue(error).code);
  const isBusy = (): boolean => hand !== null && !isOver(hand);
  const show = (change: Partial<LineCall>): void => {
    if (hand === null) return;
    hand.line = { ...hand.line, ...change };
    onCall(hand.line);
  };

  /** What goes out follows from two facts, never from a third that could contradict them. */
  const applySending = (): void => {
    if (hand === null) return;
    const isSending = hand.line.microphone === 'on' && hand.line.hold === 'off';
    setSending(hand.sent, isSending);
    recorder.setSending(isSending);
    recorder.setHeld(hand.line.hold === 'held' || hand.line.hold === 'resuming');
  };

  const adoptMicrophone = (of: InHand): void => {
    of.microphone.then(
      (stream) => {
        // The call may be over before the device has opened.
        if (hand === of && !isOver(of)) of.sent = stream;
        else closeStream(stream);
      },
      (error: unknown) => {
        if (hand === of) trouble(error);
      },
    );
  };

  const take = (line: LineCall, incoming: IncomingCall | null): InHand => {
    onTrouble(null);
    const taken: InHand = {
      legId: incoming?.legId ?? null,
      line,
      teller: null,
      microphone: microphone.open(),
      sent: null,
      heard: null,
      ringSec: incoming?.ringSec ?? null,
      isEstablished: false,
      isFlowing: false,
      isRecording: false,
      cancelRingLimit: null,
    };
    adoptMicrophone(taken);
    hand = taken;
    recorder.prepare();
    onCall(line);
    return taken;
  };

  const offer = (of: InHand, call: IncomingCall, direction: 'incoming' | 'outgoing'): void => {
    of.teller = tell(call, direction, (answer) => {
      if (hand !== of) return;
      show({ callId: answer.call.id });
      // A call that is over before anybody answered is in the list of missed ones, not on the desk.
      if (!isOver(of) || of.isEstablished) onOffered(answer);
    });
  };

  const tell = (call: IncomingCall, direction: 'incoming' | 'outgoing', onAnswer: CallTellerDeps['onOffered']) =>
    createCallTeller({ bridge, timers, offer: toOffer(call, direction), onOffered: onAnswer, onRefused: trouble });

  const ring = (call: IncomingCall): void => {
    if (isBusy()) {
      port.reject(call.legId, 486);
      // Nobody heard it ring, but somebody called: it is listed among the missed.
      tell(call, 'incoming', () => {}).ended('cancelled');
      return;
    }
    const taken = take(newLineCall('incoming', call, timers.nowMs()), call);
    offer(taken, call, 'incoming');
    sounds.start('ring');
    // The browser takes a moment to decide whether sound is allowed without a click.
    timers.after(audibleWithinMs, () => {
      if (hand === taken && taken.line.phase === 'ringing' && !sounds.isAudible()) onTrouble('sound.blocked');
    });
    const limitMs = call.ringSec === null ? longestRingMs : call.ringSec * 1000 + ringGraceMs;
    taken.cancelRingLimit = timers.after(limitMs, () => {
      if (hand !== taken || taken.line.phase !== 'ringing') return;
      finish('ringTimeout');
      port.reject(call.legId, 480);
    });
  };

  const finish = (cause: CallEndCause): void => {
    if (hand === null || hand.line.phase === 'ended') return;
    const over = hand;
    over.cancelRingLimit?.();
    sounds.stop();
    remoteAudio.stop();
    if (over.isRecording) recorder.stop();
    closeStream(over.sent);
    show({ phase: 'ended', endCause: cause, hold: 'off' });
    over.teller?.ended(cause);
  };

  /** Signalling and media become ready in either order. */
  const startTalking = (): void => {
    if (hand === null || !hand.isEstablished) return;
    const isTalking = hand.isFlowing || hand.line.phase === 'talking';
    show({
      phase: isTalking ? 'talking' : 'connecting',
      answeredAtMs: hand.line.answeredAtMs ?? (isTalking ? timers.nowMs() : null),
    });
    if (hand.teller === null || hand.sent === null || hand.heard === null || hand.isRecording) return;
    hand.isRecording = true;
    const of = hand;
    recorder.start({ callId: hand.teller.callId, operator: hand.sent, caller: hand.heard }, (recording) => {
      if (hand === of) show({ recording });
    });
    applySending();
  };

  const onEvent = (event: Exclude<SipEvent, { kind: 'lineChanged' | 'incoming' }>): void => {
    if (hand === null || event.legId !== hand.legId || hand.line.phase === 'ended') return;
    const { line } = hand;
    switch (event.kind) {
      case 'cancelled': {
        const rangForMs = timers.nowMs() - line.offeredAtMs;
        return finish(causeOfCancel({ reason: event.reason, rangForMs, ringSec: hand.ringSec }));
      }
      case 'progress':
        if (line.phase === 'ringing') sounds.start('ringback');
        return;
      case 'established':
        hand.isEstablished = true;
        hand.cancelRingLimit?.();
        sounds.stop();
        hand.teller?.answered();
        return startTalking();
      case 'remoteTrack':
        hand.heard = event.stream;
        remoteAudio.play(event.stream);
        return startTalking();
      case 'mediaChanged':
        if (hand.isFlowing !== event.isFlowing && line.answeredAtMs !== null)
          onTrouble(event.isFlowing ? null : 'call.media_lost');
        hand.isFlowing = event.isFlowing;
        return startTalking();
      case 'heldChanged':
        show({ hold: event.isHeld ? 'held' : 'off' });
        return applySending();
      case 'holdFailed':
        // The caller may hear what was not meant for them: silence first, then say so.
        if (line.hold === 'holding') show({ hold: 'failed', microphone: 'off' });
        else show({ hold: 'held' });
        onTrouble(line.hold === 'holding' ? 'hold.failed' : 'hold.resume_failed');
        return applySending();
      case 'partyChanged':
        // A refresh of the dialog repeats the number and may leave the name out.
        if (event.from === null || event.from === line.phone) return;
        return show({ phone: event.from, displayName: event.displayName });
      case 'ended':
        return finish(causeOfEnd({ end: event.end, direction: line.direction, wasAnswered: hand.isEstablished }));
    }
  };

  return {
    handle(event) {
      if (event.kind === 'incoming') ring(event.call);
      else if (event.kind !== 'lineChanged') onEvent(event);
    },
    async answer() {
      const answered = hand;
      if (answered === null || answered.line.phase !== 'ringing' || answered.line.direction !== 'incoming') return;
      show({ phase: 'connecting' });
      sounds.stop();
      try {
        const stream = await answered.microphone;
        if (hand === answered && answered.legId !== null) port.accept(answered.legId, stream);
      } catch {
        if (hand !== answered || isOver(answered)) return;
        // The trouble is shown already; the device may be plugged in while it still rings.
        answered.microphone = microphone.open();
        adoptMicrophone(answered);
        show({ phase: 'ringing' });
        sounds.start('ring');
      }
    },
    hangUp() {
      if (hand === null || hand.line.phase === 'ended') return;
      const { legId, line, isEstablished } = hand;
      // First what is heard and seen, then what is sent: an exchange that is away must not keep a call on the screen.
      finish(
        causeOfEnd({ end: { by: 'local', statusCode: null }, direction: line.direction, wasAnswered: isEstablished }),
      );
      if (legId === null) return;
      if (isEstablished) port.bye(legId);
      else if (line.direction === 'incoming') port.reject(legId, 486);
      else port.cancel(legId);
    },
    toggleHold() {
      if (hand === null || hand.legId === null || !hand.isEstablished || hand.line.phase === 'ended') return;
      if (hand.line.hold === 'holding' || hand.line.hold === 'resuming') return;
      onTrouble(null);
      const isHeld = hand.line.hold === 'held';
      show({ hold: isHeld ? 'resuming' : 'holding' });
      applySending();
      if (isHeld) port.unhold(hand.legId);
      else port.hold(hand.legId);
    },
    toggleMicrophone() {
      if (hand === null || hand.line.phase === 'ended') return;
      const isOn = hand.line.microphone === 'off';
      // After a failed hold this is how the operator comes back.
      show({
        microphone: isOn ? 'on' : 'off',
        ...(isOn && hand.line.hold === 'failed' ? { hold: 'off' as const } : {}),
      });
      applySending();
    },
    sendDtmf(tone) {
      if (hand === null || hand.legId === null || !hand.isEstablished) return;
      if (!/^[0-9*#A-D]$/.test(tone)) throw new AppError('line.dtmf');
      port.dtmf(hand.legId, tone);
    },
    async dial(number) {
      if (isBusy()) throw new AppError('call.busy');
      const isCode = number.startsWith('*');
      const dialled = take(
        newLineCall('outgoing', { from: number, displayName: null, queue: null }, timers.nowMs()),
        null,
      );
      try {
        const stream = await dialled.microphone;
        if (hand !== dialled || isOver(dialled)) return;
        const legId = port.invite(number, stream);
        dialled.legId = legId;
        const call = {
          legId,
          from: number,
          displayName: null,
          linkedId: null,
          queue: null,
          queueWaitSec: null,
          ringSec: null,
        };
        if (!isCode) offer(dialled, call, 'outgoing');
      } catch (error) {
        if (hand === dialled) finish('failed');
        throw error;
      }
    },
  };
}
