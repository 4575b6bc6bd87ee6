import type { Session, UserAgentOptions } from 'sip.js';

/** Types that sip.js 0.21.2 uses in its signatures and does not export by name. */
export type SessionDescriptionHandlerFactory = NonNullable<UserAgentOptions['sessionDescriptionHandlerFactory']>;
export type SessionDescriptionHandlerOptions = Session['sessionDescriptionHandlerOptions'];
type InviteOptions = NonNullable<Parameters<Session['invite']>[0]>;
export type RequestDelegate = NonNullable<InviteOptions['requestDelegate']>;
export type IncomingResponse = Parameters<NonNullable<RequestDelegate['onReject']>>[0];
