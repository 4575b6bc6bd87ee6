import type { BridgeCallName, BridgeInput, BridgeOutput } from '../../shared/contracts/bridge.ts';

/** What answers each call of the bridge; inputs are parsed before they come here. */
export type Handlers = {
  [N in BridgeCallName]: (input: ParsedInput<N>) => BridgeOutput<N> | Promise<BridgeOutput<N>>;
};

/** No input has a transform, so what was parsed has the shape of what was given. */
export type ParsedInput<N extends BridgeCallName> = BridgeInput<N>;
