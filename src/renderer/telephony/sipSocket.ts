import { TransportState, type Emitter, type Transport } from 'sip.js';
import type { GapSides, SipGap } from './sipGap.ts';

/** The one message of RFC 5626 §3.5.1 that is not SIP: an answer to a keep-alive. */
const isKeepAlive = (text: string): boolean => text.trim() === '';

/**
 * A WebSocket (RFC 7118) for sip.js that can be forgotten at once. The library's own transport waits for the peer's
 * closing handshake before it can connect again, which a silent peer never sends.
 */
export class SipSocket implements Transport {
  readonly protocol: string;
  readonly stateChange: Emitter<TransportState>;
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  #state: TransportState = TransportState.Disconnected;
  #socket: WebSocket | null = null;
  readonly #url: string;
  readonly #gap: SipGap;
  readonly #listeners = new Set<(state: TransportState) => void>();

  constructor(_logger: unknown, options: { server: string; gap: SipGap }) {
    this.#url = options.server;
    this.#gap = options.gap;
    // The Via transport token (RFC 7118 §5.2).
    this.protocol = options.server.startsWith('wss') ? 'WSS' : 'WS';
    const listeners = this.#listeners;
    const addListener = (listener: (state: TransportState) => void, options?: { once?: boolean }): void => {
      if (!options?.once) return void listeners.add(listener);
      const once = (state: TransportState): void => {
        listeners.delete(once);
        listener(state);
      };
      listeners.add(once);
    };
    const removeListener = (listener: (state: TransportState) => void): void => void listeners.delete(listener);
    this.stateChange = {
      addListener,
      removeListener,
      on: addListener,
      off: removeListener,
      once: (listener) => addListener(listener, { once: true }),
    };
  }

  get state(): TransportState {
    return this.#state;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /** Opens a new socket, whatever became of the one before. */
  connect(): Promise<void> {
    this.drop();
    this.#move(TransportState.Connecting);
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url, 'sip');
      this.#socket = socket;
      const isOurs = (): boolean => this.#socket === socket;
      socket.addEventListener('open', () => {
        if (!isOurs()) return;
        this.#move(TransportState.Connected);
        this.onConnect?.();
        resolve();
      });
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (isOurs() && typeof data === 'string' && !isKeepAlive(data)) this.#gap.incoming(data, this.#sides(socket));
      });
      // An error is always followed by close.
      socket.addEventListener('close', () => {
        reject(new Error('socket closed'));
        if (isOurs()) this.drop();
      });
    });
  }

  disconnect(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#listeners.clear();
    return this.disconnect();
  }

  /** From now on this socket is nobody's; whatever it still delivers goes unheard. */
  drop(): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.close(1000);
    this.#move(TransportState.Disconnected);
    this.onDisconnect?.(new Error('socket dropped'));
  }

  send(message: string): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error('not connected'));
    const text = this.#gap.outgoing(message, this.#sides(socket));
    if (text !== null) socket.send(text);
    return Promise.resolve();
  }

  #sides(socket: WebSocket): GapSides {
    return {
      deliver: (text) => this.onMessage?.(text),
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
    };
  }

  #move(state: TransportState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
