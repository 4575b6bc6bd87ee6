import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { EmitterImpl, TransportState } from 'sip.js';
import type { Transport } from 'sip.js';

/** Host that sip.js believes to be; it cannot write a port into Via, so the transport swaps the two on the wire. */
export const ownHost = 'caller-host.invalid';
/** User part of the Contact. */
export const ownUser = 'caller';

/**
 * SIP over UDP for sip.js, which knows WebSockets only: one socket, one peer. Requests are not repeated: on the
 * loopback no datagram is lost.
 */
export class UdpTransport implements Transport {
  readonly protocol = 'UDP';
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  state = TransportState.Disconnected;

  private readonly socket: Socket = createSocket('udp4');
  private readonly bound: Promise<string>;
  private readonly peer: { address: string; port: number };
  private here = '';

  constructor(_logger: unknown, options: { localAddress: string; localPort: number; peer: string }) {
    const [address = '', port = ''] = options.peer.split(':');
    this.peer = { address, port: Number(port) };
    this.socket.on('message', (datagram) => this.receive(datagram.toString('utf8')));
    this.bound = new Promise((resolve, reject) => {
      this.socket.once('error', reject);
      this.socket.bind(options.localPort, options.localAddress, () => {
        resolve(`${options.localAddress}:${this.socket.address().port}`);
      });
    });
  }

  async connect(): Promise<void> {
    this.here = await this.bound;
    this.state = TransportState.Connected;
    this.stateChange.emit(this.state);
    this.onConnect?.();
  }

  async disconnect(): Promise<void> {
    if (this.state === TransportState.Disconnected) return;
    this.state = TransportState.Disconnected;
    await new Promise<void>((resolve) => this.socket.close(resolve));
    this.stateChange.emit(this.state);
    this.onDisconnect?.();
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  isConnected(): boolean {
    return this.state === TransportState.Connected;
  }

  send(message: string): Promise<void> {
    if (!this.isConnected()) return Promise.reject(new Error('caller: socket is closed'));
    const text = message.replaceAll(ownHost, this.here);
    return new Promise((resolve, reject) => {
      this.socket.send(text, this.peer.port, this.peer.address, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }

  private receive(text: string): void {
    // Keep-alives are empty lines.
    if (text.trim() === '') return;
    // sip.js answers 404 to a request for anybody but its own user; a callback is for the number dialled.
    const addressed = text.replace(/^([A-Z]+) sip:[^@ ]+@/, `$1 sip:${ownUser}@`);
    this.onMessage?.(addressed.replaceAll(this.here, ownHost));
  }
}
