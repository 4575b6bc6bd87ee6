import type { SyncInfo } from '../../../shared/contracts/bridge.ts';
import { referenceData, type Handshake } from '../../../shared/contracts/journal.ts';
import { CONTRACT_VERSION } from '../../../shared/contracts/version.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import { isExpired, type JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import { asDeskError, isOfTheDisk } from '../errors.ts';
import { backoffMs } from './backoff.ts';
import { drain } from './drain.ts';
import { pull } from './pull.ts';

const POLL_MS = 15_000;
/** Nobody is signed in, so no doorbell tells of the journal's going: it is asked. */
const POLL_WITHOUT_BELL_MS = 3_000;
const NUMBERS_LOW = 30;
const NUMBERS_BLOCK = 60;
/** No write mends these. */
const LASTING: ReadonlySet<string> = new Set(['cache.corrupt', 'cache.set_aside']);

export interface JournalLink {
  state(): SyncInfo['journal'];
  handshake(): Handshake | null;
  info(): SyncInfo;
  /** Something waits, or the journal rang: look at once. */
  wake(): void;
  /** Right after a sign-in through the journal: enrols the workstation, fetches reference data and numbers. */
  prepareDesk(accessToken: string): Promise<void>;
  signedOut(): void;
  setTrouble(code: string): void;
  clearDiskTrouble(): void;
  stop(): Promise<void>;
}

export interface LinkHooks {
  /** Sends what lies in the recordings' spool; called in every round while the journal answers. */
  upload(): Promise<void>;
  /** How the present user is let in has changed. */
  sessionChanged(): void;
}

/** The desk's one conversation with the journal: at most one round at a time, never given up, woken by whatever happens. */
export function createJournalLink(desk: Desk, journal: JournalClient, hooks: LinkHooks): JournalLink {
  const { clock, log, ids } = desk.ports;
  let state: SyncInfo['journal'] = 'connecting';
  let shaken: Handshake | null = null;
  let failures = 0;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  /** Of the disk, over when it takes a write again; and of the cache, which stays told. */
  let diskTrouble: string | null = null;
  let cacheTrouble: string | null = null;
  let cancelTimer: () => void = () => undefined;
  let bell: { token: string; close: () => void } | null = null;
  let told = '';

  function info(): SyncInfo {
    const counts = desk.outbox.counts();
    return {
      journal: state,
      ...counts,
      recordingsWaiting: desk.recordings.countWaiting(),
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

  function setState(next: SyncInfo['journal']): void {
    if (next !== state) log.info('journal.state', { state: next });
    state = next;
    tell();
  }

  async function shakeHands(): Promise<void> {
    const hand = await journal.handshake();
    const firstTime = shaken === null;
    shaken = hand;
    desk.session.clockOffsetMs = Date.parse(hand.now) - clock.nowMs();
    if (hand.contract !== CONTRACT_VERSION) {
      setState('contractMismatch');
      throw new AppError('journal.contract_mismatch', { journal: hand.contract, desk: CONTRACT_VERSION });
    }
    if (firstTime) hooks.sessionChanged();
  }

  async function prepareDesk(accessToken: string): Promise<void> {
    if (!journal.isEnrolled()) await journal.enrol(accessToken, desk.ports.settings.deviceName);
    const fresh = await journal.reference(accessToken);
    const known = desk.settings.get('reference', referenceData);
    if (known?.version !== fresh.version) {
      desk.settings.set('reference', fresh);
      desk.events.emit('reference.changed', {});
    }
    await refillNumbers();
  }

  async function refillNumbers(): Promise<void> {
    if (journal.isEnrolled() && desk.numbers.left() < NUMBERS_LOW)
      desk.numbers.add(await journal.numberBlock(NUMBERS_BLOCK));
  }

  /** Access for the present user: renewed when it ran out, or when they were let in by memory while the journal was away. */
  async function renewAccess(): Promise<void> {
    const current = desk.session.current;
    const refresh = current ? desk.users.byId(current.user.id)?.refresh : null;
    if (!current || !refresh) return;
    try {
      const fresh = await journal.refresh(refresh.sessionId, refresh.refreshToken);
      desk.users.saveRefresh(current.user.id, { sessionId: refresh.sessionId, refreshToken: fresh.refreshToken });
      if (desk.session.current?.user.id !== current.user.id) return;
      desk.session.current = { ...desk.session.current, accessToken: fresh.accessToken };
      await prepareDesk(fresh.accessToken);
      hooks.sessionChanged();
    } catch (thrown) {
      // Silence, or a disk that takes nothing: neither is a word of the journal's.
      if (!(thrown instanceof AppError)) throw thrown;
      // The journal no longer knows this session: the desk goes on by memory, and the acts by the desk's own credential.
      log.warn('session.not_renewed', { code: thrown instanceof AppError ? thrown.code : 'unknown' });
      desk.users.saveRefresh(current.user.id, null);
      if (desk.session.current?.user.id === current.user.id)
        desk.session.current = { ...desk.session.current, accessToken: null };
      hooks.sessionChanged();
    }
  }

  function hangBell(): void {
    const token = desk.session.current?.accessToken ?? null;
    if (bell && bell.token === token) return;
    bell?.close();
    bell = null;
    if (!token) return;
    const close = journal.doorbell(token, {
      news: wake,
      closed: () => {
        if (bell?.token !== token) return;
        bell = null;
        close();
        // A closed doorbell is the first to know that the journal is gone.
        shaken = null;
        wake();
      },
    });
    bell = { token, close };
  }

  async function pullOnce(): Promise<void> {
    const current = desk.session.current;
    if (!current?.accessToken) return;
    try {
      await pull(desk, journal, current.user, current.accessToken);
      // Its cursor was written.
      clearDiskTrouble();
    } catch (thrown) {
      if (!isExpired(thrown)) throw thrown;
      await renewAccess();
      const renewed = desk.session.current;
      if (renewed?.accessToken) await pull(desk, journal, renewed.user, renewed.accessToken);
    }
  }

  async function round(): Promise<void> {
    if (state !== 'up' || shaken === null || bell === null) await shakeHands();
    if (desk.session.current && desk.session.current.accessToken === null) await renewAccess();
    if (journal.isEnrolled()) {
      await drain(desk, journal);
      await refillNumbers();
    }
    await pullOnce();
    setState('up');
    hangBell();
    if (journal.isEnrolled()) await hooks.upload();
  }

  async function run(): Promise<void> {
    try {
      await round();
      failures = 0;
    } catch (thrown) {
      failures += 1;
      shaken = null;
      const fault = asDeskError(thrown);
      if (fault instanceof AppError && isOfTheDisk(fault)) {
        // The journal answered: it is this machine that cannot keep the answer.
        log.warn('journal.round_not_kept', { code: fault.code });
        setTrouble(fault.code);
      } else if (fault instanceof AppError) {
        log.warn('journal.round_failed', { code: fault.code });
        if (fault.code === 'device.unknown') journal.forgetEnrolment();
        if (state !== 'contractMismatch') setState('down');
      } else if (fault instanceof JournalDown) {
        setState('down');
      } else {
        log.error('journal.round_broke', {}, fault);
        setState('down');
      }
    }
    tell();
  }

  function setTrouble(code: string): void {
    if (LASTING.has(code)) cacheTrouble = code;
    else diskTrouble = code;
    tell();
  }

  function clearDiskTrouble(): void {
    diskTrouble = null;
    tell();
  }

  function wake(): void {
    if (stopped) return;
    cancelTimer();
    if (running) {
      again = true;
      return;
    }
    again = false;
    running = run().finally(() => {
      running = null;
      if (stopped) return;
      if (again && failures === 0) return wake();
      const poll = bell === null ? POLL_WITHOUT_BELL_MS : POLL_MS;
      const wait = failures === 0 ? poll : backoffMs(failures, ids.random(1).readUInt8(0) / 256);
      cancelTimer = clock.after(wait, wake);
    });
  }

  return {
    state: () => state,
    handshake: () => shaken,
    info,
    wake,
    prepareDesk,
    signedOut() {
      bell?.close();
      bell = null;
      // The next look was set for a desk with a doorbell: without one it must come sooner.
      wake();
    },
    setTrouble,
    clearDiskTrouble,
    async stop() {
      stopped = true;
      cancelTimer();
      bell?.close();
      await running;
    },
  };
}
