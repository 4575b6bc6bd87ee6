import { createStore } from 'zustand/vanilla';
import type { BridgeOutput } from '../../shared/contracts/bridge.ts';
import { AppError } from '../../shared/errors.ts';
import type { CoreLink, WindowBridge } from './windowBridge.ts';

/** What the preload script exposes, and nothing else. */
export interface Preloaded {
  call(name: string, input: unknown): Promise<unknown>;
  subscribe(name: string, listener: (event: unknown) => void): () => void;
}

/** The bridge over Electron's context bridge; the core lives as long as the window does, so it is always up. */
export function createElectronTransport(preloaded: Preloaded): WindowBridge {
  return {
    link: createStore<{ link: CoreLink }>(() => ({ link: 'up' })),
    call: async (name, input) => {
      try {
        return (await preloaded.call(name, input)) as BridgeOutput<typeof name>;
      } catch (error) {
        throw readFailure(error);
      }
    },
    subscribe: (name, listener) => preloaded.subscribe(name, (event) => listener(event as never)),
    onBack: () => () => undefined,
  };
}

/** «… AppError: area.reason {"params":…}»: the message of an AppError is all that Electron carries over. */
const CARRIED = /([a-z][\w]*(?:\.\w+)+) (\{.*\})$/;

/** The failure as the core meant it: from its fields where they survived, else from its message. */
export function readFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    const params = 'params' in error && typeof error.params === 'object' ? error.params : null;
    return new AppError(error.code, (params ?? {}) as AppError['params'], { cause: error });
  }
  const match = CARRIED.exec(error instanceof Error ? error.message : '');
  if (!match?.[1]) return new AppError('internal', {}, { cause: error });
  return new AppError(match[1], readParams(match[2] ?? '{}'), { cause: error });
}

function readParams(text: string): AppError['params'] {
  try {
    return JSON.parse(text) as AppError['params'];
  } catch {
    return {};
  }
}
