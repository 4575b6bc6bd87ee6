import { Core, Registerer, UserAgent, UserAgentState, type URI } from 'sip.js';
import type { LineHolder, LineWire, RegisterAnswer } from './lineKeeper.ts';
import type { Timers } from './timers.ts';

/** With the watchdog's OPTIONS a registration may be short, so that a dead desk is forgotten soon. */
const expiresSec = 120;
const goodbyeWithinMs = 2_000;
/** RFC 3261 §22.2: these come back only when the credentials were refused. 404 is an address nobody knows. */
const deniedCodes = [401, 403, 407];

export interface SipJsWire extends LineWire {
  /** Takes the registration back; waits a moment for the answer, and no longer. */
  unregister(): Promise<void>;
  /** Stops the library's own timers. */
  forget(): void;
}

/** Socket, REGISTER and OPTIONS of one user agent. */
export function createSipJsWire(userAgent: UserAgent, timers: Timers): SipJsWire {
  const { uri } = userAgent.configuration;
  const exchange = requireUri(`sip:${uri.host}`);
  let registerer = newRegisterer(userAgent);

  const sendRegister = (): Promise<RegisterAnswer> =>
    new Promise((resolve, reject) => {
      registerer
        .register({
          requestDelegate: {
            onAccept: ({ message }) =>
              resolve({
                kind: 'accepted',
                expiresSec: grantedSec(message.getHeaders('Contact'), userAgent.contact.uri.user),
              }),
            onReject: ({ message }) =>
              resolve({ kind: deniedCodes.includes(message.statusCode ?? 0) ? 'denied' : 'failed' }),
            onRedirect: () => resolve({ kind: 'failed' }),
          },
        })
        .catch(reject);
    });

  return {
    open: () => (userAgent.state === UserAgentState.Started ? userAgent.reconnect() : userAgent.start()),
    drop: () => void userAgent.transport.disconnect(),
    async register() {
      try {
        return await sendRegister();
      } catch {
        // A request that the library still holds for unanswered blocks its registerer for ever; a new one does not know of it.
        registerer = newRegisterer(userAgent);
        return sendRegister();
      }
    },
    holder: () =>
      new Promise((resolve) => {
        const core = userAgent.userAgentCore;
        // A REGISTER without a Contact only asks (RFC 3261 §10.2.3).
        const message = core.makeOutgoingRequestMessage('REGISTER', exchange, uri, uri, {}, []);
        core.register(message, {
          onAccept: ({ message: answer }) =>
            resolve(holderOf(answer.getHeaders('Contact'), userAgent.contact.uri.user)),
          // Refused credentials are told apart by the registration that follows; silence is found by the clock.
          onReject: ({ message: answer }) => {
            if (answer.callId !== undefined) resolve('unknown');
          },
          onRedirect: () => resolve('unknown'),
        });
      }),
    ping: () =>
      new Promise((resolve) => {
        const core = userAgent.userAgentCore;
        const message = core.makeOutgoingRequestMessage('OPTIONS', exchange, uri, exchange, {}, [
          'Accept: application/sdp',
        ]);
        const answered = ({ message: answer }: { message: { callId?: string } }): void => {
          // An answer the library made up itself (408, 503) has no headers and proves nothing.
          if (answer.callId !== undefined) resolve();
        };
        core.request(message, { onAccept: answered, onReject: answered, onRedirect: answered });
      }),
    unregister: () =>
      new Promise((resolve) => {
        timers.after(goodbyeWithinMs, resolve);
        registerer
          .unregister({ requestDelegate: { onAccept: () => resolve(), onReject: () => resolve() } })
          .catch(() => resolve());
      }),
    forget: () => void registerer.dispose().catch(() => {}),
  };
}

/** Our own timer refreshes long before; the library's stays as a second net. */
function newRegisterer(userAgent: UserAgent): Registerer {
  return new Registerer(userAgent, { expires: expiresSec, refreshFrequency: 90, logConfiguration: false });
}

function holderOf(contacts: readonly string[], user: string | undefined): LineHolder {
  if (contacts.length === 0) return 'nobody';
  return user !== undefined && contacts.some((contact) => contact.includes(`:${user}@`)) ? 'us' : 'other';
}

/** What the registrar granted to our own contact (RFC 3261 §10.2.4); it may list others. */
function grantedSec(contacts: readonly string[], user: string | undefined): number {
  const ours = contacts.find((contact) => user !== undefined && contact.includes(user)) ?? contacts[0] ?? '';
  const granted = Number(/;\s*expires\s*=\s*(\d+)/i.exec(ours)?.[1] ?? expiresSec);
  return Math.min(Math.max(granted, 1), expiresSec);
}

/**
 * Tells every request under way that its socket is gone (RFC 3261 §8.1.3.1). Left to itself sip.js 0.21.2 waits 32 s for
 * Timer B and refuses any hold or repair meanwhile, even over a new socket.
 */
export function failPendingRequests(userAgent: UserAgent): void {
  const pending = [Core.TransactionState.Calling, Core.TransactionState.Trying, Core.TransactionState.Proceeding];
  for (const client of [...userAgent.userAgentCore.userAgentClients.values()]) {
    // An answered INVITE keeps its transaction for retransmissions (RFC 6026 §7.1): its call lives on.
    if (!pending.includes(client.transaction.state)) continue;
    // Protected in the library's types; its transport calls the same when a send fails.
    const transaction = client.transaction as unknown as { onTransportError(error: Error): void };
    transaction.onTransportError(new Error('socket dropped'));
  }
}

/** @throws Error when the text is no SIP URI */
export function requireUri(text: string): URI {
  const uri = UserAgent.makeURI(text);
  if (!uri) throw new Error('not a SIP URI');
  return uri;
}
