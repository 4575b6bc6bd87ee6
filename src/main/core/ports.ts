import type { ErrorParams } from '../../shared/errors.ts';
import type { OpenedCache } from './cache/openCache.ts';

/** Time, the only one the core knows; tests and the simulator bring their own. */
export interface Clock {
  /** Milliseconds of the Unix epoch. */
  nowMs(): number;
  /** Calls `fn` once after `delayMs`; returns its own cancel. */
  after(delayMs: number, fn: () => void): () => void;
  /** Milliseconds since the machine started, sleep counted in, whatever is done to its clock; where that is known. */
  uptimeMs?: (() => number) | undefined;
}

export interface Ids {
  /** A fresh UUIDv7. */
  next(): string;
  random(bytes: number): Buffer;
}

/** Log lines are an event and ids, never names, numbers or texts of people. */
export interface Logger {
  info(event: string, ids?: ErrorParams): void;
  warn(event: string, ids?: ErrorParams): void;
  error(event: string, ids?: ErrorParams, cause?: unknown): void;
}

/** Keeps the 32-byte key of the cache where the operating system guards it. */
export interface SecretStore {
  databaseKey(): Promise<Buffer>;
  /** Where the key lies, for the person who asks: the keychain, or a 0600 file on a machine without one. */
  kind: 'keychain' | 'keyFile';
}

/** How a password is remembered on this machine; slow on purpose, so tests of other things bring a quick one. */
export interface PasswordKeeper {
  /** A verifier, to be kept in the cache. */
  remember(password: string, salt: Buffer): Promise<string>;
  check(verifier: string, password: string): Promise<boolean>;
}

/** The journal over the network. Every failure to reach it is `JournalDown`; an answer of it is a value or an AppError. */
export interface JournalTransport {
  /** @throws JournalDown, or AppError with the journal's code */
  request(request: JournalRequest): Promise<unknown>;
  /** Resolves once what was asked has left this machine; whoever then keeps it busy does not hold the question back. */
  departed?: (() => Promise<void>) | undefined;
  /** Listens to the doorbell for a user until the returned function is called. */
  doorbell(accessToken: string, listeners: DoorbellListeners): () => void;
}

export interface DoorbellListeners {
  /** Something of the user's own has changed: pull. */
  news(): void;
  /** Something has changed in lists that reach beyond the user's own. */
  lists(): void;
  closed(): void;
}

export interface JournalRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  path: string;
  authorization?: string | undefined;
  body?: unknown;
  /** Raw bytes instead of JSON. */
  bytes?: Buffer | undefined;
  /** Answer as bytes with the total length of the thing read in part. */
  wantBytes?: boolean | undefined;
  headers?: Record<string, string> | undefined;
  timeoutMs?: number | undefined;
  /** Ends the wait early: nothing is known then of what the journal did. */
  signal?: AbortSignal | undefined;
  /** Hears the headers of a good answer before its body has come, where the network tells of them. */
  onHeaders?: ((header: (name: string) => string | null) => void) | undefined;
}

/** A piece of a larger thing. */
export interface BytesAnswer {
  bytes: Buffer;
  total: number;
}

/** The journal could not be reached, or did not answer in time: nothing is known of what it did. */
export class JournalDown extends Error {
  /** `unreachable`: nobody is there; `timeout`: no answer in time; `failing`: the journal is there, and unwell (5xx). */
  readonly how: 'unreachable' | 'timeout' | 'failing';

  constructor(options: ErrorOptions & { how?: JournalDown['how'] } = {}) {
    super('journal unreachable', options);
    this.name = 'JournalDown';
    this.how = options.how ?? 'unreachable';
  }
}

/** The practice line of the demo. */
export interface PracticePort {
  callers(): { id: string; label: string; question: string }[];
  ring(sipUser: string, callerId: string): Promise<void>;
}

export interface CoreSettings {
  dataDir: string;
  /** As printed on the workstation: goes into the journal's device list. */
  deviceName: string;
  /** Address of the exchange's WebSocket. */
  pbxWsUrl: string | null;
}

export interface CorePorts {
  clock: Clock;
  ids: Ids;
  log: Logger;
  secrets: SecretStore;
  passwords: PasswordKeeper;
  journal: JournalTransport;
  /** Opens the cache; the disk's unless a test brings another. */
  openCache: (dataDir: string, key: Buffer, stamp: string) => OpenedCache;
  practice: PracticePort | null;
  settings: CoreSettings;
}
