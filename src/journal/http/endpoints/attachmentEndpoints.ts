import { z } from 'zod';
import { attachmentKept, attachmentReceived, attachmentStart } from '../../../shared/contracts/journal.ts';
import { AppError } from '../../../shared/errors.ts';
import { id } from '../../../shared/lib/primitives.ts';
import {
  appendAttachment,
  beginAttachment,
  finishAttachment,
  openAttachment,
  placeOnDisk,
} from '../../commands/receiveAttachment.ts';
import { endpoint, octetStream } from '../endpoint.ts';
import { readRange } from '../readRange.ts';

const byId = z.object({ id });
/** In the name of who chose the file, whose right to attach it is judged as of an act. */
const attaching = { kind: 'device' } as const;

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
    problems: ['auth.forbidden', 'appeal.not_found', 'attachment.not_found', 'attachment.too_large', 'attachment.type'],
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
    summary: 'Получить файл обращения, целиком или часть (Range)',
    params: byId,
    answer: octetStream,
    problems: ['attachment.not_found', 'attachment.not_ready', 'attachment.range'],
    handle: async ({ journal, caller, params, request, reply }) => {
      let isPart = false;
      const { row, range } = await openAttachment(journal, caller, params.id, (bytes) => {
        const asked = readRange(request.headers.range, bytes);
        if (asked === 'unsatisfiable') throw new AppError('attachment.range', { bytes });
        isPart = asked !== null;
        return asked ?? { start: 0, end: bytes - 1 };
      });
      void reply.headers({
        'accept-ranges': 'bytes',
        'content-type': row.mime,
        'content-length': range.end - range.start + 1,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`,
        'x-content-type-options': 'nosniff',
      });
      if (isPart) void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${row.bytes}`);
      return journal.attachmentFiles.read(placeOnDisk(row), range);
    },
  }),
];
