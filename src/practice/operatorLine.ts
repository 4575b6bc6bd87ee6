import { UserAgent, type Invitation, type Session, type URI } from 'sip.js';
import type { WebSocket } from 'ws';
import { createCallerMedia, type CallerMedia } from './callerMedia.ts';
import { createMediaHandler } from './mediaHandler.ts';
import type { MonotonicClock, PracticeLog } from './ports.ts';
import type { RegisterAnswer, RegisterRequest } from './registrar.ts';
import { WsTransport } from './wsTransport.ts';

/** sip.js names this type in its core only. */
type IncomingRequestMessage = Invitation['request'];

export const practiceHost = 'practice.invalid';
const defaultBindingSec = 600;

export interface OperatorLine {
  readonly userAgent: UserAgent;
  mediaOf(session: Session): CallerMedia;
  /** Ends the signalling at once; what was still being said on it is lost. */
  close(): void;
}

export interface OperatorLineDeps {
  socket: WebSocket;
  clock: MonotonicClock;
  log: PracticeLog;
  onRegister: (line: OperatorLine, request: RegisterRequest) => RegisterAnswer;
  onInvite: (line: OperatorLine, invitation: Invitation, dialled: string | undefined) => void;
}

/** One accepted WebSocket: a SIP user agent that stands for the exchange towards one desk. */
export function createOperatorLine({ socket, clock, log, onRegister, onInvite }: OperatorLineDeps): OperatorLine {
  const mediaBySession = new WeakMap<Session, CallerMedia>();
  const mediaOf = (session: Session): CallerMedia => {
    const media = mediaBySession.get(session) ?? createCallerMedia(clock);
    mediaBySession.set(session, media);
    return media;
  };
  const dialledNumbers = new WeakMap<IncomingRequestMessage, string | undefined>();

  const userAgent = new UserAgent({
    uri: requireUri(`sip:${practiceHost}`),
    transportConstructor: WsTransport,
    transportOptions: { socket },
    sessionDescriptionHandlerFactory: (session) => createMediaHandler(mediaOf(session)),
    sendInitialProvisionalResponse: false,
    // A line is closed because its socket is gone; waiting for answers to farewells would take half a minute.
    gracefulShutdown: false,
    userAgentString: 'Otklik practice line',
    logBuiltinEnabled: false,
    logConfiguration: false,
    // The connector is called for every level, and even its errors are mostly farewells that crossed: ids only.
    logConnector: (level, category) => {
      if (level === 'error') log('practice.sip_error', { category });
    },
    delegate: {
      onRegisterRequest(request) {
        const { message } = request;
        const answer = onRegister(line, {
          user: message.to.uri.user ?? '',
          authorization: message.getHeader('authorization'),
          contact: readContact(message),
        });
        if (answer.status === 200) request.accept({ statusCode: 200, extraHeaders: answer.headers });
        else if (answer.status === 401) request.reject({ statusCode: 401, extraHeaders: answer.headers });
        else request.reject({ statusCode: answer.status, reasonPhrase: answer.reason });
      },
      onInvite: (invitation) => onInvite(line, invitation, dialledNumbers.get(invitation.request)),
    },
  });

  // sip.js is a telephone, not an exchange: it answers 404 to whatever is not addressed to itself. So the dialled number
  // is noted here and the request-URI made ours before the core looks at it.
  const { userAgentCore } = userAgent;
  const receive = userAgentCore.receiveIncomingRequestFromTransport.bind(userAgentCore);
  userAgentCore.receiveIncomingRequestFromTransport = (message) => {
    if (message.ruri && !message.toTag) {
      dialledNumbers.set(message, message.ruri.user);
      message.ruri.user = userAgent.configuration.uri.user;
    }
    receive(message);
  };

  const line: OperatorLine = { userAgent, mediaOf, close: () => void userAgent.stop() };
  void userAgent.start();
  return line;
}

export function requireUri(text: string): URI {
  const uri = UserAgent.makeURI(text);
  if (!uri) throw new Error('not a SIP URI');
  return uri;
}

function readContact(message: IncomingRequestMessage): RegisterRequest['contact'] {
  if (message.getHeader('contact') === '*') return '*';
  const contact = message.parseHeader('contact') as
    | { uri: URI; getParam(name: string): string | undefined }
    | undefined;
  if (!contact) return null;
  const expires = contact.getParam('expires') ?? message.getHeader('expires');
  return { uri: contact.uri.toString(), expiresSec: expires === undefined ? defaultBindingSec : Number(expires) };
}
