import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { Ask } from '../sync/ask.ts';
import { deviceOf, makeDevice, saveDevice } from './deviceIdentity.ts';

const NUMBERS_LOW = 30;
const NUMBERS_BLOCK = 60;
/**
 * How many acts the journal has answered are shown to it again at a start: under another's numbers it answers with
 * `device.cloned`. A restored journal may have given this desk's numbers to a copy before the desk came back.
 */
const LAST_ACT = 1;
const LATEST_ACTS = 200;

/** What this workstation is to the journal. */
export interface DeviceDesk {
  isEnrolled(): boolean;
  /** Makes the workstation known to the journal, with the consent of somebody who is signed in, and ready to register. */
  enrol(accessToken: string): Promise<void>;
  /** The first contact of every start: shows the epoch, and gets the next. */
  attach(): Promise<void>;
  refillNumbers(): Promise<void>;
  /** The journal has taken something from this device: it is the one it knows. */
  confirmed(): void;
  /** The journal was restored, or may have been: what it knows of this device is asked again. */
  attachAgain(): void;
  /** The journal was out of reach: it may come back out of a backup, and nothing else may ever tell this desk so. */
  journalLost(): void;
  /** The journal says that another copy of this profile is at work. */
  copyFound(): void;
  /** The journal does not know this workstation (any more): the next signed-in user enrols it again. */
  forgetEnrolment(): void;
}

export function createDeviceDesk(desk: Desk, journal: JournalClient, ask: Ask): DeviceDesk {
  const { settings, ports } = desk;
  /** `confirmed` once the journal has taken something under the epoch of this start. */
  let standing: 'unknown' | 'attached' | 'confirmed' = 'unknown';
  let enrolling: Promise<void> | null = null;
  let overlap = LAST_ACT;
  /** How often the journal was out of reach: an answer from before says nothing of the one that came back. */
  let losses = 0;

  const device = () => deviceOf(settings, ports.ids);

  async function makeKnown(accessToken: string): Promise<void> {
    try {
      const { epoch } = await ask((wait) => journal.enrol(accessToken, ports.settings.deviceName, wait));
      const known = device();
      // Asked again by a journal that lost this device: the desk's own epoch is the later one.
      saveDevice(settings, { ...known, enrolled: true, epoch: known.epoch ?? epoch });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'device.taken') throw thrown;
      becomeAnother();
      throw thrown;
    }
    await attach();
    await refillNumbers();
  }

  async function attach(): Promise<void> {
    if (standing !== 'unknown') return;
    const known = device();
    const nonce = known.nonce ?? ports.ids.random(16).toString('base64url');
    // On disk before the question: asked again after a lost answer, it is the same exchange and not another copy.
    if (known.nonce === null) saveDevice(settings, { ...known, nonce });
    const lossesBefore = losses;
    const answered = desk.outbox.latestOutcomes(LATEST_ACTS);
    const exchange = { epoch: known.epoch ?? 0, nonce, blocks: desk.numbers.all(), answered };
    const answer = await ask((wait) => journal.attach(exchange, wait)).catch((thrown: unknown) => {
      if (isCloned(thrown)) becomeAnother();
      throw thrown;
    });
    // Numbers this disk never gave: it was restored from a backup, and what it gives next was given before.
    if (answer.lastSeq >= desk.outbox.nextSeq()) {
      becomeAnother();
      throw new AppError('device.cloned');
    }
    desk.transact(() => {
      saveDevice(settings, { ...known, epoch: answer.epoch, nonce: null });
      desk.numbers.keepOnly(answer.blocks);
      // What a restored journal has forgotten is owed again, and what it answered then is no base any more.
      const shown = answer.differs ? LATEST_ACTS : overlap;
      if (desk.outbox.oweFrom(answer.lastSeq + 1, shown) || answer.differs) desk.feed.restart();
    });
    overlap = LAST_ACT;
    standing = losses === lossesBefore ? 'attached' : 'unknown';
  }

  async function refillNumbers(): Promise<void> {
    if (desk.numbers.left() < NUMBERS_LOW)
      desk.numbers.add(await ask((wait) => journal.numberBlock(NUMBERS_BLOCK, wait)));
  }

  function becomeAnother(): void {
    desk.transact(() => {
      const former = device().deviceId;
      const { deviceId } = makeDevice(settings, ports.ids);
      // The other copy registers by the same numbers: they are its from now on.
      desk.numbers.dropAll();
      // All that is kept goes again, in its order and under its act ids: what the journal has it answers as it did,
      // and what it may have forgotten meanwhile does not come after what followed it.
      if (desk.outbox.oweFrom(1)) desk.feed.restart();
      ports.log.warn('device.new_identity', { former, deviceId });
    });
    standing = 'unknown';
  }

  return {
    isEnrolled: () => device().enrolled,
    async enrol(accessToken) {
      // What is refused to somebody whose session is over is not refused to who signs in meanwhile: they ask anew.
      for (let other = enrolling; other !== null; other = enrolling) await other.catch(() => undefined);
      if (device().enrolled) return;
      enrolling = makeKnown(accessToken).finally(() => {
        enrolling = null;
      });
      return enrolling;
    },
    attach,
    refillNumbers,
    confirmed() {
      standing = 'confirmed';
    },
    attachAgain() {
      standing = 'unknown';
      overlap = LATEST_ACTS;
    },
    journalLost() {
      standing = 'unknown';
      losses += 1;
    },
    copyFound() {
      // Right after an exchange of epochs there is no doubt; before it, the journal may only have been restored.
      if (standing === 'attached') becomeAnother();
      else standing = 'unknown';
    },
    forgetEnrolment() {
      saveDevice(settings, { ...device(), enrolled: false });
      standing = 'unknown';
    },
  };
}

export function isCloned(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'device.cloned';
}
