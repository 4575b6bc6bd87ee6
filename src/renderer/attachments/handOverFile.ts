import type { Bridge, BridgeInput } from '../../shared/contracts/bridge.ts';
import { acceptedType, faultBeforeReading, TELLING_BYTES } from '../../shared/domain/appeal/attachmentType.ts';
import { AppError } from '../../shared/errors.ts';
import { toBase64 } from '../bridge/base64.ts';
import { PIECE_BYTES } from '../bridge/readInPieces.ts';

/** A file as a window is given it: its bytes are read only when they are asked for. */
export type ReadableFile = Pick<Blob, 'size' | 'slice'>;

export type CardRef = BridgeInput<'attachments.begin'>['of'];

interface HandOver {
  attachmentId: string;
  of: CardRef;
  name: string;
  to: 'appeal' | 'answer';
}

/**
 * Hands a chosen file over to the core, piece by piece. What can be told by its name, its length and its first bytes is
 * told before more of it is read: two gigabytes are refused at once.
 * @throws AppError with what is wrong; nothing of it stays with the core then
 */
export async function handOverFile(
  bridge: Pick<Bridge, 'call'>,
  { attachmentId, of, name, to }: HandOver,
  file: ReadableFile,
): Promise<void> {
  const fault = faultBeforeReading(name, file.size);
  if (fault !== null) throw new AppError(fault);
  if (acceptedType(name, await bytesOf(file, 0, TELLING_BYTES)) === null) throw new AppError('attachment.type');
  await bridge.call('attachments.begin', { attachmentId, of, name, bytes: file.size, to });
  try {
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      const bytes = await bytesOf(file, offset, offset + PIECE_BYTES);
      await bridge.call('attachments.append', { attachmentId, offset, bytes: toBase64(bytes) });
    }
    await bridge.call('attachments.finish', { attachmentId });
  } catch (thrown) {
    // Half a file is none; where even this does not reach the core, it says so itself when it is back.
    await bridge.call('attachments.remove', { attachmentId }).catch(() => undefined);
    throw thrown;
  }
}

/** @throws AppError `attachment.unreadable` for one that was moved, or is held by another program */
async function bytesOf(file: ReadableFile, from: number, to: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    throw new AppError('attachment.unreadable', {}, { cause });
  }
}
