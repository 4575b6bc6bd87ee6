import { z } from 'zod';
import { recordingFinish, recordingReceived, recordingStart } from '../../../shared/contracts/journal.ts';
import { reachesOrganisation } from '../../../shared/domain/policy/policy.ts';
import { recording as recordingSchema } from '../../../shared/domain/recording/recording.ts';
import { AppError } from '../../../shared/errors.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { appendRecording, beginRecording, finishRecording } from '../../commands/receiveRecording.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { loadRecording } from '../../queries/recordings.ts';
import { accountAt } from '../../queries/users.ts';
import { playableBytes } from '../../recordings/playableBytes.ts';
import { somebodyOf } from '../../sync/accountOf.ts';
import { endpoint, octetStream, soundStream } from '../endpoint.ts';
import { readRange } from '../readRange.ts';

const byId = z.object({ id });

/** Recordings up in pieces, and down to who may listen. */
export const recordingEndpoints = [
  endpoint({
    method: 'PUT',
    path: '/v1/recordings/:id',
    who: { kind: 'device' },
    area: 'recording',
    summary: 'Объявить запись разговора или узнать, с какого места её продолжать',
    params: byId,
    body: recordingStart,
    answer: recordingReceived,
    handle: async ({ journal, caller, params, body }) => {
      if (body.id !== params.id) throw new AppError('input.invalid', { field: 'id' });
      return { receivedBytes: await beginRecording(journal, caller.deviceId, body) };
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/v1/recordings/:id',
    who: { kind: 'device' },
    area: 'recording',
    summary: 'Передать следующий кусок записи',
    params: byId,
    query: z.object({ offset: z.coerce.number().int().nonnegative() }),
    body: octetStream,
    answer: recordingReceived,
    problems: ['recording.not_found', 'recording.offset', 'recording.busy', 'recording.too_large', 'auth.forbidden'],
    handle: async ({ journal, caller, params, query, body }) => ({
      receivedBytes: await appendRecording(journal, caller.deviceId, params.id, query.offset, body),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/recordings/:id/finish',
    who: { kind: 'device' },
    area: 'recording',
    summary: 'Закончить передачу записи, сверив её сумму SHA-256',
    params: byId,
    body: recordingFinish,
    answer: recordingSchema,
    problems: ['recording.not_found', 'recording.offset', 'recording.hash', 'auth.forbidden'],
    handle: ({ journal, caller, params, body }) => finishRecording(journal, caller.deviceId, params.id, body),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/recordings/:id/audio',
    who: { kind: 'user', action: 'recording.listen' },
    area: 'recording',
    summary: 'Прослушать запись разговора, целиком или часть (Range)',
    params: byId,
    answer: soundStream,
    problems: ['recording.not_found', 'recording.not_ready', 'recording.range'],
    handle: async ({ journal, caller, params, request, reply }) => {
      const { db, territory, files } = journal;
      const recording = await loadRecording(db, territory, params.id);
      const operator = recording && (await accountAt(db, territory, recording.operator_id, recording.started_at));
      const isHeard =
        operator && reachesOrganisation(somebodyOf(caller), 'recording.listen', operator.user.organisationId);
      if (!recording || !isHeard) throw new AppError('recording.not_found');
      if (recording.verified_at === null) throw new AppError('recording.not_ready');

      const range = readRange(request.headers.range, recording.bytes);
      if (range === 'unsatisfiable') {
        void reply.header('content-range', `bytes */${recording.bytes}`);
        throw new AppError('recording.range', { bytes: recording.bytes });
      }
      const { start, end } = range ?? { start: 0, end: recording.bytes - 1 };
      await writeAccess(journal, caller, {
        what: 'recording.played',
        entity: 'recording',
        entityId: recording.id,
        detail: { callId: recording.call_id, start, end },
      });
      void reply.headers({ 'accept-ranges': 'bytes', 'content-type': 'audio/wav', 'cache-control': 'no-store' });
      void reply.header('content-length', Math.max(0, end - start + 1));
      if (range !== null) void reply.status(206).header('content-range', `bytes ${start}-${end}/${recording.bytes}`);
      if (recording.bytes === 0) return reply.send('');
      const place = { id: recording.id, startedAt: recording.started_at };
      return reply.send(playableBytes(files, place, { start, end }, recording.bytes));
    },
  }),
];
