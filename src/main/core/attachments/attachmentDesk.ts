import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BridgeInput, DeskAttachment } from '../../../shared/contracts/bridge.ts';
import { acceptedType, faultBeforeReading, TELLING_BYTES } from '../../../shared/domain/appeal/attachmentType.ts';
import { MOST_ATTACHMENTS } from '../../../shared/domain/appeal/decideStep.ts';
import { obstacleOnWay } from '../../../shared/domain/appeal/way.ts';
import { AppError } from '../../../shared/errors.ts';
import type { OpenedFiles } from '../appeals/openedFiles.ts';
import { shownAppeal } from '../appeals/stepAppeal.ts';
import type { SpooledAttachment } from '../cache/attachmentRepository.ts';
import type { Desk } from '../desk.ts';
import { cipherFile, type CipherFile } from '../spool/cipherFile.ts';
import { sumOf } from '../spool/sendFiles.ts';
import { spoolKeyOf } from '../spool/spoolKey.ts';

/** Files chosen for cards, from the window into the spool, until they are in the journal or taken back. */
export interface AttachmentDesk {
  /** Asked again with the same id it is the same file. @throws AppError with what is wrong with it, before it is read */
  begin(input: BridgeInput<'attachments.begin'>): void;
  /** Takes the next piece; one that is already there is taken again without harm, one beyond the end is refused. */
  append(attachmentId: string, offset: number, bytes: Buffer): void;
  /** The window has handed all of it over. @throws AppError `attachment.type` by its content, `attachment.cut` */
  finish(attachmentId: string): void;
  /** Takes it back, as long as the journal has not put it into the appeal. */
  remove(attachmentId: string): void;
  /** Sends one that failed once more. */
  retry(attachmentId: string): void;
  list(cardId: string): DeskAttachment[];
  /** A piece of the present user's file that lies here; null where it does not. */
  read(attachmentId: string, offset: number, limit: number): { bytes: Buffer; total: number } | null;
  file(of: SpooledAttachment): CipherFile;
  /** What nobody will ask for any more: the files of a card that was thrown away, and a file that was sent. */
  forget(of: readonly SpooledAttachment[]): void;
}

export function createAttachmentDesk(desk: Desk, databaseKey: Buffer, opened: OpenedFiles): AttachmentDesk {
  const folder = join(desk.ports.settings.dataDir, 'spool');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = spoolKeyOf(desk.cache, databaseKey, (bytes) => desk.ports.ids.random(bytes));
  const pathOf = (id: string): string => join(folder, `${id}.file`);
  const fileOf = (of: SpooledAttachment): CipherFile => cipherFile(pathOf(of.id), key, of.nonce);

  /** The window that handed these over died with them: what is missing is on its user's disk, so they are asked for it. */
  desk.quietly(() => {
    for (const cut of desk.attachments.open()) {
      desk.attachments.save({ ...cut, state: 'failed', fault: 'attachment.cut' });
    }
  });

  const own = (attachmentId: string): SpooledAttachment => {
    const { user } = desk.session.require();
    const known = desk.attachments.get(attachmentId);
    if (known === null || known.authorId !== user.id) throw new AppError('attachment.not_found');
    return known;
  };
  const openOne = (attachmentId: string): SpooledAttachment => {
    const known = own(attachmentId);
    if (known.state !== 'open') throw new AppError('attachment.not_open');
    return known;
  };
  const forget = (of: readonly SpooledAttachment[]): void => {
    if (of.length === 0) return;
    desk.transact(() => of.forEach(({ id }) => desk.attachments.remove(id)));
    // Whatever of a file outlives its row is enciphered, and its nonce is gone.
    for (const { id } of of) rmSync(pathOf(id), { force: true });
  };

  return {
    begin({ attachmentId, of, name, bytes, to }) {
      const { user, sessionId } = desk.session.require();
      const fault = faultBeforeReading(name, bytes);
      if (fault !== null) throw new AppError(fault);
      const known = desk.attachments.get(attachmentId);
      if (known !== null) return void openOne(attachmentId);
      const cardId = 'draftId' in of ? of.draftId : of.appealId;
      const appealId = 'appealId' in of ? of.appealId : null;
      const shown = appealId === null ? null : shownAppeal(desk, opened, appealId);
      const obstacle = shown && obstacleOnWay('appeal.attach', shown);
      if (obstacle) throw new AppError(obstacle.code, {}, { text: obstacle.text });
      const here = desk.attachments.ofCard(user.id, cardId).length;
      if (here + (shown?.attachments.length ?? 0) >= MOST_ATTACHMENTS) throw new AppError('attachment.too_many');
      desk.attachments.add({
        id: attachmentId,
        authorId: user.id,
        sessionId,
        cardId,
        appealId,
        name: name.toWellFormed(),
        bytes,
        mime: '',
        sha256: '',
        to,
        nonce: desk.ports.ids.random(8),
        state: 'open',
        sentBytes: 0,
        fault: null,
        addedAt: desk.now(),
      });
    },
    append(attachmentId, offset, bytes) {
      const known = openOne(attachmentId);
      const file = fileOf(known);
      const size = file.size();
      if (offset > size) throw new AppError('attachment.gap', { size });
      if (offset + bytes.length > known.bytes) throw new AppError('attachment.cut');
      const fresh = bytes.subarray(size - offset);
      if (fresh.length === 0) return;
      // A program is turned away by its first bytes, not after all of it was read.
      if (
        size === 0 &&
        acceptedType(known.name, fresh.subarray(0, TELLING_BYTES)) === null &&
        isTelling(known, fresh)
      ) {
        forget([known]);
        throw new AppError('attachment.type');
      }
      file.append(fresh);
    },
    finish(attachmentId) {
      const known = own(attachmentId);
      if (known.state === 'whole') return;
      const file = fileOf(openOne(attachmentId));
      if (file.size() !== known.bytes) throw new AppError('attachment.cut');
      const mime = acceptedType(known.name, file.read(0, TELLING_BYTES));
      if (mime === null) {
        forget([known]);
        throw new AppError('attachment.type');
      }
      desk.attachments.save({ ...known, mime, sha256: sumOf(file), state: 'whole' });
    },
    remove(attachmentId) {
      const { user } = desk.session.require();
      const known = desk.attachments.get(attachmentId);
      // Already taken back, or sent a moment ago: the card says which.
      if (known !== null && known.authorId === user.id) forget([known]);
    },
    retry(attachmentId) {
      const known = own(attachmentId);
      if (known.state !== 'failed') return;
      // One whose reading was cut can only be chosen again.
      if (known.sha256 === '') throw new AppError('attachment.cut');
      const { sessionId } = desk.session.require();
      desk.attachments.save({ ...known, sessionId, state: 'whole', fault: null });
    },
    list: (cardId) => desk.attachments.ofCard(desk.session.require().user.id, cardId).map(present),
    read(attachmentId, offset, limit) {
      const { user } = desk.session.require();
      const known = desk.attachments.get(attachmentId);
      if (known === null || known.authorId !== user.id || known.sha256 === '') return null;
      return { bytes: fileOf(known).read(offset, limit), total: known.bytes };
    },
    file: fileOf,
    forget,
  };
}

/** A first piece shorter than what tells a kind says nothing yet, unless it is all there is. */
function isTelling({ bytes }: SpooledAttachment, first: Buffer): boolean {
  return first.length >= Math.min(TELLING_BYTES, bytes);
}

function present(of: SpooledAttachment): DeskAttachment {
  const { id, name, bytes, to, sentBytes, fault, state, appealId } = of;
  const shown = state !== 'whole' ? state : appealId === null ? 'kept' : sentBytes > 0 ? 'sending' : 'waiting';
  return { id, name, bytes, to, sentBytes, fault, state: shown };
}
