import type { FastifyInstance } from 'fastify';
import {
  enrolRequest,
  refreshRequest,
  signInRequest,
  type Handshake,
  type DemoUser,
} from '../../../shared/contracts/journal.ts';
import { CONTRACT_VERSION, OLDEST_CONTRACT } from '../../../shared/contracts/version.ts';
import { toInstant } from '../../../shared/lib/primitives.ts';
import { requireUser } from '../../auth/authenticate.ts';
import { refreshSession, signIn } from '../../auth/signIn.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';

/** Coming in: handshake, sign-in, renewal, enrolment of a workstation, reference data. */
export function sessionRoutes(app: FastifyInstance, journal: Journal, demoUsers: readonly DemoUser[] | null): void {
  const { territory, region, demo, clock, sync } = journal;

  app.get('/v1/handshake', (): Handshake => ({
    contract: CONTRACT_VERSION,
    oldestContract: OLDEST_CONTRACT,
    recoveryKey: journal.recoveryKey,
    territory,
    region,
    demo,
    now: toInstant(clock.nowMs()),
  }));
  app.post('/v1/sign-in', (request) => signIn(journal, signInRequest.parse(request.body)));
  app.post('/v1/refresh', (request) => refreshSession(journal, refreshRequest.parse(request.body)));
  // The session is left as it is: the same person may go on with it at this desk while the journal is away.
  app.post('/v1/sign-out', async (request) => {
    const caller = await requireUser(journal, request, 'session.use');
    const access = { what: 'session.ended', entity: 'user', entityId: caller.user.id, detail: {} } as const;
    await writeAccess(journal, caller, access);
    return {};
  });
  app.post('/v1/devices', async (request) => {
    const caller = await requireUser(journal, request, 'device.enrol');
    return sync.enrol(caller.user.id, enrolRequest.parse(request.body));
  });
  app.get('/v1/reference', async (request) => {
    await requireUser(journal, request, 'reference.read');
    return journal.reference.read();
  });
  // Elsewhere the address does not even exist.
  if (demo && demoUsers !== null) app.get('/v1/demo-users', () => ({ users: demoUsers }));
}
