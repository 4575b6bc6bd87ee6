import type { Desk } from '../desk.ts';
import type { HandlersOf } from '../handlers.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { JournalLink } from '../sync/journalLink.ts';
import type { AttachmentDesk } from './attachmentDesk.ts';

interface AttachmentParts {
  desk: Desk;
  journal: JournalClient;
  attachments: AttachmentDesk;
  link: JournalLink;
  /** @throws AppError `journal.down` while the journal has let nobody in here */
  accessToken: () => string;
}

/** The files of cards, asked by a window. */
export function attachmentHandlers(parts: AttachmentParts): HandlersOf<'attachments'> {
  const { desk, journal, attachments, link, accessToken } = parts;
  const ok = { ok: true as const };
  const changed = (): typeof ok => {
    link.clearDiskTrouble();
    desk.events.emit('attachments.changed', {});
    return ok;
  };
  return {
    'attachments.begin'(input) {
      attachments.begin(input);
      return changed();
    },
    'attachments.append'({ attachmentId, offset, bytes }) {
      attachments.append(attachmentId, offset, Buffer.from(bytes, 'base64'));
      return ok;
    },
    'attachments.finish'({ attachmentId }) {
      attachments.finish(attachmentId);
      link.wake();
      return changed();
    },
    'attachments.remove'({ attachmentId }) {
      attachments.remove(attachmentId);
      link.wake();
      return changed();
    },
    'attachments.retry'({ attachmentId }) {
      attachments.retry(attachmentId);
      link.wake();
      return changed();
    },
    'attachments.list': ({ cardId }) => ({ files: attachments.list(cardId) }),
    async 'attachments.read'({ attachmentId, offset, limit }) {
      const here = attachments.read(attachmentId, offset, limit);
      const { bytes, total } = here ?? (await journal.attachmentContent(accessToken(), attachmentId, offset, limit));
      return { bytes: bytes.toString('base64'), total };
    },
  };
}
