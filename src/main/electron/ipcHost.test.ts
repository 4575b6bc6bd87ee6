import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Core } from '../core/createCore.ts';
import type { Logger } from '../core/ports.ts';
import { attachIpcHost, isOurFrame, type IpcHostOptions } from './ipcHost.ts';

const ourFrame = { origin: 'otklik://app', parent: null };

test('only the main frame of our own page is listened to', () => {
  expect(isOurFrame(ourFrame)).toBe(true);
  expect(isOurFrame({ ...ourFrame, parent: {} })).toBe(false);
  expect(isOurFrame({ ...ourFrame, origin: 'https://example.org' })).toBe(false);
  expect(isOurFrame({ ...ourFrame, origin: 'null' })).toBe(false);
  expect(isOurFrame(null)).toBe(false);
});

interface Fixture {
  ask: (name: unknown, input: unknown, senderFrame?: object | null) => Promise<unknown>;
  emit: (name: string, event: unknown) => void;
  sent: unknown[][];
  logged: string[];
  detach: () => void;
  isListening: () => boolean;
}

function attach(address = 'otklik://app/index.html'): Fixture {
  type Handler = (event: object, name: unknown, input: unknown) => Promise<unknown>;
  let handler: Handler | null = null;
  let listener: ((name: string, event: unknown) => void) | null = null;
  const sent: unknown[][] = [];
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const core = {
    handlers: {
      'sync.get': () => ({ waiting: 2 }),
      'operator.ready': () => {
        throw new AppError('operator.in_call', { left: 1 });
      },
      'operator.get': () => {
        throw new Error('«Иванов»');
      },
    },
    onEvent(given: typeof listener) {
      listener = given;
      return () => {
        listener = null;
      };
    },
    faultOf: (thrown: unknown) => thrown,
  } as unknown as Core;
  const options = {
    core,
    log: { info: note, warn: note, error: note } satisfies Logger,
    ipcMain: {
      handle: (_channel: string, given: Handler) => {
        handler = given;
      },
      removeHandler: () => {
        handler = null;
      },
    },
    windows: () => [
      {
        isDestroyed: () => false,
        isCrashed: () => false,
        getURL: () => address,
        send: (...message: unknown[]) => sent.push(message),
      },
    ],
  } as unknown as IpcHostOptions;
  const detach = attachIpcHost(options);
  return {
    ask: (name, input, senderFrame = ourFrame) => handler?.({ senderFrame }, name, input) ?? Promise.resolve('deaf'),
    emit: (name, event) => listener?.(name, event),
    sent,
    logged,
    detach,
    isListening: () => handler !== null || listener !== null,
  };
}

test('an answer and a refusal cross as values', async () => {
  const { ask } = attach();
  expect(await ask('sync.get', {})).toEqual({ output: { waiting: 2 } });
  expect(await ask('operator.ready', {})).toEqual({ error: { code: 'operator.in_call', params: { left: 1 } } });
  expect(await ask('calls.answered', {})).toMatchObject({ error: { code: 'input.invalid' } });
  expect(await ask('core.stop', {})).toMatchObject({ error: { code: 'bridge.unknown_call' } });
  expect(await ask({ toString: 1 }, {})).toMatchObject({ error: { code: 'bridge.unknown_call' } });
});

test('a bug tells nothing of its inside', async () => {
  const { ask, logged } = attach();
  expect(await ask('operator.get', {})).toEqual({ error: { code: 'internal' } });
  expect(logged).toEqual(['bridge.bug']);
});

test('a stranger is refused before anything is run', async () => {
  const { ask, logged } = attach();
  for (const frame of [null, { ...ourFrame, parent: {} }, { origin: 'https://example.org', parent: null }]) {
    expect(await ask('sync.get', {}, frame)).toEqual({ error: { code: 'bridge.refused' } });
  }
  expect(logged).toEqual(['bridge.refused', 'bridge.refused', 'bridge.refused']);
});

test('events go to our own page alone, until the end', () => {
  const ours = attach();
  ours.emit('line.check', {});
  expect(ours.sent).toEqual([['otklik:event', 'line.check', {}]]);
  ours.detach();
  expect(ours.isListening()).toBe(false);
  const elsewhere = attach('https://example.org/');
  elsewhere.emit('line.check', {});
  expect(elsewhere.sent).toEqual([]);
});
