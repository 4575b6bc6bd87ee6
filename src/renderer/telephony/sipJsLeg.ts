import { Inviter, Invitation, SessionState, type Session, type SessionDescriptionHandler, type URI } from 'sip.js';
import { AppError } from '../../shared/errors.ts';
import { agreesToHold, readCancelReason, readNameAddress } from './readInvite.ts';
import { deadAfterMs, refreshAfterMs, type SessionTimer } from './sessionTimer.ts';
import type { LegMediaOptions, SipMedia } from './sipJsMedia.ts';
import type { IncomingResponse, SessionDescriptionHandlerOptions } from './sipJsTypes.ts';
import type { DialogIds, LegEnd, LegId, SipEvent } from './sipPort.ts';
import type { Timers } from './timers.ts';

export interface LegDeps {
  session: Session;
  legId: LegId;
  isService: boolean;
  media: SipMedia;
  timers: Timers;
  isLineUp: () => boolean;
  emit: (event: SipEvent) => void;
  /** The voices are gone: perhaps the line is too. */
  suspectLine: () => void;
  /** The call is over and said to be; the leg may be forgotten. */
  onOver: () => void;
}

export interface SipJsLeg {
  readonly isService: boolean;
  prepare(audio: MediaStream): void;
  accept(audio: MediaStream): void;
  reject(statusCode: number): void;
  cancel(): void;
  bye(): void;
  setHold(isWanted: boolean): void;
  dtmf(tone: string): void;
  /** Asks for a transfer to an address, or to who is at the other end of another leg. */
  refer(target: URI | SipJsLeg): void;
  readonly session: Session;
  /** How the session is kept alive from now on. */
  keepAlive(timer: SessionTimer | null): void;
  /** An UPDATE named who speaks. */
  partyIs(assertedIdentity: string | undefined): void;
  /** The line is registered again on a new socket: the exchange still writes to the old one until we speak first. */
  recover(): void;
  /** Our INVITE was refused, or could not be sent. */
  refused(statusCode: number | null): void;
  /** The line is given up: says goodbye if anybody hears it, and frees the media in any case. */
  abandon(): void;
}

/** A silent answer to our repair means that the dialog is gone: no ghost call is older than this. */
const repairAnswerWithinMs = 10_000;
/** A dead media path alone ends a call only after this long (RFC 7675 leaves it to us). */
const mediaLostAfterMs = 30_000;
const repairEveryMs = 1_500;
/** An exchange takes or refuses a REFER at once (RFC 3515 §2.4.2); silence is a refusal. */
const referAnswerWithinMs = 8_000;

/** One call over sip.js: hold that is true, repair after a drop, and an end that is told exactly once. */
export function createSipJsLeg(deps: LegDeps): SipJsLeg {
  const { session, legId, isService, media, timers, isLineUp, emit, suspectLine, onOver } = deps;
  const isOurs = session instanceof Inviter;
  let isOver = false;
  let isByeOwed = false;
  let wantedHold = false;
  let confirmedHold = false;
  /** `again` when something was asked for while an INVITE was on its way: only one may be (RFC 3261 §14.1). */
  let renegotiating: 'no' | 'once' | 'again' = 'no';
  let againWithRestart = false;
  /** sip.js breaks the dialog when a re-INVITE leaves before the ACK of its own answer has come (RFC 3261 §14.1 forbids it too). */
  let isAcknowledged = isOurs;
  let lastRepairAtMs = Number.NEGATIVE_INFINITY;
  let cancelMediaLost: (() => void) | null = null;
  let cancelRepair: () => void = () => {};
  let cancelKeepAlive: () => void = () => {};

  const end = (how: LegEnd): void => {
    if (isOver) return;
    isOver = true;
    cancelMediaLost?.();
    cancelRepair();
    cancelKeepAlive();
    emit({ kind: 'ended', legId, end: how });
    if (!isByeOwed) onOver();
  };

  /** The library is told to hang up; that it cannot is no news, the call is over for us in any case. */
  const sayGoodbye = (): void => {
    session.bye().catch(() => {});
  };

  const lost = (): void => {
    if (isOver) return;
    end({ by: 'lost', statusCode: null });
    sayGoodbye();
  };

  const renegotiate = (withRestart: boolean, isSecondTry = false): void => {
    if (isOver || session.state !== SessionState.Established) return;
    if (renegotiating !== 'no' || !isAcknowledged) {
      renegotiating = 'again';
      againWithRestart ||= withRestart;
      return;
    }
    renegotiating = 'once';
    const asked = wantedHold;
    let isAnswered = false;
    if (withRestart && isLineUp()) {
      timers.after(repairAnswerWithinMs, () => {
        if (!isAnswered && isLineUp()) lost();
      });
    }
    const conclude = (outcome: RenegotiationEnd): void => {
      if (isAnswered || isOver) return;
      isAnswered = true;
      const isMore = renegotiating === 'again' || (outcome === 'ok' && wantedHold !== asked);
      renegotiating = 'no';
      const restartNext = againWithRestart || (withRestart && outcome === 'glare');
      againWithRestart = false;
      // What answers the other side's own re-INVITEs from now on: the hold stays, a restart does not repeat itself.
      session.sessionDescriptionHandlerOptionsReInvite = holdOptions(wantedHold);
      if (outcome === 'gone') return lost();
      if (outcome === 'ok') confirm(asked);
      else if (outcome === 'refused') refuse();
      else if (outcome === 'glare' && !isSecondTry) {
        // RFC 3261 §14.1: who made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in units of 10 ms.
        const waitMs = isOurs ? 2100 + 10 * Math.floor(timers.random() * 191) : 10 * Math.floor(timers.random() * 201);
        renegotiating = 'once';
        timers.after(waitMs, () => {
          renegotiating = 'no';
          renegotiate(restartNext, true);
        });
        return;
      } else if (outcome === 'tooShort' && !isSecondTry) return renegotiate(restartNext, true);
      else if (outcome === 'glare' || outcome === 'tooShort') refuse();
      // Without a line the wish is kept: `recover` carries it.
      if (isMore && outcome !== 'noLine') renegotiate(restartNext);
    };
    session
      .invite({
        sessionDescriptionHandlerOptions: {
          ...holdOptions(asked),
          ...(withRestart ? { offerOptions: { iceRestart: true } } : {}),
        },
        requestDelegate: {
          onAccept: ({ message }) => conclude(asked && !agreesToHold(message.body) ? 'refused' : 'ok'),
          onReject: (response) => conclude(readRefusal(response, isLineUp())),
        },
      })
      .catch(() => conclude(isLineUp() ? 'refused' : 'noLine'));
  };

  const confirm = (isHeld: boolean): void => {
    if (isHeld === confirmedHold) return;
    confirmedHold = isHeld;
    emit({ kind: 'heldChanged', legId, isHeld });
  };
  const refuse = (): void => {
    if (wantedHold === confirmedHold) return;
    wantedHold = confirmedHold;
    emit({ kind: 'holdFailed', legId });
  };

  const repair = (): void => {
    if (isService || !isLineUp() || timers.nowMs() - lastRepairAtMs < repairEveryMs || renegotiating !== 'no') return;
    lastRepairAtMs = timers.nowMs();
    renegotiate(true);
  };

  /** The path may come back without a word to anybody, so it is tried again and again. */
  const keepRepairing = (): void => {
    if (isOver || isService) return;
    repair();
    cancelRepair = timers.after(repairEveryMs, keepRepairing);
  };

  const onMediaState = (state: 'connected' | 'disconnected' | 'failed'): void => {
    if (isOver) return;
    emit({ kind: 'mediaChanged', legId, isFlowing: state === 'connected' });
    cancelRepair();
    if (state === 'connected') {
      cancelMediaLost?.();
      cancelMediaLost = null;
      return;
    }
    suspectLine();
    keepRepairing();
    // From the first failure on: a restart that fails as well must not begin the patience anew.
    if (state === 'failed') cancelMediaLost ??= timers.after(mediaLostAfterMs, lost);
  };

  const partyIs = (assertedIdentity: string | undefined): void => {
    const asserted = readNameAddress(assertedIdentity);
    if (isOver || (asserted.user === null && asserted.name === null)) return;
    emit({ kind: 'partyChanged', legId, from: asserted.user, displayName: asserted.name });
  };

  session.delegate = {
    onSessionDescriptionHandler: (handler: SessionDescriptionHandler) =>
      media.watch(handler, {
        onTrack: (stream) => emit({ kind: 'remoteTrack', legId, stream }),
        onState: onMediaState,
      }),
    onCancel: ({ request }) => {
      if (isOver) return;
      isOver = true;
      emit({ kind: 'cancelled', legId, reason: readCancelReason(request.getHeader('Reason')) });
      onOver();
    },
    onAck: () => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      const isOwed = renegotiating === 'again';
      renegotiating = 'no';
      // After the library has dealt with the ACK itself.
      if (isOwed) queueMicrotask(() => renegotiate(againWithRestart));
    },
    onBye: (bye) => {
      bye.accept().catch(() => {});
      // Its Reason is not read: with option `C` a winner's ordinary BYE says "elsewhere" too.
      end({ by: 'remote', statusCode: null });
    },
    onInvite: (request, _response, statusCode) => {
      if (statusCode < 300) isAcknowledged = false;
      partyIs(request.getHeader('P-Asserted-Identity'));
    },
    // Left alone, sip.js would call whomever the other side names.
    onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(() => {}),
  };

  session.stateChange.addListener((state) => {
    if (isOver) return;
    if (state === SessionState.Established) {
      emit({ kind: 'established', legId, dialog: idsOf(session) });
      // From now on the line is proved more often, beginning at once.
      if (!isService) suspectLine();
    }
    // sip.js tells the state before it hands the refusal on: the one who knows the code comes first.
    if (state === SessionState.Terminated) queueMicrotask(() => end({ by: 'failed', statusCode: null }));
  });

  return {
    isService,
    session,
    prepare(audio) {
      const offer = session instanceof Invitation && session.state === SessionState.Initial ? session.body : undefined;
      if (offer === undefined || offer === '') return;
      // Hidden in the library's types; `accept` finds what is made here.
      const handlers = session as unknown as { setupSessionDescriptionHandler(): SessionDescriptionHandler };
      media.prepare(handlers.setupSessionDescriptionHandler(), offer, audio);
    },
    accept(audio) {
      if (!(session instanceof Invitation) || session.state !== SessionState.Initial) return;
      // A CANCEL may overtake the answer while media is made ready (RFC 3261 §9.2): then it has been told already.
      session
        .accept({ sessionDescriptionHandlerOptions: withStream(audio) })
        .catch(() => end({ by: 'failed', statusCode: null }));
    },
    reject(statusCode) {
      if (!(session instanceof Invitation)) return;
      end({ by: 'local', statusCode });
      session.reject({ statusCode }).catch(() => {});
    },
    cancel() {
      if (!(session instanceof Inviter)) return;
      end({ by: 'local', statusCode: 487 });
      session.cancel().catch(() => {});
    },
    bye() {
      if (isOver) return;
      // A goodbye that the exchange never hears would send the caller back to the queue: it is owed until the line is back.
      isByeOwed = !isLineUp() && session.state === SessionState.Established;
      end({ by: 'local', statusCode: null });
      if (!isByeOwed) sayGoodbye();
    },
    setHold(isWanted) {
      wantedHold = isWanted;
      if (wantedHold !== confirmedHold || renegotiating !== 'no') renegotiate(false);
    },
    dtmf(tone) {
      const handler = session.sessionDescriptionHandler;
      if (!handler || !media.sendTone(handler, tone)) throw new AppError('line.dtmf');
    },
    refer(target) {
      const tell = (stage: 'accepted' | 'refused' | 'reported', statusCode: number | null): void => {
        if (!isOver) emit({ kind: 'transferChanged', legId, stage, statusCode });
      };
      let isAnswered = false;
      const answer = (stage: 'accepted' | 'refused', statusCode: number | null): void => {
        if (isAnswered) return;
        isAnswered = true;
        cancelPatience();
        tell(stage, statusCode);
      };
      const cancelPatience = timers.after(referAnswerWithinMs, () => answer('refused', null));
      const of = 'session' in target ? target.session : target;
      session
        .refer(of, {
          requestDelegate: {
            onAccept: ({ message }) => answer('accepted', message.statusCode ?? null),
            onReject: ({ message }) => answer('refused', message.statusCode ?? null),
          },
          onNotify: (notification) => {
            notification.accept().catch(() => {});
            const said = /^SIP\/2\.0 (\d{3})/.exec(notification.request.body)?.[1];
            if (said !== undefined) tell('reported', Number(said));
          },
        })
        .catch(() => answer('refused', null));
    },
    keepAlive(timer) {
      cancelKeepAlive();
      if (timer === null || isOver || isService) return;
      const undo = [
        timers.after(deadAfterMs(timer), () => {
          // Without a line nobody can refresh, and the voices may still be there: `recover` asks first of all.
          if (isLineUp()) lost();
        }),
      ];
      if (timer.isOurs) undo.push(timers.after(refreshAfterMs(timer), () => isLineUp() && renegotiate(false)));
      cancelKeepAlive = () => {
        for (const cancel of undo) cancel();
      };
    },
    partyIs,
    recover() {
      if (isByeOwed) {
        isByeOwed = false;
        sayGoodbye();
        return onOver();
      }
      if (isService || isOver) return;
      lastRepairAtMs = timers.nowMs();
      // An ACK that was on its way went down with the old socket.
      isAcknowledged = true;
      renegotiating = 'no';
      renegotiate(true);
    },
    refused: (statusCode) => end({ by: 'failed', statusCode }),
    abandon() {
      isByeOwed = false;
      end({ by: 'local', statusCode: null });
      onOver();
      session.dispose().catch(() => {});
    },
  };
}

/** Sent with the first INVITE or its answer. */
export function withStream(localStream: MediaStream): SessionDescriptionHandlerOptions {
  const options: LegMediaOptions = { localStream };
  return options;
}

function holdOptions(hold: boolean): SessionDescriptionHandlerOptions {
  return { hold } as SessionDescriptionHandlerOptions;
}

type RenegotiationEnd = 'ok' | 'glare' | 'gone' | 'noLine' | 'refused' | 'tooShort';

function idsOf({ dialog }: Session): DialogIds | null {
  return dialog ? { callId: dialog.callId, localTag: dialog.localTag, remoteTag: dialog.remoteTag } : null;
}

/**
 * RFC 3261 §12.2.1.2: 481 and 408 mean that the dialog is gone, 491 that both asked at once (§14.1); RFC 4028 §7.3: 422
 * that the session's interval is too short.
 */
function readRefusal({ message }: IncomingResponse, isLineUp: boolean): RenegotiationEnd {
  if (!isLineUp) return 'noLine';
  if (message.statusCode === 422) return 'tooShort';
  if (message.statusCode === 491) return 'glare';
  return message.statusCode === 481 || message.statusCode === 408 ? 'gone' : 'refused';
}
