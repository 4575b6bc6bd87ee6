import { z } from 'zod';
import {
  appealOutside,
  appealsPage,
  idempotencyHeader,
  integrationCreated,
  integrationRequest,
  integrationsFound,
  registeredOutside,
  registerOutsideRequest,
} from '../../../shared/contracts/integration.ts';
import type { AppealScope } from '../../../shared/domain/policy/appealScope.ts';
import { AppError } from '../../../shared/errors.ts';
import { id } from '../../../shared/lib/primitives.ts';
import type { IntegrationCaller } from '../../auth/requireIntegration.ts';
import { createIntegration, revokeIntegration } from '../../commands/manageIntegrations.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { openAppeal } from '../../queries/appeals.ts';
import { readAppealsPage } from '../../queries/appealsPage.ts';
import { listIntegrations } from '../../queries/integrations.ts';
import { somebodyOf, type Account } from '../../sync/accountOf.ts';
import { cleanText } from '../../sync/cleanText.ts';
import { endpoint } from '../endpoint.ts';

/** A program sees what its organisation takes part in, be it the fund's. */
function scopeOf({ organisationId, integrationId }: IntegrationCaller): AppealScope {
  return { kind: 'organisation', organisationId, userIds: [integrationId] };
}

/** A program as the author of what it registers: with the rights of its organisation's first line. */
function accountOf({ integrationId, name, organisationId, organisationKind }: IntegrationCaller, territory: string) {
  const role = organisationKind === 'fund' ? 'op1' : 'sp1';
  const user = { id: integrationId, login: integrationId, name, role, organisationId, territory } as const;
  return { user, organisationKind, disabledAt: null } satisfies Account;
}

/** Other programs: who lets them in, and what they may ask. */
export const integrationEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/integrations',
    who: { kind: 'user', action: 'integration.manage' },
    area: 'administration',
    summary: 'Программы, у которых есть или был доступ',
    answer: integrationsFound,
    handle: async ({ journal, caller }) => {
      const integrations = await listIntegrations(journal.db, journal.territory, somebodyOf(caller));
      const access = { what: 'integrations.listed', entity: 'integration', entityId: null, detail: {} } as const;
      await writeAccess(journal, caller, access);
      return { integrations };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/integrations',
    who: { kind: 'user', action: 'integration.manage' },
    area: 'administration',
    summary: 'Дать программе доступ; токен показывается один раз',
    body: integrationRequest,
    answer: integrationCreated,
    handle: async ({ journal, caller, body }) => {
      const created = await createIntegration(journal, caller, body);
      const { id: entityId, organisationId, scopes } = created.integration;
      const detail = { organisationId, scopes };
      await writeAccess(journal, caller, { what: 'integration.created', entity: 'integration', entityId, detail });
      return created;
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/integrations/:id/revoke',
    who: { kind: 'user', action: 'integration.manage' },
    area: 'administration',
    summary: 'Отозвать доступ программы',
    params: z.object({ id }),
    answer: z.object({}),
    problems: ['integration.not_found'],
    handle: async ({ journal, caller, params }) => {
      await revokeIntegration(journal, caller, params.id);
      const access = { what: 'integration.revoked', entity: 'integration', entityId: params.id, detail: {} } as const;
      await writeAccess(journal, caller, access);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/integration/appeals',
    who: { kind: 'integration', scope: 'appeals.read' },
    area: 'integration',
    summary: 'Обращения организации страницами, новые первыми',
    query: z.object({
      cursor: z.string().max(200).default(''),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: appealsPage,
    handle: async ({ journal, caller, query }) => {
      const page = await readAppealsPage(journal.db, journal.territory, scopeOf(caller), query);
      const detail = { appealIds: page.appeals.map((line) => line.id) };
      await writeAccess(journal, caller, { what: 'appeals.searched', entity: 'appeal', entityId: null, detail });
      return page;
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/integration/appeals/:id',
    who: { kind: 'integration', scope: 'appeals.read' },
    area: 'integration',
    summary: 'Прочитать обращение организации',
    params: z.object({ id }),
    answer: appealOutside,
    problems: ['appeal.not_found'],
    handle: async ({ journal, caller, params }) => {
      const file = await openAppeal(journal.db, journal.territory, scopeOf(caller), params.id);
      if (file === null) throw new AppError('appeal.not_found');
      await writeAccess(journal, caller, { what: 'appeal.opened', entity: 'appeal', entityId: params.id, detail: {} });
      return { appeal: file.appeal };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/integration/appeals',
    who: { kind: 'integration', scope: 'appeals.register' },
    area: 'integration',
    summary: 'Зарегистрировать обращение; повтор с тем же Idempotency-Key — то же обращение',
    headers: idempotencyHeader,
    body: registerOutsideRequest,
    answer: registeredOutside,
    problems: ['integration.key_reused'],
    handle: async ({ journal, caller, body, request }) => {
      const { 'idempotency-key': key } = idempotencyHeader.parse(request.headers);
      const { card, occurredAt = null } = registerOutsideRequest.parse(cleanText(body));
      const author = accountOf(caller, journal.territory);
      const registered = await journal.sync.registerOutside({ author, key, card, occurredAt });
      const entityId = registered.id;
      await writeAccess(journal, caller, { what: 'appeal.registered', entity: 'appeal', entityId, detail: {} });
      return registered;
    },
  }),
];
