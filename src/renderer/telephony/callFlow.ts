import type { Bridge } from '../../shared/contracts/bridge.ts';
import type { CallEndCause } from '../../shared/domain/call/call.ts';
import { isSending, mayHold, type LegEvent } from '../../shared/domain/call/legState.ts';
import type { TransferState } from '../../shared/domain/call/transferState.ts';
import { AppError, toErrorValue } from '../../shared/errors.ts';
import type { CallMemory, KeptCall } from './callMemory.ts';
import { createCallTeller, toOffer, type CallTellerDeps } from './callTeller.ts';
import { causeOfCancel, causeOfEnd } from './endCause.ts';
import { isOver, move, newInHand, type InHand, type Party } from './inHand.ts';
import { closeStream, setSending, type Microphone } from './microphone.ts';
import type { CallRecorder } from './recorderPort.ts';
import type { RemoteAudio } from './remoteAudio.ts';
import type { DialogIds, IncomingCall, SipEvent, SipPort } from './sipPort.ts';
import type { LineCall, Offered } from './softphone.ts';
import type { Sounds } from './sounds.ts';
import type { Timers } from './timers.ts';
import { createTransferFlow, type TransferFlow } from './transferFlow.ts';

export interface CallFlowDeps {
  bridge: Bridge;
  port: SipPort;
  timers: Timers;
  microphone: Microphone;
  sounds: Sounds;
  remoteAudio: RemoteAudio;
  recorder: CallRecorder;
  memory: CallMemory;
  /** Wall clock, ms. */
  wallMs: () => number;
  onCall: (call: LineCall | null) => void;
  onConsult: (call: LineCall | null) => void;
  onTransfer: (transfer: TransferState) => void;
  onTrouble: (code: string | null) => void;
  onOffered: (offered: Offered) => void;
}

export interface CallFlow extends Pick<TransferFlow, 'transfer' | 'consult' | 'complete' | 'comeBack'> {
  handle(event: SipEvent): void;
  answer(): Promise<void>;
  hangUp(): void;
  toggleHold(): void;
  toggleMicrophone(): void;
  sendDtmf(tone: string): void;
  dial(number: string): Promise<void>;
  /** The line is up: a call that was lost with the window before this one is taken back. */
  takeBack(): Promise<void>;
  /** A sign of life for what is remembered of the call. */
  stillAlive(): void;
}

/** When the exchange's CANCEL never comes, ringing ends by itself this long after it should have. */
const ringGraceMs = 10_000;
const longestRingMs = 60_000;
const audibleWithinMs = 500;

/** The calls of the line from the first ring to the last word: microphone, sounds, recording, and what the core is told. */
export function createCallFlow(deps: CallFlowDeps): CallFlow {
  const { bridge, port, timers, microphone, sounds, remoteAudio, recorder, memory, onTrouble, onOffered } = deps;
  /** The caller's call, or the one that was dialled. */
  let hand: InHand | null = null;
  /** The second line: whoever is asked about the call in hand. */
  let side: InHand | null = null;
  let kept: KeptCall | null = null;

  const trouble = (error: unknown): void => onTrouble(toErrorValue(error).code);
  const isAlive = (of: InHand | null): of is InHand => of !== null && !isOver(of);
  const isBusy = (): boolean => isAlive(hand) || isAlive(side);
  const publish = (of: InHand): void => {
    if (of === hand) deps.onCall(of.line);
    else if (of === side) deps.onConsult(isOver(of) ? null : of.line);
  };
  const show = (of: InHand, change: Partial<LineCall>): void => {
    of.line = { ...of.line, ...change };
    publish(of);
  };
  const step = (of: InHand, event: LegEvent): void => {
    move(of, event, timers.nowMs());
    applySending(of);
    publish(of);
  };

  const applySending = (of: InHand): void => {
    setSending(of.sent, isSending(of.leg));
    if (!of.isRecording) return;
    recorder.setSending(isSending(of.leg));
    recorder.setHeld(of.leg.hold === 'held' || of.leg.hold === 'resuming');
  };

  /** One pair of ears: the line that is not held. */
  const listen = (): void => {
    const active = isAlive(side) && side.leg.hold === 'off' && side.heard !== null ? side : hand;
    if (isAlive(active) && active.heard !== null) remoteAudio.play(active.heard);
  };

  const adoptMicrophone = (of: InHand): void => {
    of.microphone.then(
      (stream) => {
        // The call may be over before the device has opened.
        if (isOver(of)) return closeStream(stream);
        of.sent = stream;
        if (of.legId !== null && of.leg.direction === 'incoming') port.prepare(of.legId, stream);
      },
      (error: unknown) => {
        if (!isOver(of)) trouble(error);
      },
    );
  };

  const open = (direction: 'incoming' | 'outgoing', party: Party, legId: string | null = null): InHand => {
    onTrouble(null);
    const opened = newInHand(direction, party, timers.nowMs(), microphone.open());
    opened.legId = legId;
    adoptMicrophone(opened);
    return opened;
  };
  const take = (direction: 'incoming' | 'outgoing', party: Party, legId: string | null = null): InHand => {
    hand = open(direction, party, legId);
    recorder.prepare();
    publish(hand);
    return hand;
  };

  const offer = (of: InHand, call: IncomingCall, direction: 'incoming' | 'outgoing'): void => {
    of.teller = tell(call, direction, (answer) => {
      if (hand !== of) return;
      show(of, { callId: answer.call.id });
      // A call that is over before anybody answered is in the list of missed ones, not on the desk.
      if (!isOver(of) || of.leg.isEstablished) onOffered(answer);
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
    transfer.incoming(call);
    const taken = take('incoming', call, call.legId);
    taken.ringSec = call.ringSec;
    taken.linkedId = call.linkedId;
    offer(taken, call, 'incoming');
    sounds.start('ring');
    // The browser takes a moment to decide whether sound is allowed without a click.
    timers.after(audibleWithinMs, () => {
      if (hand === taken && taken.leg.phase === 'ringing' && !sounds.isAudible()) onTrouble('sound.blocked');
    });
    const limitMs = call.ringSec === null ? longestRingMs : call.ringSec * 1000 + ringGraceMs;
    taken.cancelRingLimit = timers.after(limitMs, () => {
      if (taken.leg.phase !== 'ringing') return;
      finish(taken, 'ringTimeout');
      port.reject(call.legId, 480);
    });
  };

  const finish = (over: InHand, cause: CallEndCause): void => {
    if (isOver(over)) return;
    over.cancelRingLimit?.();
    sounds.stop();
    if (over.isRecording) recorder.stop();
    over.isRecording = false;
    step(over, { kind: 'ended' });
    closeStream(over.sent);
    show(over, { endCause: cause });
    over.teller?.ended(cause);
    if (over === hand) {
      kept = null;
      memory.forget();
    }
    if (isBusy()) listen();
    else remoteAudio.stop();
  };

  /** Signalling and media become ready in either order. */
  const record = (of: InHand): void => {
    if (of.teller === null || of.sent === null || of.heard === null || of.isRecording || !of.leg.isEstablished) return;
    of.isRecording = true;
    recorder.start({ callId: of.teller.callId, operator: of.sent, caller: of.heard }, (recording) => {
      if (hand === of) show(of, { recording });
    });
    applySending(of);
  };

  const remember = (of: InHand, dialog: DialogIds | null): void => {
    if (of !== hand || of.teller === null || dialog === null) return;
    const { direction, queue, phone, displayName } = of.line;
    const nowMs = deps.wallMs();
    kept = {
      dialog,
      sipCallId: kept?.sipCallId ?? of.legId ?? dialog.callId,
      direction,
      linkedId: of.linkedId,
      queue,
      phone,
      displayName,
      answeredAtMs: kept?.answeredAtMs ?? nowMs,
      aliveAtMs: nowMs,
    };
    memory.keep(kept);
  };

  const onEvent = (
    of: InHand,
    event: Exclude<SipEvent, { kind: 'lineChanged' | 'incoming' | 'transferTold' }>,
  ): void => {
    const { line, leg } = of;
    switch (event.kind) {
      case 'cancelled': {
        const rangForMs = timers.nowMs() - line.offeredAtMs;
        return finish(of, causeOfCancel({ reason: event.reason, rangForMs, ringSec: of.ringSec }));
      }
      case 'progress':
        if (leg.phase === 'ringing') sounds.start('ringback');
        return;
      case 'established':
        of.cancelRingLimit?.();
        sounds.stop();
        of.teller?.answered();
        remember(of, event.dialog);
        step(of, { kind: 'established' });
        transfer.established(of);
        return record(of);
      case 'remoteTrack':
        of.heard = event.stream;
        listen();
        return record(of);
      case 'mediaChanged':
        if (leg.isFlowing !== event.isFlowing && line.answeredAtMs !== null)
          onTrouble(event.isFlowing ? null : 'call.media_lost');
        step(of, { kind: 'mediaChanged', isFlowing: event.isFlowing });
        return record(of);
      case 'heldChanged':
        step(of, { kind: 'heldChanged', isHeld: event.isHeld });
        listen();
        return transfer.held(of, event.isHeld);
      case 'holdFailed':
        onTrouble(leg.hold === 'holding' ? 'hold.failed' : 'hold.resume_failed');
        step(of, { kind: 'holdFailed' });
        return transfer.notHeld(of);
      case 'partyChanged':
        // A refresh of the dialog repeats the number and may leave the name out.
        if (event.from === null || event.from === line.phone) return;
        return show(of, { phone: event.from, displayName: event.displayName });
      case 'transferChanged':
        return transfer.reported(of, event);
      case 'ended': {
        const wasAnswered = leg.isEstablished;
        const isLost = of.isTakenBack && !wasAnswered;
        finish(of, isLost ? 'lost' : causeOfEnd({ end: event.end, direction: line.direction, wasAnswered }));
        return transfer.ended(event.end, wasAnswered);
      }
    }
  };

  const end = (of: InHand): void => {
    const { legId, line, leg } = of;
    const wasAnswered = leg.isEstablished;
    // First what is heard and seen, then what is sent: an exchange that is away must not keep a call on the screen.
    finish(of, causeOfEnd({ end: { by: 'local', statusCode: null }, direction: line.direction, wasAnswered }));
    if (legId === null) return;
    if (wasAnswered) port.bye(legId);
    else if (line.direction === 'incoming') port.reject(legId, 486);
    else port.cancel(legId);
  };
  const setHold = (of: InHand, isWanted: boolean): void => {
    if (of.legId === null || isOver(of)) return;
    if (isWanted ? !mayHold(of.leg) : of.leg.hold !== 'held') return;
    step(of, { kind: isWanted ? 'holdPressed' : 'resumePressed' });
    if (isWanted) port.hold(of.legId);
    else port.unhold(of.legId);
  };

  /** Calls somebody and shows it; `started` as soon as it is known by which leg. */
  const call = async (dialled: InHand, started: (stream: MediaStream) => string): Promise<string | null> => {
    try {
      const stream = await dialled.microphone;
      if (isOver(dialled)) return null;
      dialled.legId = started(stream);
      return dialled.legId;
    } catch (error) {
      if (!isOver(dialled)) finish(dialled, 'failed');
      throw error;
    }
  };

  const transfer = createTransferFlow({
    port,
    hand: () => (isAlive(hand) ? hand : null),
    side: () => (isAlive(side) ? side : null),
    setHold,
    end,
    finish,
    async callSide(target, linkedId) {
      const called = open('outgoing', { from: target, displayName: null, queue: null });
      side = called;
      publish(called);
      await call(called, (stream) => port.invite(target, stream, { linkedId }));
    },
    onTransfer: deps.onTransfer,
    onTrouble,
  });

  return {
    ...transfer,
    handle(event) {
      if (event.kind === 'incoming') return ring(event.call);
      if (event.kind === 'transferTold') return transfer.told(event);
      if (event.kind === 'lineChanged') return;
      const of = [side, hand].find((one) => isAlive(one) && one.legId === event.legId);
      if (of) onEvent(of, event);
    },
    async answer() {
      const answered = hand;
      if (answered === null || answered.leg.phase !== 'ringing' || answered.leg.direction !== 'incoming') return;
      step(answered, { kind: 'answerPressed' });
      sounds.stop();
      try {
        const stream = await answered.microphone;
        if (!isOver(answered) && answered.legId !== null) port.accept(answered.legId, stream);
      } catch {
        if (isOver(answered)) return;
        // The trouble is shown already; the device may be plugged in while it still rings.
        answered.microphone = microphone.open();
        adoptMicrophone(answered);
        step(answered, { kind: 'answerFailed' });
        sounds.start('ring');
      }
    },
    hangUp() {
      if (isAlive(side) && isAlive(hand)) return transfer.comeBack();
      const of = isAlive(hand) ? hand : side;
      if (isAlive(of)) end(of);
    },
    toggleHold() {
      onTrouble(null);
      if (isAlive(side) && side.leg.isEstablished && isAlive(hand)) return transfer.swap();
      if (isAlive(hand)) setHold(hand, hand.leg.hold !== 'held');
    },
    toggleMicrophone() {
      const of = isAlive(side) && side.leg.hold === 'off' ? side : hand;
      if (isAlive(of)) step(of, { kind: 'microphonePressed' });
    },
    sendDtmf(tone) {
      const of = isAlive(side) && side.leg.hold === 'off' ? side : hand;
      if (!isAlive(of) || of.legId === null || !of.leg.isEstablished) return;
      if (!/^[0-9*#A-D]$/.test(tone)) throw new AppError('line.dtmf');
      port.dtmf(of.legId, tone);
    },
    async dial(number) {
      if (isBusy()) throw new AppError('call.busy');
      const party = { from: number, displayName: null, queue: null };
      const dialled = take('outgoing', party);
      const legId = await call(dialled, (stream) => port.invite(number, stream));
      if (legId === null || number.startsWith('*')) return;
      offer(
        dialled,
        { legId, ...party, linkedId: null, queueWaitSec: null, ringSec: null, cameBack: null },
        'outgoing',
      );
    },
    async takeBack() {
      // A line that came back in the middle of a call has nothing to take back.
      if (isBusy()) return;
      const lost = memory.recall();
      memory.forget();
      if (lost === null) return;
      const { dialog, sipCallId, direction, linkedId, queue, phone, displayName } = lost;
      kept = lost;
      const back = take('outgoing', { from: phone, displayName, queue });
      back.linkedId = linkedId;
      back.isTakenBack = true;
      show(back, { answeredAtMs: timers.nowMs() - (deps.wallMs() - lost.answeredAtMs) });
      const known = { legId: sipCallId, from: phone, displayName, linkedId, queue };
      // The same Call-ID as before: the core gives the same call, with its card.
      offer(back, { ...known, queueWaitSec: null, ringSec: null, cameBack: null }, direction);
      await call(back, (stream) => port.invite('', stream, { replaces: dialog }));
    },
    stillAlive() {
      if (kept === null || !isAlive(hand)) return;
      kept = { ...kept, aliveAtMs: deps.wallMs() };
      memory.keep(kept);
    },
  };
}
