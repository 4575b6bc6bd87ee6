import { z } from 'zod';
import { appealsFound, callerInfo, personsFound, type CallerInfo } from '../../../shared/contracts/journal.ts';
import { appealScope, type AppealScope } from '../../../shared/domain/policy/appealScope.ts';
import type { Action } from '../../../shared/domain/policy/policyTable.ts';
import { normalizePhone } from '../../../shared/domain/phone/phone.ts';
import type { Caller } from '../../auth/authenticate.ts';
import { writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { appealsOfCaller, callsOfCaller, findAppeals } from '../../queries/appeals.ts';
import { findPersons, personsByPhone } from '../../queries/persons.ts';
import { somebodyOf } from '../../sync/accountOf.ts';
import { endpoint } from '../endpoint.ts';

/** A line of search; a NUL, which PostgreSQL cannot hold, cannot be searched for either. */
const searched = z
  .string()
  .max(200)
  .default('')
  .transform((text) => text.replaceAll('\0', ''));
const appealsQuery = z.object({ q: searched, limit: z.coerce.number().int().min(1).max(200).default(50) });

async function areaCodeOf({ reference }: Journal): Promise<string | null> {
  return (await reference.read()).settings.areaCode;
}

function scopeOf(caller: Caller, action: Action): AppealScope {
  return appealScope(somebodyOf(caller), action);
}

/** Looking people and appeals up. Every view is in the access journal before its answer leaves. */
export const lookUpEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/callers',
    who: { kind: 'user', action: 'person.lookUp' },
    area: 'lookUp',
    summary: 'Кто звонит с этого номера: люди, их обращения и звонки',
    query: z.object({ phone: searched }),
    answer: callerInfo,
    handle: async ({ journal, caller, query }): Promise<CallerInfo> => {
      const { db, territory } = journal;
      // «+» arrives as a space from whoever forgets to encode it.
      const phone = normalizePhone(query.phone.replace(/^ (?=\d)/, '+')).number ?? query.phone.trim();
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
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/persons',
    who: { kind: 'user', action: 'person.lookUp' },
    area: 'lookUp',
    summary: 'Найти застрахованного по имени и дате рождения, полису или телефону',
    query: z.object({ q: searched }),
    answer: personsFound,
    handle: async ({ journal, caller, query: { q } }) => {
      const persons = await findPersons(journal.db, journal.territory, q, await areaCodeOf(journal));
      await writeAccess(journal, caller, {
        what: 'persons.searched',
        entity: 'person',
        entityId: null,
        detail: { q, personIds: persons.map((person) => person.id) },
      });
      return { persons };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/appeals',
    who: { kind: 'user', action: 'appeal.list' },
    area: 'lookUp',
    summary: 'Найти обращения по номеру, телефону или словам сути; без запроса — последние',
    query: appealsQuery,
    answer: appealsFound,
    handle: async ({ journal, caller, query: { q, limit } }) => {
      const appeals = await findAppeals(journal.db, journal.territory, scopeOf(caller, 'appeal.list'), {
        text: q,
        limit,
        areaCode: await areaCodeOf(journal),
      });
      await writeAccess(journal, caller, {
        what: 'appeals.searched',
        entity: 'appeal',
        entityId: null,
        detail: { q, appealIds: appeals.map((line) => line.id) },
      });
      return { appeals };
    },
  }),
];
