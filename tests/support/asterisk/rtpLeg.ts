import { createSocket } from 'node:dgram';
import { makeSilence, sampleRate } from './speech.ts';

const packetMs = 20;
const packetBytes = (sampleRate * packetMs) / 1000;
const alawPayload = 8;
const digitsPayload = 101;

/** The media side of one call: sends A-law every 20 ms and keeps what comes back. */
export interface RtpLeg {
  /** Own port for the SDP. */
  readonly port: number;
  /** Begins to send to the other side; a later call redirects. */
  sendTo(address: string, port: number): void;
  /** Replaces what is being said, A-law of 8 kHz; it is repeated until replaced. Without a sound: silence. */
  play(sound?: Buffer): void;
  /** A-law received since the start or since {@link forgetReceived}. */
  received(): Buffer;
  forgetReceived(): void;
  /** Resolves when `seconds` of sound have come since now; rejects after `timeoutMs`. */
  hear(seconds: number, timeoutMs?: number): Promise<Buffer>;
  /** Digits received as RFC 4733 events. */
  digits(): string;
  readonly counts: { sent: number; received: number };
  close(): void;
}

/** Opens the media side on `address`. */
export async function openRtpLeg(address: string): Promise<RtpLeg> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, resolve);
  });
  const counts = { sent: 0, received: 0 };
  let chunks: Buffer[] = [];
  let digits = '';
  let lastDigitStamp = -1;
  let sound = makeSilence(1);
  let offset = 0;
  let target: { address: string; port: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();

  socket.on('message', (packet) => {
    if (packet.length < 12) return;
    const payload = packet.readUInt8(1) & 0x7f;
    const body = packet.subarray(12 + 4 * (packet.readUInt8(0) & 0x0f));
    if (payload === alawPayload) {
      counts.received += 1;
      chunks.push(Buffer.from(body));
      for (const listener of listeners) listener();
    } else if (payload === digitsPayload && body.length >= 4 && (body.readUInt8(1) & 0x80) !== 0) {
      // The end of an event is sent three times with one timestamp.
      const stamp = packet.readUInt32BE(4);
      if (stamp !== lastDigitStamp) digits += '0123456789*#ABCD'[body.readUInt8(0)] ?? '?';
      lastDigitStamp = stamp;
    }
  });

  const source = Math.floor(Math.random() * 0xffff_ffff);
  const sendOne = (): void => {
    if (target === undefined) return;
    const packet = Buffer.alloc(12 + packetBytes);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(alawPayload | (counts.sent === 0 ? 0x80 : 0), 1);
    packet.writeUInt16BE(counts.sent & 0xffff, 2);
    packet.writeUInt32BE((counts.sent * packetBytes) >>> 0, 4);
    packet.writeUInt32BE(source, 8);
    for (let index = 0; index < packetBytes; index += 1)
      packet[12 + index] = sound[(offset + index) % sound.length] ?? 0xd5;
    offset = (offset + packetBytes) % sound.length;
    counts.sent += 1;
    socket.send(packet, target.port, target.address);
  };

  return {
    port: socket.address().port,
    counts,
    sendTo(toAddress, port) {
      target = { address: toAddress, port };
      if (timer !== undefined || isClosed) return;
      // Paced by what is due, not by the timer: a busy machine delays timers, and a stream that falls behind clicks.
      const startedMs = performance.now();
      const alreadySent = counts.sent;
      timer = setInterval(() => {
        const due = alreadySent + Math.floor((performance.now() - startedMs) / packetMs);
        while (counts.sent < due) sendOne();
      }, packetMs);
    },
    play(next) {
      sound = next === undefined || next.length === 0 ? makeSilence(1) : next;
      offset = 0;
    },
    received: () => Buffer.concat(chunks),
    forgetReceived() {
      chunks = [];
    },
    hear(seconds, timeoutMs = 10_000) {
      const wanted = Math.round(seconds * sampleRate);
      const heard: Buffer[] = [];
      let bytes = 0;
      return new Promise((resolve, reject) => {
        const listener = (): void => {
          const chunk = chunks.at(-1) ?? Buffer.alloc(0);
          heard.push(chunk);
          bytes += chunk.length;
          if (bytes < wanted) return;
          clearTimeout(late);
          listeners.delete(listener);
          resolve(Buffer.concat(heard));
        };
        const late = setTimeout(() => {
          listeners.delete(listener);
          reject(new Error(`caller: heard ${(bytes / sampleRate).toFixed(2)} s of ${seconds} s in ${timeoutMs} ms`));
        }, timeoutMs);
        listeners.add(listener);
      });
    },
    digits: () => digits,
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      socket.close();
    },
  };
}
