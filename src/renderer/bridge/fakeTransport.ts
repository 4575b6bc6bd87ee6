import { createStore } from 'zustand/vanilla';
import type {
  BridgeCallName,
  BridgeEvent,
  BridgeEventName,
  BridgeInput,
  BridgeOutput,
} from '../../shared/contracts/bridge.ts';
import { AppError } from '../../shared/errors.ts';
import { createListeners } from './listeners.ts';
import type { CoreLink, WindowBridge } from './windowBridge.ts';

export type FakeAnswers = {
  [N in BridgeCallName]?: (input: BridgeInput<N>) => BridgeOutput<N> | Promise<BridgeOutput<N>>;
};

export interface FakeBridge extends WindowBridge {
  /** Every call that reached the fake core, in order. */
  asked: { name: BridgeCallName; input: unknown }[];
  emit<N extends BridgeEventName>(name: N, event: BridgeEvent<N>): void;
  /** Takes the core away, or brings it back. */
  setUp(up: boolean): void;
}

/** A core of a few functions, for tests and for looking at screens. What it has no answer for fails as `internal`. */
export function createFakeTransport(answers: FakeAnswers): FakeBridge {
  const link = createStore<{ link: CoreLink }>(() => ({ link: 'up' }));
  const listeners = createListeners((error) => {
    throw error;
  });
  const backListeners = new Set<() => void>();
  const asked: FakeBridge['asked'] = [];
  return {
    link,
    asked,
    call: async (name, input) => {
      if (link.getState().link !== 'up') throw new AppError('bridge.down');
      asked.push({ name, input });
      const answer = answers[name];
      if (!answer) throw new AppError('internal');
      return answer(input);
    },
    subscribe: listeners.add,
    onBack(listener) {
      backListeners.add(listener);
      return () => void backListeners.delete(listener);
    },
    emit: (name, event) => listeners.tell(name, event),
    setUp(up) {
      const was = link.getState().link;
      link.setState({ link: up ? 'up' : 'down' });
      if (up && was !== 'up') for (const listener of [...backListeners]) listener();
    },
  };
}
