import type { SyncInfo } from '../../../shared/contracts/bridge.ts';
import type { Desk } from '../desk.ts';

/** No write mends these. */
const LASTING: ReadonlySet<string> = new Set(['cache.corrupt', 'cache.set_aside']);
/** Slower than this and an operator who waits for the journal thinks that nothing happens. */
const SLOW_MS = 3_000;

/** What the strip at the bottom of the windows shows. */
export interface SyncStatus {
  state(): SyncInfo['journal'];
  setState(next: SyncInfo['journal']): void;
  /** How long the slowest answer of a round took, ms. */
  setSlowest(tookMs: number): void;
  setTrouble(code: string): void;
  clearDiskTrouble(): void;
  info(): SyncInfo;
  /** Tells the windows, if anything is different. */
  tell(): void;
}

export function createSyncStatus(desk: Desk): SyncStatus {
  let state: SyncInfo['journal'] = 'connecting';
  let slow = false;
  /** Of the disk, over when it takes a write again; and of the cache, which stays told. */
  let diskTrouble: string | null = null;
  let cacheTrouble: string | null = null;
  let told = '';

  function info(): SyncInfo {
    return {
      journal: state,
      ...desk.outbox.counts(desk.session.current?.user.id ?? null),
      recordingsWaiting: desk.recordings.countWaiting(),
      filesWaiting: desk.attachments.countWaiting(desk.session.current?.user.id ?? null),
      slow: state === 'up' && slow,
      clockOffMs: desk.clock.offMs(),
      trouble: diskTrouble ?? cacheTrouble,
    };
  }

  function tell(): void {
    const now = info();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    desk.events.emit('sync.changed', now);
  }

  return {
    state: () => state,
    setState(next) {
      if (next !== state) desk.ports.log.info('journal.state', { state: next });
      state = next;
      tell();
    },
    setSlowest(tookMs) {
      slow = tookMs > SLOW_MS;
    },
    setTrouble(code) {
      if (LASTING.has(code)) cacheTrouble = code;
      else diskTrouble = code;
      tell();
    },
    clearDiskTrouble() {
      diskTrouble = null;
      tell();
    },
    info,
    tell,
  };
}
