import { EventEmitter } from 'node:events';
import { TransportState, type Emitter, type Transport } from 'sip.js';
import type { WebSocket } from 'ws';

/** The one frame-level courtesy of RFC 5626 §3.5.1: a double CRLF asks for a single one back. */
const keepAliveRequest = '\r\n\r\n';
const keepAliveAnswer = '\r\n';

/**
 * The exchange's end of one accepted WebSocket, in the shape sip.js asks of a transport. It is never re-connected: a desk
 * that comes back does so on a new socket, with a new user agent.
 */
export class WsTransport implements Transport {
  readonly protocol = 'WS';
  readonly stateChange: Emitter<TransportState>;
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  #state: TransportState = TransportState.Disconnected;
  readonly #socket: WebSocket;
  readonly #events = new EventEmitter();

  constructor(_logger: unknown, options: { socket: WebSocket }) {
    this.#socket = options.socket;
    this.stateChange = this.#makeEmitter();
    this.#socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    this.#socket.on('close', () => this.#disconnected());
  }

  get state(): TransportState {
    return this.#state;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  connect(): Promise<void> {
    this.#move(TransportState.Connected);
    this.onConnect?.();
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.#socket.close(1000);
    this.#disconnected();
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await this.disconnect();
    this.#events.removeAllListeners();
  }

  send(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(message, (error) => (error ? reject(error) : resolve()));
    });
  }

  #receive(text: string): void {
    if (text === keepAliveRequest) return this.#socket.send(keepAliveAnswer);
    if (text.trim() === '') return;
    try {
      this.onMessage?.(text);
    } catch {
      // sip.js throws at some malformed requests; whoever sends those loses the line, not everybody the exchange.
      this.#socket.close(1002, 'malformed SIP');
    }
  }

  #disconnected(): void {
    if (this.#state === TransportState.Disconnected) return;
    this.#move(TransportState.Disconnected);
    this.onDisconnect?.();
  }

  #move(state: TransportState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.emit('state', state);
  }

  #makeEmitter(): Emitter<TransportState> {
    type Listener = (state: TransportState) => void;
    const add = (listener: Listener, options?: { once?: boolean }): void => {
      if (options?.once) this.#events.once('state', listener);
      else this.#events.on('state', listener);
    };
    const remove = (listener: Listener): void => void this.#events.off('state', listener);
    return {
      addListener: add,
      removeListener: remove,
      on: add,
      off: remove,
      once: (listener) => add(listener, { once: true }),
    };
  }
}
