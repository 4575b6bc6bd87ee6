import { z } from 'zod';
import { attachmentKept, attachmentReceived, attachmentStart } from '../../../shared/contracts/journal.ts';
import { id } from '../../../shared/lib/primitives.ts';
import {
  appendAttachment,
  beginAttachment,
  finishAttachment,
  openAttachment,
  placeOnDisk,
} from '../../commands/receiveAttachment.ts';
import { endpoint, octetStream } from '../endpoint.ts';

const byId = z.object({ id });
const attaching = { kind: 'user', action: 'appeal.attach' } as const;

/** Files of appeals, up in pieces and down whole. */
export const attachmentEndpoints = [
  endpoint({
    method: 'PUT',
    path: '/v1/attachments/:id',
    who: attaching,
    area: 'lookUp',
    summary: 'Объявить файл к обращению или узнать, с какого места его продолжать',
    params: byId,
    body: attachmentStart,
    answer: attachmentReceived,
    problems: ['appeal.not_found', 'attachment.too_large'],
    handle: async ({ journal, caller, params, body }) => ({
      receivedBytes: await beginAttachment(journal, caller, params.id, body),
    }),
  }),
  endpoint({
    method: 'PATCH',
    path: '/v1/attachments/:id',
    who: attaching,
    area: 'lookUp',
    summary: 'Передать следующий кусок файла',
    params: byId,
    query: z.object({ offset: z.coerce.number().int().nonnegative() }),
    body: octetStream,
    answer: attachmentReceived,
    problems: ['attachment.not_found', 'attachment.offset', 'attachment.busy', 'attachment.too_large'],
    handle: async ({ journal, caller, params, query, body }) => ({
      receivedBytes: await appendAttachment(journal, caller, params.id, query.offset, body),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/attachments/:id/finish',
    who: attaching,
    area: 'lookUp',
    summary: 'Закончить передачу файла: сверить сумму и вид',
    params: byId,
    answer: attachmentKept,
    problems: ['attachment.not_found', 'attachment.offset', 'attachment.hash', 'attachment.type'],
    handle: ({ journal, caller, params }) => finishAttachment(journal, caller, params.id),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/attachments/:id/content',
    who: { kind: 'user', action: 'appeal.open' },
    area: 'lookUp',
    summary: 'Получить файл обращения',
    params: byId,
    answer: octetStream,
    problems: ['attachment.not_found', 'attachment.not_ready'],
    handle: async ({ journal, caller, params, reply }) => {
      const row = await openAttachment(journal, caller, params.id);
      void reply.headers({
        'content-type': row.mime,
        'content-length': row.bytes,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`,
        'x-content-type-options': 'nosniff',
      });
      return journal.attachmentFiles.read(placeOnDisk(row), { start: 0, end: row.bytes - 1 });
    },
  }),
];
