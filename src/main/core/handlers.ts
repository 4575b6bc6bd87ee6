import type { z } from 'zod';
import type { bridgeCalls, BridgeCallName, BridgeOutput } from '../../shared/contracts/bridge.ts';

/** What answers each call of the bridge; inputs are parsed before they come here. */
export type Handlers = {
  [N in BridgeCallName]: (input: ParsedInput<N>) => BridgeOutput<N> | Promise<BridgeOutput<N>>;
};

export type ParsedInput<N extends BridgeCallName> = z.output<(typeof bridgeCalls)[N]['input']>;

/** The answers of one area. */
export type HandlersOf<Area extends string> = Pick<Handlers, Extract<BridgeCallName, `${Area}.${string}`>>;

/** A change was committed: it is sent, and the windows' lists read again. */
export type Changed = (...names: ('calls.changed' | 'appeals.changed' | 'drafts.changed')[]) => { ok: true };
