import { createStore } from 'zustand/vanilla';
import type { BridgeOutput } from '../../shared/contracts/bridge.ts';
import { coreFrame, type WindowFrame } from '../../shared/contracts/wire.ts';
import { AppError } from '../../shared/errors.ts';
import { createListeners } from './listeners.ts';
import type { CoreLink, WindowBridge } from './windowBridge.ts';

/** As much of a WebSocket as the transport uses, so that a test can be one. */
export interface SocketLike extends EventTarget {
  send(text: string): void;
}

export interface WsTransportOptions {
  url: string;
  token: string;
  connect: (url: string) => SocketLike;
  report: (error: unknown) => void;
}

interface Waiting {
  resolve: (output: never) => void;
  reject: (error: AppError) => void;
}

/** The first tries come fast, since a core that was restarted is back in a second; the later ones do not hammer. */
const BACK_OFF_MS = [200, 500, 1000, 2000, 5000] as const;
/** The core closes so when the start token is not right (wsHost.ts). Tried again slowly: a late hello ends alike. */
const TOKEN_REFUSED = 4401;

/** The bridge over the headless core's WebSocket. A call in flight when the socket falls fails with `bridge.down`. */
export function createWsTransport({ url, token, connect, report }: WsTransportOptions): WindowBridge {
  const link = createStore<{ link: CoreLink }>(() => ({ link: 'connecting' }));
  const listeners = createListeners(report);
  const backListeners = new Set<() => void>();
  const waiting = new Map<number, Waiting>();
  /** Calls made before the first welcome wait for it, so that the start of the window needs no special care. */
  let early: (() => void)[] = [];
  let socket: SocketLike | null = null;
  let nextNumber = 1;
  let failures = 0;
  /** Something was missed: a call failed, or events went unheard. */
  let hasFallen = false;

  const send = (frame: WindowFrame): void => socket?.send(JSON.stringify(frame));

  function fall(code: number): void {
    socket = null;
    hasFallen = true;
    const isRefused = code === TOKEN_REFUSED;
    if (isRefused) failures = BACK_OFF_MS.length;
    link.setState({ link: isRefused ? 'refused' : 'down' });
    for (const call of waiting.values()) call.reject(new AppError('bridge.down'));
    waiting.clear();
    const stranded = early;
    early = [];
    for (const start of stranded) start();
    const delay = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 5000;
    failures += 1;
    setTimeout(open, delay);
  }

  function welcomed(): void {
    failures = 0;
    link.setState({ link: 'up' });
    const starts = early;
    early = [];
    for (const start of starts) start();
    const wasAway = hasFallen;
    hasFallen = false;
    if (wasAway) for (const listener of [...backListeners]) listener();
  }

  function read(text: string): void {
    const parsed = coreFrame.safeParse(JSON.parse(text));
    if (!parsed.success) throw new Error('a frame of the core is not understood', { cause: parsed.error });
    const frame = parsed.data;
    switch (frame.t) {
      case 'welcome':
        return welcomed();
      case 'answer':
        waiting.get(frame.n)?.resolve(frame.output as never);
        waiting.delete(frame.n);
        return;
      case 'error':
        waiting.get(frame.n)?.reject(withText(frame.error.code, frame.error.params ?? {}, frame.error.text));
        waiting.delete(frame.n);
        return;
      case 'event':
        return listeners.tell(frame.name, frame.event);
    }
  }

  function open(): void {
    const opened = connect(url);
    socket = opened;
    opened.addEventListener('open', () => send({ t: 'hello', token }));
    opened.addEventListener('message', (event) => {
      try {
        read('data' in event ? String(event.data) : '');
      } catch (error) {
        report(error);
      }
    });
    opened.addEventListener('close', (event) => {
      if (socket === opened) fall('code' in event ? Number(event.code) : 0);
    });
  }

  open();
  return {
    link,
    call: (name, input) =>
      new Promise<BridgeOutput<typeof name>>((resolve, reject) => {
        const start = (): void => {
          if (link.getState().link !== 'up') return reject(new AppError('bridge.down'));
          const n = nextNumber++;
          waiting.set(n, { resolve, reject });
          send({ t: 'call', n, name, input });
        };
        if (link.getState().link === 'connecting') early.push(start);
        else start();
      }),
    subscribe: listeners.add,
    onBack(listener) {
      backListeners.add(listener);
      return () => void backListeners.delete(listener);
    },
  };
}

/** An error that carries its own Russian text keeps it for a window that does not know the code. */
function withText(code: string, params: AppError['params'], text: string | undefined): AppError {
  return new AppError(code, text === undefined ? params : { ...params, text });
}
