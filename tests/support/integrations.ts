import type { z } from 'zod';
import type { integrationCreated, IntegrationScope } from '../../src/shared/contracts/integration.ts';
import { ask, type TestJournal, type TestWorkstation } from './journal.ts';

/** Lets a program in, by an administrator; for the administrator's own organisation unless another is named. */
export async function createIntegration(
  journal: TestJournal,
  administrator: TestWorkstation,
  given: { scopes: readonly IntegrationScope[]; organisationId?: string; validDays?: number },
): Promise<z.output<typeof integrationCreated>> {
  const { organisationId } = administrator.session.user;
  const { status, body } = await ask<z.output<typeof integrationCreated>>(journal, 'POST', '/v1/integrations', {
    authorization: administrator.bearer,
    body: { name: 'Сайт организации', organisationId, ...given },
  });
  if (status !== 200) throw new Error(`integration: ${status} ${JSON.stringify(body)}`);
  return body;
}
