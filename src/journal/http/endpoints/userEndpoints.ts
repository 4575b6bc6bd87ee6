import { z } from 'zod';
import {
  adminUsers,
  disableRequest,
  passwordChange,
  passwordGiven,
  reassigned,
  reassignRequest,
  userDraft,
  userSaved,
} from '../../../shared/contracts/admin.ts';
import { id, toInstant } from '../../../shared/lib/primitives.ts';
import { changePassword, resetPassword } from '../../commands/changePassword.ts';
import { disableUser, enableUser } from '../../commands/disableUser.ts';
import { reassign } from '../../commands/reassignAppeals.ts';
import { addUser, changeUser } from '../../commands/saveUser.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { requireRegion } from '../../policies/requireRegion.ts';
import { listAdminUsers } from '../../queries/adminUsers.ts';
import { endpoint } from '../endpoint.ts';

const who = { kind: 'user', action: 'user.manage' } as const;
const params = z.object({ id });
const nothing = z.object({});

/** Users of the region, for the system administrator; a password is changed by its owner. */
export const userEndpoints = [
  endpoint({
    method: 'POST',
    path: '/v1/password',
    who: { kind: 'open' },
    area: 'session',
    summary: 'Сменить свой пароль, зная нынешний; одноразовый годится только для этого',
    body: passwordChange,
    answer: nothing,
    problems: [
      'auth.wrong_password',
      'auth.locked',
      'password.short',
      'password.long',
      'password.simple',
      'password.has_login',
      'password.same',
    ],
    handle: async ({ journal, body }) => {
      await changePassword(journal, body);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/admin/users',
    who,
    area: 'administration',
    summary: 'Пользователи с их ролями, линиями и числом открытых обращений',
    answer: adminUsers,
    handle: async ({ journal, caller }) => {
      requireRegion(caller, who.action);
      const users = await listAdminUsers(journal.db, journal.territory, toInstant(journal.clock.nowMs()));
      await writeAccess(journal, caller, { what: 'users.listed', entity: 'user', entityId: null, detail: {} });
      return { users };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users',
    who,
    area: 'administration',
    summary: 'Завести пользователя; одноразовый пароль называется один раз',
    body: userDraft,
    answer: userSaved,
    problems: ['user.login_taken', 'user.line_taken', 'user.line_password', 'user.role_not_here'],
    handle: ({ journal, caller, body }) => {
      requireRegion(caller, who.action);
      return addUser(journal, caller, body);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id',
    who,
    area: 'administration',
    summary: 'Изменить пользователя; новая роль действует с этой минуты',
    params,
    body: userDraft,
    answer: userSaved,
    problems: [
      'user.not_found',
      'user.login_taken',
      'user.line_taken',
      'user.line_password',
      'user.role_not_here',
      'user.last_admin',
      'user.leads_appeals',
    ],
    handle: ({ journal, caller, params: { id: userId }, body }) => {
      requireRegion(caller, who.action);
      return changeUser(journal, caller, userId, body);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/disable',
    who,
    area: 'administration',
    summary: 'Отключить пользователя и передать его открытые обращения',
    params,
    body: disableRequest,
    answer: reassigned,
    problems: ['user.not_found', 'user.last_admin', 'user.leads_appeals', 'appeal.assignee_unknown'],
    handle: async ({ journal, caller, params: { id: userId }, body }) => {
      requireRegion(caller, who.action);
      return { reassigned: await disableUser(journal, caller, { userId, ...body }) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/enable',
    who,
    area: 'administration',
    summary: 'Снова допустить пользователя к работе',
    params,
    answer: nothing,
    problems: ['user.not_found'],
    handle: async ({ journal, caller, params: { id: userId } }) => {
      requireRegion(caller, who.action);
      await enableUser(journal, caller, userId);
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/password',
    who,
    area: 'administration',
    summary: 'Выдать одноразовый пароль и завершить все сеансы пользователя',
    params,
    answer: passwordGiven,
    problems: ['user.not_found'],
    handle: async ({ journal, caller, params: { id: userId } }) => {
      requireRegion(caller, who.action);
      return { oneTimePassword: await resetPassword(journal, caller, userId) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/reassign',
    who,
    area: 'administration',
    summary: 'Передать все открытые обращения одного сотрудника другому',
    params,
    body: reassignRequest,
    answer: reassigned,
    problems: ['user.not_found', 'appeal.assignee_unknown'],
    handle: async ({ journal, caller, params: { id: fromUserId }, body }) => {
      requireRegion(caller, who.action);
      return { reassigned: await reassign(journal, caller, { fromUserId, ...body }) };
    },
  }),
];
