import { bridgeCalls, type BridgeCallName } from '../../shared/contracts/bridge.ts';
import { AppError } from '../../shared/errors.ts';
import type { Core } from '../core/createCore.ts';

/**
 * Answers one call of a window: parses the input, runs its handler. Knows no transport.
 * @throws AppError with a stable code; anything else is a bug, which the transport hides as `internal`
 */
export async function dispatch(core: Core, name: string, raw: unknown): Promise<unknown> {
  if (!isCallName(name)) throw new AppError('bridge.unknown_call', { name });
  const input = bridgeCalls[name].input.safeParse(raw);
  if (!input.success) {
    const [issue] = input.error.issues;
    throw new AppError('input.invalid', { call: name, field: issue ? issue.path.join('.') : '' });
  }
  try {
    const handler = core.handlers[name] as (given: unknown) => unknown;
    return await handler(input.data);
  } catch (thrown) {
    throw core.faultOf(thrown);
  }
}

function isCallName(name: string): name is BridgeCallName {
  return Object.hasOwn(bridgeCalls, name);
}
