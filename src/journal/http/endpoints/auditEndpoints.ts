import { auditPage, auditQuery } from '../../../shared/contracts/journal.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import { listAudit } from '../../queries/auditLog.ts';
import { endpoint } from '../endpoint.ts';

/** The audit log for who checks others. It says who looked at whom, so looking at it is in it, too. */
export const auditEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/audit',
    who: { kind: 'user', action: 'audit.read' },
    area: 'supervision',
    summary: 'Журнал аудита: кто что сделал и посмотрел',
    query: auditQuery,
    answer: auditPage,
    handle: async ({ journal, caller, query }) => {
      const page = await listAudit(journal.db, journal.territory, query);
      const { person = null, appeal = null, ...asked } = query;
      const about = { personIds: person === null ? [] : [person], appealIds: appeal === null ? [] : [appeal] };
      const access = { what: 'audit.listed', entity: 'audit', entityId: null, detail: { ...asked, ...about } } as const;
      await writeAccess(journal, caller, access);
      return page;
    },
  }),
];
