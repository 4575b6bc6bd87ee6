import { z } from 'zod';
import { webhookRequest, webhookState } from '../../../shared/contracts/integration.ts';
import { readWebhook, removeWebhook, setWebhook } from '../../commands/manageWebhook.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { endpoint } from '../endpoint.ts';

const who = { kind: 'integration', scope: 'webhook.manage' } as const;
const path = '/v1/integration/webhook';
const changed = { what: 'webhook.changed', entity: 'integration', detail: {} } as const;

/** Where a program is told what happened to its organisation's appeals. */
export const webhookEndpoints = [
  endpoint({
    method: 'PUT',
    path,
    who,
    area: 'integration',
    summary: 'Задать адрес для уведомлений, их виды и секрет подписи',
    body: webhookRequest,
    answer: z.object({}),
    problems: ['webhook.address'],
    handle: async ({ journal, caller, body }) => {
      await setWebhook(journal, caller.integrationId, body);
      await writeAccess(journal, caller, { ...changed, entityId: caller.integrationId });
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path,
    who,
    area: 'integration',
    summary: 'Куда посылаются уведомления и сколько их ждёт',
    answer: webhookState,
    problems: ['webhook.not_found'],
    handle: ({ journal, caller }) => readWebhook(journal, caller.integrationId),
  }),
  endpoint({
    method: 'DELETE',
    path,
    who,
    area: 'integration',
    summary: 'Больше не посылать уведомлений',
    answer: z.object({}),
    handle: async ({ journal, caller }) => {
      await removeWebhook(journal, caller.integrationId);
      await writeAccess(journal, caller, { ...changed, entityId: caller.integrationId });
      return {};
    },
  }),
];
