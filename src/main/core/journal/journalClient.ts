import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CONTRACT_VERSION } from '../../../shared/contracts/version.ts';
import { AppError } from '../../../shared/errors.ts';
import {
  actAnswer,
  appealsFound,
  attached,
  attachmentKept,
  attachmentReceived,
  callerInfo,
  demoUser,
  enrolled,
  handOversFound,
  handshake,
  NEXT_PAGE_HEADER,
  numberBlock,
  personsFound,
  pullResponse,
  pushResponse,
  recordingReceived,
  REFERENCE_HEADER,
  referenceData,
  refreshed,
  session,
} from '../../../shared/contracts/journal.ts';
import { deskFile } from '../../../shared/contracts/bridge.ts';
import {
  appealsSearched,
  similarAppeals,
  worklistCounts,
  worklistPage,
  type AppealSearch,
  type SimilarQuery,
  type WorklistName,
  type WorklistQuery,
} from '../../../shared/contracts/worklists.ts';
import { recording } from '../../../shared/domain/recording/recording.ts';
import type { Owed } from '../cache/outboxRow.ts';
import type { SpooledAttachment } from '../cache/attachmentRepository.ts';
import type { SpooledRecording } from '../cache/recordingRepository.ts';
import type { SettingRepository } from '../cache/settingRepository.ts';
import { deviceOf } from '../device/deviceIdentity.ts';
import type { BytesAnswer, DoorbellListeners, Ids, JournalRequest, JournalTransport } from '../ports.ts';
import { adminCalls } from './adminCalls.ts';

const QUICK_MS = 3_000;
const PULL_ROWS = 500;

export type JournalClient = ReturnType<typeof createJournalClient>;

/** An answer as it came: the state of an appeal may be of a shape only a newer desk can read. */
const pushAnswer = actAnswer.extend({ appeal: z.unknown() });
export type PushAnswer = z.infer<typeof pushAnswer>;
const pushAnswers = pushResponse.extend({ answers: z.array(pushAnswer) });

/** How long the caller of a request waits, and what ends the wait early. */
export type Wait = Pick<JournalRequest, 'timeoutMs' | 'signal'>;
/** A wait that hears the answer's headers, too. */
type HearingWait = Wait & Pick<JournalRequest, 'onHeaders'>;

/** The journal's calls as functions: what goes out is typed, what comes back is parsed once, here. */
export function createJournalClient(transport: JournalTransport, settings: SettingRepository, ids: Ids) {
  const device = () => deviceOf(settings, ids);
  const asDevice = () => `Device ${device().deviceId}:${device().secret}`;
  const asUser = (accessToken: string) => `Bearer ${accessToken}`;
  const workstation = () => ({ 'x-otklik-device': device().deviceId });
  const get = async <T>(accessToken: string, path: string, schema: z.ZodType<T>, wait: HearingWait = {}): Promise<T> =>
    schema.parse(
      await transport.request({
        method: 'GET',
        path,
        authorization: asUser(accessToken),
        headers: workstation(),
        ...wait,
      }),
    );
  const post = async <T>(
    authorization: string | undefined,
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    wait: Wait = {},
  ): Promise<T> =>
    schema.parse(
      await transport.request({ method: 'POST', path, authorization, body, headers: workstation(), ...wait }),
    );

  /** A piece of a file the journal has. */
  const part = async (token: string, path: string, offset: number, limit: number): Promise<BytesAnswer> => {
    const answer = await transport.request({
      method: 'GET',
      path,
      authorization: asUser(token),
      headers: { ...workstation(), range: `bytes=${offset}-${offset + limit - 1}` },
      wantBytes: true,
    });
    return answer as BytesAnswer;
  };

  return {
    handshake: async (wait: Wait = { timeoutMs: 4000 }) =>
      handshake.parse(await transport.request({ method: 'GET', path: '/v1/handshake', ...wait })),
    demoUsers: async () =>
      z
        .object({ users: z.array(demoUser) })
        .parse(await transport.request({ method: 'GET', path: '/v1/demo-users', timeoutMs: 4000 })),
    signIn: (login: string, password: string) =>
      post(undefined, '/v1/sign-in', { login, password, deviceId: device().deviceId }, session),
    refresh: (sessionId: string, refreshToken: string, wait: Wait) =>
      post(undefined, '/v1/refresh', { sessionId, refreshToken }, refreshed, wait),
    /** Makes this workstation known; asked again after no answer, it is the same device. */
    enrol(accessToken: string, name: string, wait: Wait) {
      const { deviceId, secret } = device();
      const secretHash = createHash('sha256').update(secret).digest('hex');
      return post(asUser(accessToken), '/v1/devices', { deviceId, name, secretHash }, enrolled, wait);
    },
    /** @throws AppError `device.cloned` when another copy of this profile has gone on */
    attach: (exchange: { epoch: number; nonce: string; blocks: { first: number; last: number }[] }, wait: Wait) =>
      post(asDevice(), '/v1/devices/attach', exchange, attached, wait),
    /** @throws AppError `sync.gap` when the journal expects another number, `device.cloned` when it knows another act by it */
    async push(batch: readonly Owed[], wait: Wait): Promise<PushAnswer[]> {
      const body = { epoch: device().epoch ?? 0, acts: batch.map((owed) => owed.act) };
      return (await post(asDevice(), '/v1/push', body, pushAnswers, wait)).answers;
    },
    /** @throws AppError `device.cloned` */
    numberBlock: (size: number, wait: Wait) =>
      post(asDevice(), '/v1/number-blocks', { epoch: device().epoch ?? 0, size }, numberBlock, wait),
    reference: (token: string, wait: Wait) => get(token, '/v1/reference', referenceData, wait),
    /**
     * @param onNext hears, maybe before the page has come, where the next one begins
     * @param onReference hears which version of the reference data the journal has
     * @throws AppError `feed.restart` when the journal was restored and knows this cursor no more
     */
    pull(
      token: string,
      cursor: string,
      wait: Wait,
      onNext: (cursor: string) => void,
      onReference: (version: string) => void,
    ) {
      const path = `/v1/pull?cursor=${encodeURIComponent(cursor)}&limit=${PULL_ROWS}`;
      const onHeaders: JournalRequest['onHeaders'] = (header) => {
        const next = header(NEXT_PAGE_HEADER);
        if (next !== null) onNext(next);
        const reference = header(REFERENCE_HEADER);
        if (reference !== null) onReference(reference);
      };
      return get(token, path, pullResponse, { ...wait, onHeaders });
    },
    /** Resolves once what was asked last has left this machine. */
    departed: async () => transport.departed?.(),
    callers: (token: string, phone: string) =>
      get(token, `/v1/callers?phone=${encodeURIComponent(phone)}`, callerInfo, { timeoutMs: QUICK_MS }),
    persons: (token: string, query: string) =>
      get(token, `/v1/persons?q=${encodeURIComponent(query)}`, personsFound, { timeoutMs: QUICK_MS }),
    appeals: (token: string, query: string) => get(token, `/v1/appeals?q=${encodeURIComponent(query)}`, appealsFound),
    appealFile: (token: string, appealId: string) => get(token, `/v1/appeals/${appealId}`, deskFile),
    worklistCounts: (token: string) => get(token, `/v1/worklists?contract=${CONTRACT_VERSION}`, worklistCounts),
    worklist: (token: string, list: WorklistName, query: WorklistQuery) =>
      get(token, `/v1/worklists/${list}?${asQuery(query)}`, worklistPage),
    findAppeals: (token: string, query: AppealSearch) =>
      get(token, `/v1/appeals/search?${asQuery(query)}`, appealsSearched),
    similarAppeals: (token: string, query: SimilarQuery) =>
      get(token, `/v1/appeals/similar?${asQuery(query)}`, similarAppeals, { timeoutMs: QUICK_MS }),
    handOvers: (token: string) => get(token, '/v1/hand-overs', handOversFound),
    settleHandOver: (token: string, handOverId: string) =>
      post(asUser(token), `/v1/hand-overs/${handOverId}/settle`, {}, z.unknown()),
    ...adminCalls({
      get: (token, path, schema) => get(token, path, schema),
      post: (token, path, body, schema) => post(asUser(token), path, body, schema),
    }),
    changePassword: (login: string, password: string, newPassword: string) =>
      post(undefined, '/v1/password', { login, password, newPassword, deviceId: device().deviceId }, z.unknown()),
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
    recordingAudio: (token: string, id: string, offset: number, limit: number) =>
      part(token, `/v1/recordings/${id}/audio`, offset, limit),
    async attachmentBegin(of: SpooledAttachment & { appealId: string }) {
      const { id, appealId, name, bytes, sha256, authorId, sessionId, addedAt } = of;
      const answer = await transport.request({
        method: 'PUT',
        path: `/v1/attachments/${id}`,
        authorization: asDevice(),
        body: { appealId, name, bytes, sha256, by: { authorId, sessionId, occurredAt: addedAt } },
      });
      return attachmentReceived.parse(answer).receivedBytes;
    },
    async attachmentPiece(id: string, offset: number, bytes: Buffer) {
      const answer = await transport.request({
        method: 'PATCH',
        path: `/v1/attachments/${id}?offset=${offset}`,
        authorization: asDevice(),
        bytes,
      });
      return attachmentReceived.parse(answer).receivedBytes;
    },
    attachmentFinish: (id: string) => post(asDevice(), `/v1/attachments/${id}/finish`, {}, attachmentKept),
    attachmentContent: (token: string, id: string, offset: number, limit: number) =>
      part(token, `/v1/attachments/${id}/content`, offset, limit),
    doorbell: (token: string, listeners: DoorbellListeners) => transport.doorbell(token, listeners),
  };
}

/** A key that has several values stands several times. */
function asQuery(of: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(of)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(key, String(one));
  }
  return query.toString();
}

/** Whether the journal said that this access is over, as opposed to wrong. */
export function isExpired(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'auth.expired';
}
