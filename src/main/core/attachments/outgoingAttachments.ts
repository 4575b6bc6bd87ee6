import { AppError } from '../../../shared/errors.ts';
import { rebaseForViewers } from '../appeals/rebase.ts';
import type { SpooledAttachment } from '../cache/attachmentRepository.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { Outgoing } from '../spool/sendFiles.ts';
import type { AttachmentDesk } from './attachmentDesk.ts';

/** After these the same file may well be taken in the next round: another request had it in hand, or a byte was lost. */
const PASSING: ReadonlySet<string> = new Set(['attachment.busy', 'attachment.offset', 'attachment.hash']);
/** Of the file or its author; anything else is between the workstation and the journal, and no fault of a file. */
const OF_FILE: ReadonlySet<string> = new Set([
  'appeal.not_found',
  'auth.forbidden',
  'input.invalid',
  'input.too_large',
]);

function isFinal({ code }: AppError): boolean {
  return OF_FILE.has(code) || (code.startsWith('attachment.') && !PASSING.has(code));
}

/**
 * Files of registered cards, whoever at this desk chose them. When the journal has one whole, the act that puts it into
 * the appeal is its author's, of when they chose it, and commits with the end of the file here.
 */
export function outgoingAttachments(desk: Desk, journal: JournalClient, attachments: AttachmentDesk): Outgoing[] {
  return desk.attachments
    .toSend()
    .map(({ id }) => outgoing(desk, journal, attachments, id))
    .filter((one) => one !== null);
}

function outgoing(desk: Desk, journal: JournalClient, attachments: AttachmentDesk, id: string): Outgoing | null {
  const first = desk.attachments.get(id);
  if (first === null || first.appealId === null) return null;
  const { appealId } = first;
  const file = attachments.file(first);
  const told = (sentBytes: number): number => {
    const known = desk.attachments.get(id);
    if (known !== null) desk.remember(() => desk.attachments.save({ ...known, sentBytes }));
    desk.events.emit('attachments.changed', {});
    return sentBytes;
  };
  return {
    what: 'attachment',
    id,
    file,
    begin: async () => told(await journal.attachmentBegin({ ...first, appealId })),
    piece: async (offset, bytes) => told(await journal.attachmentPiece(id, offset, bytes)),
    async finish() {
      const kept = await journal.attachmentFinish(id);
      const known = desk.attachments.get(id);
      // Taken back while the last bytes were on their way: the journal has a file that no appeal knows of.
      if (known === null) return;
      const { name, bytes, mime, sha256 } = kept;
      desk.transact(() => {
        desk.outbox.add({
          actId: desk.ports.ids.next(),
          authorId: known.authorId,
          sessionId: known.sessionId,
          occurredAt: known.addedAt,
          command: {
            kind: 'appeal.attach',
            v: 1,
            appealId,
            attachment: { id, name, bytes, mime, sha256, to: known.to },
          },
        });
        desk.attachments.remove(id);
        rebaseForViewers(desk, appealId, null);
      });
      attachments.forget([known]);
      desk.events.emit('attachments.changed', {});
      desk.events.emit('appeals.changed', {});
      desk.wakeSync();
    },
    refused(fault) {
      const known = desk.attachments.get(id);
      if (known === null || !isFinal(fault) || isAhead(desk, known, fault)) return;
      desk.transact(() => desk.attachments.save({ ...known, state: 'failed', sentBytes: 0, fault: fault.code }));
      desk.events.emit('attachments.changed', {});
    },
    isWanted: () => desk.attachments.get(id)?.state === 'whole',
  };
}

/** The registration itself is still on its way, or lies among what was not taken: the file waits for it. */
function isAhead(desk: Desk, { authorId, appealId }: SpooledAttachment, fault: AppError): boolean {
  if (fault.code !== 'appeal.not_found' || appealId === null) return false;
  return desk.appeals.get(authorId, appealId)?.receivedAt === null;
}
