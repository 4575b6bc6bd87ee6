import { isDeepStrictEqual } from 'node:util';
import type { SyncInfo } from '../../../shared/contracts/bridge.ts';
import type { Handshake } from '../../../shared/contracts/journal.ts';
import { CONTRACT_VERSION } from '../../../shared/contracts/version.ts';
import { AppError } from '../../../shared/errors.ts';
import { toInstant, toMs } from '../../../shared/lib/primitives.ts';
import { keepClockBase } from '../clock/keptClockBase.ts';
import type { Desk } from '../desk.ts';
import { createDeviceDesk, isCloned } from '../device/deviceDesk.ts';
import { asDeskError, isOfTheDisk } from '../errors.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import { isAccessOver, renewAccess } from './access.ts';
import { createAsker } from './ask.ts';
import { backoffMs } from './backoff.ts';
import { createBell } from './bell.ts';
import { drain } from './drain.ts';
import { createBatchSize, createPatience, createProbing } from './patience.ts';
import { pull } from './pull.ts';
import { createSyncStatus } from './syncStatus.ts';

const POLL_MS = 15_000;
/** Nobody is signed in, so no doorbell tells of the journal's going: it is asked. */
const POLL_WITHOUT_BELL_MS = 3_000;
/** The journal's clock is asked again this often, and whenever this machine's has gone back. */
const RESHAKE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** A journal restored from a backup has forgotten no more than this. */
const KEEP_ANSWERED_MS = 40 * DAY_MS;

export interface JournalLink {
  state(): SyncInfo['journal'];
  handshake(): Handshake | null;
  info(): SyncInfo;
  /** Something waits, or the journal rang: look at once. */
  wake(): void;
  /** The machine woke up or changed its network: what is being waited for will not come, and is asked again. */
  wakeAfresh(): void;
  /** Right after a sign-in through the journal: enrols the workstation, fetches reference data and numbers. */
  prepareDesk(accessToken: string): Promise<void>;
  signedOut(): void;
  setTrouble(code: string): void;
  clearDiskTrouble(): void;
  stop(): Promise<void>;
}

export interface LinkHooks {
  /**
   * Sends what lies in the spool; called in every round while the journal answers. It gives way as soon as something else
   * is to be said: acts and news are small and waited for.
   */
  upload(isAwaited: () => boolean): Promise<void>;
  /** How the present user is let in has changed. */
  sessionChanged(): void;
  /** The journal has said what copies of the cache's key are to be wrapped for. */
  keepKeyCopy(recoveryKey: Handshake['recoveryKey']): Promise<void>;
}

/** The desk's one conversation with the journal: at most one round at a time, never given up, woken by whatever happens. */
export function createJournalLink(desk: Desk, journal: JournalClient, hooks: LinkHooks): JournalLink {
  const { clock, log, ids } = desk.ports;
  const asker = createAsker(clock);
  const ask = asker.with(createPatience());
  const probe = asker.with(createProbing());
  const size = createBatchSize();
  const pushing = asker.with(createPatience());
  const status = createSyncStatus(desk);
  const device = createDeviceDesk(desk, journal, ask);
  const bell = createBell(journal, {
    news: wake,
    lists: () => desk.events.emit('worklists.changed', {}),
    closed() {
      // A closed doorbell is the first to know that the journal is gone.
      shaken = null;
      device.journalLost();
      wake();
    },
  });
  let shaken: Handshake | null = null;
  let shakenMs = 0;
  let prunedMs: number | null = null;
  let failures = 0;
  let running: Promise<void> | null = null;
  let again: 'no' | 'wanted' | 'at once' = 'no';
  let stopped = false;
  let cancelTimer: () => void = () => undefined;

  async function shakeHands(): Promise<void> {
    const askedMs = clock.nowMs();
    const hand = await probe((wait) => journal.handshake(wait));
    const firstTime = shaken === null;
    shaken = hand;
    shakenMs = clock.nowMs();
    desk.clock.heard(hand.now, askedMs, shakenMs);
    desk.remember(() => keepClockBase(desk.settings, desk.clock.base()));
    if (!isSpoken(hand)) {
      status.setState('contractMismatch');
      throw new AppError('journal.contract_mismatch', { journal: hand.contract, desk: CONTRACT_VERSION });
    }
    await hooks.keepKeyCopy(hand.recoveryKey);
    if (firstTime) hooks.sessionChanged();
  }

  function needsHandshake(): boolean {
    if (status.state() !== 'up' || shaken === null || !bell.isHung()) return true;
    const ageMs = clock.nowMs() - shakenMs;
    return ageMs < 0 || ageMs > RESHAKE_MS;
  }

  async function prepareDesk(accessToken: string): Promise<void> {
    if (!device.isEnrolled()) await device.enrol(accessToken);
    await fetchReference(accessToken);
  }

  async function fetchReference(accessToken: string): Promise<void> {
    const fresh = await ask((wait) => journal.reference(accessToken, wait));
    // Not by its version: the staff's names change without one.
    if (isDeepStrictEqual(desk.reference.get(), fresh)) return;
    desk.transact(() => {
      desk.reference.set(fresh);
      for (const { id } of fresh.staff.filter(({ disabled }) => disabled)) desk.users.forgetPassword(id);
    });
    desk.events.emit('reference.changed', {});
  }

  async function renew(): Promise<void> {
    const before = desk.session.current?.accessToken;
    const token = await renewAccess(desk, journal, ask);
    if (desk.session.current?.accessToken === before) return;
    if (token !== null) await prepareDesk(token);
    hooks.sessionChanged();
  }

  async function sendUp(): Promise<void> {
    const token = desk.session.current?.accessToken ?? null;
    if (!device.isEnrolled() && token !== null) await device.enrol(token);
    if (!device.isEnrolled()) return;
    await device.attach();
    await drain(desk, journal, { ask: pushing, size, taken: device.confirmed });
    await device.refillNumbers();
    pruneDaily();
  }

  function pruneDaily(): void {
    const nowMs = toMs(desk.now());
    if (prunedMs !== null && nowMs - prunedMs < DAY_MS) return;
    prunedMs = nowMs;
    desk.remember(() => desk.outbox.prune(toInstant(nowMs - KEEP_ANSWERED_MS)));
  }

  async function fetchNews(): Promise<void> {
    const { current } = desk.session;
    if (!current?.accessToken) return;
    const { user, accessToken } = current;
    const version = await pull(desk, journal, ask, { user, accessToken });
    if (version !== null && version !== desk.reference.get()?.version) await fetchReference(accessToken);
    // Its cursor was written.
    status.clearDiskTrouble();
  }

  async function pullOnce(): Promise<void> {
    try {
      await fetchNews();
    } catch (thrown) {
      if (isFeedRestart(thrown)) readFeedAfresh();
      if (!isAccessOver(thrown)) throw thrown;
      await renew();
      await fetchNews();
    }
  }

  /** The journal was restored from a backup: what it forgot of ours is owed again, and what it tells is read anew. */
  function readFeedAfresh(): void {
    desk.transact(() => desk.feed.restart());
    device.attachAgain();
  }

  async function round(): Promise<void> {
    desk.quietly(() => desk.users.flushRefresh());
    if (needsHandshake()) await shakeHands();
    if (desk.session.current && desk.session.current.accessToken === null) await renew();
    await sendUp();
    await pullOnce();
    status.setState('up');
    bell.hang(desk.session.current?.accessToken ?? null);
    if (device.isEnrolled()) await hooks.upload(() => stopped || again !== 'no');
  }

  async function run(): Promise<void> {
    try {
      await round();
      failures = 0;
    } catch (thrown) {
      failures += 1;
      shaken = null;
      failed(asDeskError(thrown));
    }
    status.setSlowest(asker.takeSlowestMs());
    status.tell();
  }

  function failed(fault: unknown): void {
    if (!(fault instanceof AppError)) {
      if (fault instanceof JournalDown) device.journalLost();
      else log.error('journal.round_broke', {}, fault);
      return status.setState('down');
    }
    if (isOfTheDisk(fault)) {
      // The journal answered: it is this machine that cannot keep the answer.
      log.warn('journal.round_not_kept', { code: fault.code });
      return status.setTrouble(fault.code);
    }
    log.warn('journal.round_failed', { code: fault.code });
    if (isFeedRestart(fault)) return;
    if (isCloned(fault)) return device.copyFound();
    if (fault.code === 'device.unknown') device.forgetEnrolment();
    if (status.state() !== 'contractMismatch') status.setState('down');
  }

  function wake(): void {
    if (stopped) return;
    cancelTimer();
    if (running) {
      if (again === 'no') again = 'wanted';
      return;
    }
    again = 'no';
    running = run().finally(() => {
      running = null;
      if (stopped) return;
      if (again === 'at once' || (again === 'wanted' && failures === 0)) return wake();
      const poll = bell.isHung() ? POLL_MS : POLL_WITHOUT_BELL_MS;
      const wait = failures === 0 ? poll : backoffMs(failures, ids.random(1).readUInt8(0) / 256);
      cancelTimer = clock.after(wait, wake);
    });
  }

  return {
    state: status.state,
    handshake: () => shaken,
    info: status.info,
    wake,
    wakeAfresh() {
      shaken = null;
      again = 'at once';
      asker.interrupt();
      wake();
    },
    prepareDesk,
    signedOut() {
      bell.takeDown();
      // The next look was set for a desk with a doorbell: without one it must come sooner.
      wake();
    },
    setTrouble: status.setTrouble,
    clearDiskTrouble: status.clearDiskTrouble,
    async stop() {
      stopped = true;
      cancelTimer();
      bell.takeDown();
      asker.interrupt();
      await running;
    },
  };
}

/** Whether this desk and that journal understand each other: each says the oldest of the other it still serves. */
function isSpoken(hand: Handshake): boolean {
  return hand.oldestContract <= CONTRACT_VERSION && CONTRACT_VERSION <= hand.contract;
}

function isFeedRestart(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'feed.restart';
}
