import { Inviter, SessionState, SIPExtension, UserAgent, type Invitation, type URI } from 'sip.js';
import { AppError } from '../../shared/errors.ts';
import { createLineKeeper, type LineKeeper } from './lineKeeper.ts';
import { readInvite, readTransferNews } from './readInvite.ts';
import { createSipJsLeg, withStream, type SipJsLeg } from './sipJsLeg.ts';
import type { SipMedia } from './sipJsMedia.ts';
import { createSipJsWire, failPendingRequests, requireUri } from './sipJsWire.ts';
import { createSipGap } from './sipGap.ts';
import type { LineAccount, LegId, SipEvent, SipPort } from './sipPort.ts';
import { SipSocket } from './sipSocket.ts';
import type { Timers } from './timers.ts';

export interface SipJsAdapterDeps {
  media: SipMedia;
  timers: Timers;
}

/** Digits, the codes' `*` and `#`, and one leading `+`, or a line's name: nothing that could change the meaning of a SIP URI. */
const dialable = /^(?:\+?[0-9*#]{1,32}|[a-z][a-z0-9_]{1,31})$/;
/** Asterisk's Linkedid and nothing else: what goes into a header must not end it. */
const plainId = /^[0-9a-zA-Z.-]{1,128}$/;
/** An extension that exists; the call it stands for is named by Replaces. */
const resumeNumber = 'resume';

interface Line {
  account: LineAccount;
  userAgent: UserAgent;
  keeper: LineKeeper;
  unregister(): Promise<void>;
  forget(): void;
}

/** The SIP port over sip.js 0.21.2. */
export function createSipJsAdapter({ media, timers }: SipJsAdapterDeps): SipPort {
  const listeners = new Set<(event: SipEvent) => void>();
  const legs = new Map<LegId, SipJsLeg>();
  let line: Line | null = null;

  const emit = (event: SipEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };

  const adopt = (of: Line, session: Inviter | Invitation, isService: boolean): LegId => {
    const legId = session.request.callId;
    const leg = createSipJsLeg({
      session,
      legId,
      isService,
      media,
      timers,
      isLineUp: () => line === of && of.keeper.isRegistered() && of.userAgent.isConnected(),
      emit,
      suspectLine: () => of.keeper.check(),
      onOver: () => {
        if (legs.get(legId) === leg) legs.delete(legId);
      },
    });
    legs.set(legId, leg);
    return legId;
  };

  const build = (account: LineAccount): Line => {
    const uri = requireUri(`sip:${encodeURIComponent(account.user)}@${account.domain}`);
    const gap = createSipGap({
      hasDialog: (callId, localTag, remoteTag) => userAgent.userAgentCore.dialogs.has(callId + localTag + remoteTag),
      isOurUser: (user) => user === account.station || user === account.user,
      viaHost: () => userAgent.configuration.viaHost,
      contact: () => userAgent.contact.toString(),
      onSessionTimer: (callId, timer) => legs.get(callId)?.keepAlive(timer),
      onUpdate: (callId, identity) => legs.get(callId)?.partyIs(identity),
      onStumble: () => {},
      random: () => timers.random(),
    });
    const userAgent: UserAgent = new UserAgent({
      uri,
      contactName: account.station,
      authorizationUsername: account.user,
      authorizationPassword: account.password,
      displayName: account.displayName,
      transportConstructor: SipSocket,
      transportOptions: { server: account.wsUrl, gap },
      contactParams: { transport: account.wsUrl.startsWith('wss') ? 'wss' : 'ws' },
      sessionDescriptionHandlerFactory: media.factory,
      sipExtensionReplaces: SIPExtension.Supported,
      userAgentString: 'Otklik',
      // Both are ours: the ring limit, and what a stop says to whom.
      noAnswerTimeout: 600,
      gracefulShutdown: false,
      logBuiltinEnabled: false,
      logConfiguration: false,
      logLevel: 'error',
      delegate: {
        onInvite(invitation) {
          const legId = adopt(made, invitation, false);
          emit({ kind: 'incoming', call: readInvite(invitation.request) });
          if (invitation.state !== SessionState.Terminated) return;
          // sip.js shows a call a moment late; one taken back within it would ring for ever.
          legs.delete(legId);
          emit({ kind: 'cancelled', legId, reason: 'cancelled' });
        },
        onMessage(message) {
          message.accept().catch(() => {});
          const news = readTransferNews(message.request.body);
          if (news !== null) emit({ kind: 'transferTold', ...news });
        },
        onDisconnect() {
          failPendingRequests(userAgent);
          made.keeper.socketClosed();
        },
      },
    });
    const wire = createSipJsWire(userAgent, timers);
    const keeper = createLineKeeper({
      wire,
      timers,
      onStatus: (status) => {
        // «off» is said once, by who closed the line.
        if (line === made && status !== 'off') emit({ kind: 'lineChanged', status });
      },
      isUrgent: () => [...legs.values()].some((leg) => !leg.isService),
      onRegistered() {
        for (const leg of [...legs.values()]) leg.recover();
      },
    });
    const made: Line = { account, userAgent, keeper, unregister: wire.unregister, forget: wire.forget };
    return made;
  };

  const addressOf = (number: string): URI => {
    const domain = line?.account.domain;
    const uri = dialable.test(number) && UserAgent.makeURI(`sip:${number.replaceAll('#', '%23')}@${domain}`);
    if (!uri) throw new AppError('line.number');
    return uri;
  };

  const invite: SipPort['invite'] = (number, audio, { isService = false, linkedId = null, replaces } = {}) => {
    if (!line?.keeper.isRegistered()) throw new AppError('line.down');
    const target = addressOf(replaces === undefined ? number : resumeNumber);
    const extraHeaders = [
      ...(linkedId !== null && plainId.test(linkedId) ? [`X-Linkedid: ${linkedId}`] : []),
      // From the exchange's side: `to` is its own end of the dialog, `from` was ours (RFC 3891 §3).
      ...(replaces === undefined
        ? []
        : [
            `Replaces: ${replaces.callId};to-tag=${replaces.remoteTag};from-tag=${replaces.localTag}`,
            'Require: replaces',
          ]),
    ];
    const inviter = new Inviter(line.userAgent, target, {
      sessionDescriptionHandlerOptions: withStream(audio),
      extraHeaders,
    });
    const legId = adopt(line, inviter, isService);
    const leg = legs.get(legId);
    inviter
      .invite({
        requestDelegate: {
          onProgress: () => emit({ kind: 'progress', legId }),
          onReject: ({ message }) => leg?.refused(message.statusCode ?? null),
        },
      })
      .catch(() => leg?.refused(null));
    return legId;
  };

  const close = async (): Promise<void> => {
    const closing = line;
    if (closing === null) return;
    for (const leg of [...legs.values()]) leg.abandon();
    if (closing.keeper.isRegistered()) await closing.unregister();
    await shut(closing);
    if (line !== closing) return;
    line = null;
    emit({ kind: 'lineChanged', status: 'off' });
  };
  const shut = async (closing: Line): Promise<void> => {
    closing.keeper.stop();
    closing.forget();
    // A dialog that malformed answers left half built makes the library stumble over its own end; the socket is dropped already.
    await closing.userAgent.stop().catch(() => {});
  };

  return {
    register(account) {
      if (line !== null && JSON.stringify(line.account) === JSON.stringify(account)) return;
      const old = line;
      line = build(account);
      if (old !== null) {
        for (const leg of [...legs.values()]) leg.abandon();
        void shut(old);
      }
      line.keeper.start();
    },
    unregister: close,
    probe: () => line?.keeper.check(),
    takeOver: () => line?.keeper.takeOver(),
    invite,
    prepare: (legId, audio) => legs.get(legId)?.prepare(audio),
    accept: (legId, audio) => legs.get(legId)?.accept(audio),
    reject: (legId, statusCode = 486) => legs.get(legId)?.reject(statusCode),
    cancel: (legId) => legs.get(legId)?.cancel(),
    bye: (legId) => legs.get(legId)?.bye(),
    hold: (legId) => legs.get(legId)?.setHold(true),
    unhold: (legId) => legs.get(legId)?.setHold(false),
    dtmf: (legId, tone) => legs.get(legId)?.dtmf(tone),
    refer(legId, target) {
      const leg = legs.get(legId);
      if (leg === undefined) return;
      if ('to' in target) return leg.refer(addressOf(target.to));
      const other = legs.get(target.legId);
      if (other?.session.state !== SessionState.Established) throw new AppError('transfer.no_consult');
      leg.refer(other);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: close,
  };
}
