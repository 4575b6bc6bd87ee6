import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AppealFile, CallerInfo } from '../../../shared/contracts/journal.ts';
import { appealScope, type AppealScope } from '../../../shared/domain/policy/appealScope.ts';
import type { Action } from '../../../shared/domain/policy/policyTable.ts';
import { normalizePhone } from '../../../shared/domain/phone/phone.ts';
import { AppError } from '../../../shared/errors.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { requireUser, type Caller } from '../../auth/authenticate.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { appealsOfCaller, callsOfCaller, findAppeals, openAppeal } from '../../queries/appeals.ts';
import { findPersons, personsByPhone } from '../../queries/persons.ts';
import { somebodyOf } from '../../sync/accountOf.ts';

/** A line of search; a NUL, which PostgreSQL cannot hold, cannot be searched for either. */
const searched = z
  .string()
  .max(200)
  .default('')
  .transform((text) => text.replaceAll('\0', ''));
const appealsQuery = z.object({ q: searched, limit: z.coerce.number().int().min(1).max(200).default(50) });

/** Looking people and appeals up. Every view is in the access journal before its answer leaves. */
export function lookUpRoutes(app: FastifyInstance, journal: Journal): void {
  const { db, territory } = journal;
  const areaCode = async (): Promise<string | null> => (await journal.reference.read()).settings.areaCode;
  const scopeOf = (caller: Caller, action: Action): AppealScope => appealScope(somebodyOf(caller), action);

  app.get('/v1/callers', async (request): Promise<CallerInfo> => {
    const caller = await requireUser(journal, request, 'person.lookUp');
    const { phone: given } = z.object({ phone: searched }).parse(request.query);
    // «+» arrives as a space from whoever forgets to encode it.
    const phone = normalizePhone(given.replace(/^ (?=\d)/, '+')).number ?? given.trim();
    const persons = await personsByPhone(db, territory, phone);
    const personIds = persons.map((person) => person.id);
    const calls = await callsOfCaller(db, territory, { personIds, phone });
    const callAppealIds = calls.flatMap((call) => call.appealIds);
    const appeals = await appealsOfCaller(db, territory, scopeOf(caller, 'appeal.seeLine'), {
      personIds,
      phone,
      callAppealIds,
    });
    await writeAccess(journal, caller, {
      what: 'caller.viewed',
      entity: 'phone',
      entityId: null,
      detail: { phone, personIds, appealIds: appeals.map((line) => line.id), callIds: calls.map((call) => call.id) },
    });
    return { persons, appeals, calls };
  });

  app.get('/v1/persons', async (request) => {
    const caller = await requireUser(journal, request, 'person.lookUp');
    const { q } = z.object({ q: searched }).parse(request.query);
    const persons = await findPersons(db, territory, q, await areaCode());
    await writeAccess(journal, caller, {
      what: 'persons.searched',
      entity: 'person',
      entityId: null,
      detail: { q, personIds: persons.map((person) => person.id) },
    });
    return { persons };
  });

  app.get('/v1/appeals', async (request) => {
    const caller = await requireUser(journal, request, 'appeal.list');
    const { q, limit } = appealsQuery.parse(request.query);
    const appeals = await findAppeals(db, territory, scopeOf(caller, 'appeal.list'), {
      text: q,
      limit,
      areaCode: await areaCode(),
    });
    await writeAccess(journal, caller, {
      what: 'appeals.searched',
      entity: 'appeal',
      entityId: null,
      detail: { q, appealIds: appeals.map((line) => line.id) },
    });
    return { appeals };
  });

  app.get('/v1/appeals/:id', async (request): Promise<AppealFile> => {
    const caller = await requireUser(journal, request, 'appeal.open');
    const { id: appealId } = z.object({ id }).parse(request.params);
    const file = await openAppeal(db, territory, scopeOf(caller, 'appeal.open'), appealId);
    if (file === null) throw new AppError('appeal.not_found');
    await writeAccess(journal, caller, {
      what: 'appeal.opened',
      entity: 'appeal',
      entityId: appealId,
      detail: { personIds: file.person === null ? [] : [file.person.id] },
    });
    return file;
  });
}
