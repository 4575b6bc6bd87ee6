import type { LegId, LineAccount, SipEvent, SipPort } from '../../../src/renderer/telephony/sipPort.ts';

export interface FakePort extends SipPort {
  emit(event: SipEvent): void;
  /** Acts in order, as `verb legId` or `verb number`. */
  readonly acts: string[];
  readonly account: LineAccount | null;
  /** Makes the line registered. */
  up(): void;
  /** A code's leg is answered and hung up as a real exchange does it. */
  completeCode(legId: LegId): void;
}

/** A line that does nothing by itself and remembers what it was told. */
export function createFakePort(onInvite: (number: string, legId: LegId, port: FakePort) => void = () => {}): FakePort {
  const listeners = new Set<(event: SipEvent) => void>();
  const acts: string[] = [];
  let account: LineAccount | null = null;
  let legs = 0;
  const note = (verb: string, what: string): void => void acts.push(`${verb} ${what}`);
  const port: FakePort = {
    acts,
    get account() {
      return account;
    },
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },
    up: () => port.emit({ kind: 'lineChanged', status: 'registered' }),
    completeCode(legId) {
      port.emit({ kind: 'established', legId, dialog: null });
      port.emit({ kind: 'ended', legId, end: { by: 'remote', statusCode: null } });
    },
    register(next) {
      account = next;
      acts.push('register');
    },
    unregister() {
      account = null;
      acts.push('unregister');
      return Promise.resolve();
    },
    probe: () => void acts.push('probe'),
    takeOver: () => void acts.push('takeOver'),
    invite(number, _audio, { replaces } = {}) {
      legs += 1;
      const legId = `out-${legs}`;
      note('invite', replaces === undefined ? number : `replacing ${replaces.callId}`);
      queueMicrotask(() => onInvite(number, legId, port));
      return legId;
    },
    // Nothing of it is seen outside.
    prepare: () => {},
    accept: (legId) => note('accept', legId),
    reject: (legId, statusCode = 486) => note(`reject ${statusCode}`, legId),
    cancel: (legId) => note('cancel', legId),
    bye: (legId) => note('bye', legId),
    hold: (legId) => note('hold', legId),
    unhold: (legId) => note('unhold', legId),
    dtmf: (legId, tone) => note(`dtmf ${tone}`, legId),
    refer: (legId, target) => note(`refer ${'to' in target ? target.to : target.legId}`, legId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => Promise.resolve(),
  };
  return port;
}
