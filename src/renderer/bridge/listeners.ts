import type { BridgeEvent, BridgeEventName } from '../../shared/contracts/bridge.ts';

type AnyListener = (event: never) => void;

export interface Listeners {
  add<N extends BridgeEventName>(name: N, listener: (event: BridgeEvent<N>) => void): () => void;
  /** The event is trusted here: the core parses what it sends, and both sides are of one build. */
  tell(name: string, event: unknown): void;
}

/** Who listens to which event of the core. A listener that throws does not keep the others from hearing. */
export function createListeners(report: (error: unknown) => void): Listeners {
  const byName = new Map<string, Set<AnyListener>>();
  return {
    add(name, listener) {
      const set = byName.get(name) ?? new Set<AnyListener>();
      byName.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    tell(name, event) {
      for (const listener of [...(byName.get(name) ?? [])]) {
        try {
          listener(event as never);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
