import { z } from 'zod';
import {
  demoUser,
  enrolled,
  enrolRequest,
  handshake,
  referenceData,
  refreshed,
  refreshRequest,
  session,
  signInRequest,
  type Handshake,
} from '../../../shared/contracts/journal.ts';
import { CONTRACT_VERSION, OLDEST_CONTRACT } from '../../../shared/contracts/version.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { refreshSession, signIn } from '../../auth/signIn.ts';
import { endpoint } from '../endpoint.ts';

/** Coming in: handshake, sign-in, renewal, enrolment of a workstation, reference data. */
export const sessionEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/handshake',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Чей это журнал, какие рабочие места он понимает и который на нём час',
    answer: handshake,
    handle: ({ journal: { territory, region, demo, clock, recovery } }): Handshake => ({
      contract: CONTRACT_VERSION,
      oldestContract: OLDEST_CONTRACT,
      recoveryKey: recovery?.published ?? null,
      territory,
      region,
      demo,
      now: toInstant(clock.nowMs()),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/sign-in',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Войти по логину и паролю',
    body: signInRequest,
    answer: session,
    problems: ['auth.wrong_password', 'auth.locked', 'auth.password_change_needed'],
    handle: ({ journal, body }) => signIn(journal, body),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/refresh',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Продлить сеанс',
    body: refreshRequest,
    answer: refreshed,
    problems: ['auth.expired'],
    handle: ({ journal, body }) => refreshSession(journal, body),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/sign-out',
    who: { kind: 'user', action: 'session.use' },
    area: 'session',
    summary: 'Отметить выход: сам сеанс остаётся, чтобы его продолжили на этом месте без журнала',
    answer: z.object({}),
    handle: async ({ journal, caller }) => {
      const access = { what: 'session.ended', entity: 'user', entityId: caller.user.id, detail: {} } as const;
      await writeAccess(journal, caller, access);
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/devices',
    who: { kind: 'user', action: 'device.enrol' },
    area: 'session',
    summary: 'Зарегистрировать рабочее место',
    body: enrolRequest,
    answer: enrolled,
    problems: ['device.taken'],
    handle: ({ journal, caller, body }) => journal.sync.enrol(caller.user.id, body),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/reference',
    who: { kind: 'user', action: 'reference.read' },
    area: 'session',
    summary: 'Справочники и настройки региона',
    answer: referenceData,
    handle: ({ journal }) => journal.reference.read(),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/demo-users',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Кем войти в учебный журнал; у рабочего журнала такого адреса нет',
    answer: z.object({ users: z.array(demoUser) }),
    isServed: ({ demo, demoUsers }) => demo && demoUsers !== null,
    handle: ({ journal }) => ({ users: journal.demoUsers ?? [] }),
  }),
];
