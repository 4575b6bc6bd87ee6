import type { FastifyInstance } from 'fastify';
import { auditQuery } from '../../../shared/contracts/journal.ts';
import { requireUser } from '../../auth/authenticate.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { listAudit } from '../../queries/auditLog.ts';

/** The audit log for who checks others. It says who looked at whom, so looking at it is in it, too. */
export function auditRoutes(app: FastifyInstance, journal: Journal): void {
  app.get('/v1/audit', async (request) => {
    const caller = await requireUser(journal, request, 'audit.read');
    const query = auditQuery.parse(request.query);
    const page = await listAudit(journal.db, journal.territory, query);
    const { person = null, appeal = null, ...asked } = query;
    const detail = { ...asked, personIds: person === null ? [] : [person], appealIds: appeal === null ? [] : [appeal] };
    await writeAccess(journal, caller, { what: 'audit.listed', entity: 'audit', entityId: null, detail });
    return page;
  });
}
