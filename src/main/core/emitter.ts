import type { BridgeEvent, BridgeEventName } from '../../shared/contracts/bridge.ts';

export interface CoreEvents {
  emit<N extends BridgeEventName>(name: N, event: BridgeEvent<N>): void;
  /** Returns its own unsubscribe. */
  on(listener: (name: BridgeEventName, event: unknown) => void): () => void;
}

/** What the core tells its windows, whatever carries it to them. */
export function createEvents(): CoreEvents {
  const listeners = new Set<(name: BridgeEventName, event: unknown) => void>();
  return {
    emit(name, event) {
      for (const listener of listeners) listener(name, event);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
