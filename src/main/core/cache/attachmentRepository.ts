import type { Attachment } from '../../../shared/domain/appeal/appeal.ts';
import type { Instant } from '../../../shared/lib/primitives.ts';
import type { Cache } from './openCache.ts';

/**
 * A file somebody chose for a card, in the spool until the journal has it whole. `open`: the window still hands it over;
 * `whole`: it waits for its card to be registered, or to be sent; `failed`: it was not taken, and its author decides.
 */
export interface SpooledAttachment extends Omit<Attachment, 'id'> {
  id: string;
  /** Who chose it, and in which session. */
  authorId: string;
  sessionId: string;
  /** The draft it was put into, or the appeal. */
  cardId: string;
  /** Null while its card is not registered. */
  appealId: string | null;
  nonce: Buffer;
  state: 'open' | 'whole' | 'failed';
  /** How many bytes the journal is known to have. */
  sentBytes: number;
  /** Why it failed, as a code. */
  fault: string | null;
  addedAt: Instant;
}

export interface AttachmentRepository {
  get(attachmentId: string): SpooledAttachment | null;
  ofCard(authorId: string, cardId: string): SpooledAttachment[];
  /** Of everybody at this desk: those that can go, the oldest first. */
  toSend(): SpooledAttachment[];
  open(): SpooledAttachment[];
  /** Of an author: what is not in the journal yet. */
  countWaiting(authorId: string | null): number;
  add(attachment: SpooledAttachment): void;
  save(attachment: SpooledAttachment): void;
  remove(attachmentId: string): void;
  /** Its card was registered: its files are the appeal's now, from then on. */
  moveToAppeal(authorId: string, draftId: string, appealId: string, at: Instant): void;
  /** The registration was not taken and became a draft again. */
  moveToDraft(authorId: string, appealId: string, draftId: string): void;
}

interface Row {
  attachment_id: string;
  author_id: string;
  session_id: string;
  card_id: string;
  appeal_id: string | null;
  name: string;
  bytes: number;
  mime: string;
  sha256: string;
  belongs_to: SpooledAttachment['to'];
  nonce: Buffer;
  state: SpooledAttachment['state'];
  sent_bytes: number;
  fault: string | null;
  added_at: string;
}

export function attachmentRepository(cache: Cache): AttachmentRepository {
  const read = cache.prepare<[string], Row>('SELECT * FROM attachment WHERE attachment_id = ?');
  const ofCard = cache.prepare<[string, string], Row>(
    'SELECT * FROM attachment WHERE author_id = ? AND card_id = ? ORDER BY added_at, attachment_id',
  );
  const toSend = cache.prepare<[], Row>(
    `SELECT * FROM attachment WHERE state = 'whole' AND appeal_id IS NOT NULL ORDER BY added_at, attachment_id`,
  );
  const open = cache.prepare<[], Row>(`SELECT * FROM attachment WHERE state = 'open'`);
  const count = cache.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM attachment WHERE author_id = ? AND appeal_id IS NOT NULL`,
  );
  const put = cache.prepare(`
    INSERT OR REPLACE INTO attachment (attachment_id, author_id, session_id, card_id, appeal_id, name, bytes, mime, sha256,
      belongs_to, nonce, state, sent_bytes, fault, added_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const remove = cache.prepare('DELETE FROM attachment WHERE attachment_id = ?');
  const toAppeal = cache.prepare(
    'UPDATE attachment SET card_id = ?, appeal_id = ?, added_at = ? WHERE author_id = ? AND card_id = ?',
  );
  const toDraft = cache.prepare(
    `UPDATE attachment SET card_id = ?, appeal_id = NULL, sent_bytes = 0, fault = NULL,
       state = CASE state WHEN 'failed' THEN 'whole' ELSE state END WHERE author_id = ? AND appeal_id = ?`,
  );
  const write = (of: SpooledAttachment): void => {
    const { id, authorId, sessionId, cardId, appealId, name, bytes, mime, sha256, to, nonce } = of;
    const { state, sentBytes, fault, addedAt } = of;
    put.run(
      ...[id, authorId, sessionId, cardId, appealId, name, bytes, mime, sha256, to],
      ...[nonce, state, sentBytes, fault, addedAt],
    );
  };
  return {
    get(attachmentId) {
      const row = read.get(attachmentId);
      return row ? parse(row) : null;
    },
    ofCard: (authorId, cardId) => ofCard.all(authorId, cardId).map(parse),
    toSend: () => toSend.all().map(parse),
    open: () => open.all().map(parse),
    countWaiting: (authorId) => (authorId === null ? 0 : (count.get(authorId)?.n ?? 0)),
    add: write,
    save: write,
    remove: (attachmentId) => void remove.run(attachmentId),
    moveToAppeal: (authorId, draftId, appealId, at) => void toAppeal.run(appealId, appealId, at, authorId, draftId),
    moveToDraft: (authorId, appealId, draftId) => void toDraft.run(draftId, authorId, appealId),
  };
}

function parse(row: Row): SpooledAttachment {
  return {
    id: row.attachment_id,
    authorId: row.author_id,
    sessionId: row.session_id,
    cardId: row.card_id,
    appealId: row.appeal_id,
    name: row.name,
    bytes: row.bytes,
    mime: row.mime,
    sha256: row.sha256,
    to: row.belongs_to,
    nonce: row.nonce,
    state: row.state,
    sentBytes: row.sent_bytes,
    fault: row.fault,
    addedAt: row.added_at,
  };
}
