import type { FastifyInstance } from 'fastify';
import { recoveryRequest } from '../../shared/contracts/journal.ts';
import type { Journal } from '../context.ts';
import { recoverDeskKey } from './recoverDeskKey.ts';
import type { RecoveryKeys } from './recoveryKeys.ts';

/** A desk that has lost its key asks for it, with an administrator beside it. */
export function recoveryRoutes(app: FastifyInstance, journal: Journal, keys: RecoveryKeys | null): void {
  app.post('/v1/recovery', (request) => recoverDeskKey(journal, keys, recoveryRequest.parse(request.body)));
}
