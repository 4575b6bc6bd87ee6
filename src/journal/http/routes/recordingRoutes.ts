import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordingFinish, recordingStart } from '../../../shared/contracts/journal.ts';
import { reachesOrganisation } from '../../../shared/domain/policy/policy.ts';
import { AppError } from '../../../shared/errors.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { requireDevice, requireUser } from '../../auth/authenticate.ts';
import { appendRecording, beginRecording, finishRecording } from '../../commands/receiveRecording.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { loadRecording } from '../../queries/recordings.ts';
import { accountAt } from '../../queries/users.ts';
import { somebodyOf } from '../../sync/accountOf.ts';
import { readRange } from '../readRange.ts';
import { playableBytes } from '../../recordings/playableBytes.ts';

const appendQuery = z.object({ offset: z.coerce.number().int().nonnegative() });

function idOf(request: FastifyRequest): string {
  return z.object({ id }).parse(request.params).id;
}

/** Recordings up in pieces, and down to who may listen. */
export function recordingRoutes(app: FastifyInstance, journal: Journal): void {
  const { db, territory, files } = journal;

  app.put('/v1/recordings/:id', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    const start = recordingStart.parse(request.body);
    if (start.id !== idOf(request)) throw new AppError('input.invalid', { field: 'id' });
    return { receivedBytes: await beginRecording(journal, deviceId, start) };
  });
  app.patch('/v1/recordings/:id', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    const { offset } = appendQuery.parse(request.query);
    return { receivedBytes: await appendRecording(journal, deviceId, idOf(request), offset, request.body as Readable) };
  });
  app.post('/v1/recordings/:id/finish', async (request) => {
    const { deviceId } = await requireDevice(journal, request);
    return finishRecording(journal, deviceId, idOf(request), recordingFinish.parse(request.body));
  });

  app.get('/v1/recordings/:id/audio', async (request, reply) => {
    const caller = await requireUser(journal, request, 'recording.listen');
    const recording = await loadRecording(db, territory, idOf(request));
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
  });
}
