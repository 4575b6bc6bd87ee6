import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import {
  actAnswer,
  appealFile,
  appealsFound,
  callerInfo,
  demoUser,
  enrolled,
  handshake,
  numberBlock,
  personsFound,
  pullResponse,
  pushResponse,
  recordingReceived,
  referenceData,
  refreshed,
  session,
  type Act,
} from '../../../shared/contracts/journal.ts';
import { recording } from '../../../shared/domain/recording/recording.ts';
import type { SpooledRecording } from '../cache/recordingRepository.ts';
import type { SettingRepository } from '../cache/settingRepository.ts';
import type { Ids, JournalTransport } from '../ports.ts';

const deviceIdentity = z.object({ deviceId: z.uuid(), secret: z.string(), enrolled: z.boolean() });

/** This workstation's own name and credential; made once, at the first start. */
export function deviceOf(settings: SettingRepository, ids: Ids): z.infer<typeof deviceIdentity> {
  const known = settings.get('device', deviceIdentity);
  if (known) return known;
  const made = { deviceId: ids.next(), secret: ids.random(32).toString('base64url'), enrolled: false };
  settings.set('device', made);
  return made;
}

export type JournalClient = ReturnType<typeof createJournalClient>;

/** The journal's calls as functions: what goes out is typed, what comes back is parsed once, here. */
export function createJournalClient(transport: JournalTransport, settings: SettingRepository, ids: Ids) {
  const device = () => deviceOf(settings, ids);
  const asDevice = () => `Device ${device().deviceId}:${device().secret}`;
  const asUser = (accessToken: string) => `Bearer ${accessToken}`;
  const workstation = () => ({ 'x-otklik-device': device().deviceId });
  const get = async <T>(accessToken: string, path: string, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> =>
    schema.parse(
      await transport.request({
        method: 'GET',
        path,
        authorization: asUser(accessToken),
        headers: workstation(),
        timeoutMs,
      }),
    );
  const post = async <T>(
    authorization: string | undefined,
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
  ): Promise<T> =>
    schema.parse(await transport.request({ method: 'POST', path, authorization, body, headers: workstation() }));

  return {
    handshake: async () =>
      handshake.parse(await transport.request({ method: 'GET', path: '/v1/handshake', timeoutMs: 4000 })),
    demoUsers: async () =>
      z
        .object({ users: z.array(demoUser) })
        .parse(await transport.request({ method: 'GET', path: '/v1/demo-users', timeoutMs: 4000 })),
    signIn: (login: string, password: string) =>
      post(undefined, '/v1/sign-in', { login, password, deviceId: device().deviceId }, session),
    refresh: (sessionId: string, refreshToken: string) =>
      post(undefined, '/v1/refresh', { sessionId, refreshToken }, refreshed),
    async enrol(accessToken: string, name: string) {
      const { deviceId, secret } = device();
      const secretHash = createHash('sha256').update(secret).digest('hex');
      const answer = await post(asUser(accessToken), '/v1/devices', { deviceId, name, secretHash }, enrolled);
      settings.set('device', { deviceId, secret, enrolled: true });
      return answer;
    },
    isEnrolled: () => device().enrolled,
    /** The journal does not know this workstation (any more): the next signed-in user enrols it again. */
    forgetEnrolment: () => settings.set('device', { ...device(), enrolled: false }),
    /** @throws AppError `sync.gap` when the journal expects another number */
    push: (acts: readonly Act[]) =>
      post(asDevice(), '/v1/push', { acts }, pushResponse.extend({ answers: z.array(actAnswer) })),
    numberBlock: (size: number) => post(asDevice(), '/v1/number-blocks', { size }, numberBlock),
    reference: (token: string) => get(token, '/v1/reference', referenceData),
    pull: (token: string, cursor: number) => get(token, `/v1/pull?cursor=${cursor}&limit=500`, pullResponse),
    callers: (token: string, phone: string) =>
      get(token, `/v1/callers?phone=${encodeURIComponent(phone)}`, callerInfo, 3000),
    persons: (token: string, query: string) =>
      get(token, `/v1/persons?q=${encodeURIComponent(query)}`, personsFound, 3000),
    appeals: (token: string, query: string) => get(token, `/v1/appeals?q=${encodeURIComponent(query)}`, appealsFound),
    appealFile: (token: string, appealId: string) => get(token, `/v1/appeals/${appealId}`, appealFile),
    async recordingBegin(of: SpooledRecording) {
      const { id, callId, operatorId, startedAt } = of;
      const answer = await transport.request({
        method: 'PUT',
        path: `/v1/recordings/${id}`,
        authorization: asDevice(),
        body: { id, callId, operatorId, startedAt },
      });
      return recordingReceived.parse(answer).receivedBytes;
    },
    async recordingPiece(id: string, offset: number, bytes: Buffer) {
      const answer = await transport.request({
        method: 'PATCH',
        path: `/v1/recordings/${id}?offset=${offset}`,
        authorization: asDevice(),
        bytes,
      });
      return recordingReceived.parse(answer).receivedBytes;
    },
    recordingFinish: (id: string, bytes: number, sha256: string) =>
      post(asDevice(), `/v1/recordings/${id}/finish`, { bytes, sha256 }, recording),
    async recordingAudio(token: string, id: string, offset: number, limit: number) {
      const answer = await transport.request({
        method: 'GET',
        path: `/v1/recordings/${id}/audio`,
        authorization: asUser(token),
        headers: { ...workstation(), range: `bytes=${offset}-${offset + limit - 1}` },
        wantBytes: true,
      });
      return answer as { bytes: Buffer; total: number };
    },
    doorbell: (token: string, listeners: { news: () => void; closed: () => void }) =>
      transport.doorbell(token, listeners),
  };
}

/** Whether the journal said that this access is over, as opposed to wrong. */
export function isExpired(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'auth.expired';
}
