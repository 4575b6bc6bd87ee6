import { z } from 'zod';
import {
  appealSearch,
  appealsSearched,
  openedAppeal,
  similarAppeals as similarAnswer,
  similarQuery,
  worklistCounts,
  worklistName,
  worklistPage,
  worklistQuery,
  type OpenedAppeal,
  type SimilarAppeals,
  type WorklistCounts,
  type WorklistPage,
  type WorklistSort,
} from '../../../shared/contracts/worklists.ts';
import { dateIn, soonUntil } from '../../../shared/domain/term/appealTerm.ts';
import { AppError } from '../../../shared/errors.ts';
import { id, toInstant } from '../../../shared/lib/primitives.ts';
import type { Caller } from '../../auth/authenticate.ts';
import { noteOfCard, noteOfPage, writeAccess } from '../../commands/writeAccess.ts';
import type { Journal } from '../../context.ts';
import { cursorOf } from '../../lists/cursor.ts';
import { namesOf, presentLine, type Presenting } from '../../lists/listLine.ts';
import { readOpenedAppeal } from '../../lists/openedAppeal.ts';
import type { RowsPage } from '../../lists/readPage.ts';
import { searchAppeals } from '../../lists/searchAppeals.ts';
import { similarAppeals } from '../../lists/similarAppeals.ts';
import { countWorklists, listsOf, readWorklist, type Reader } from '../../lists/worklists.ts';
import { somebodyOf } from '../../sync/accountOf.ts';
import { endpoint } from '../endpoint.ts';

async function circumstances(
  journal: Journal,
  caller: Caller,
): Promise<{ reader: Reader & { areaCode: string | null }; presenting: Presenting }> {
  const reference = await journal.reference.read();
  const { terms, areaCode } = reference.settings;
  const nowMs = journal.clock.nowMs();
  const { timeZone } = terms;
  const today = dateIn(timeZone, nowMs);
  const soon = { warnAtShare: String(terms.warnAtShare), soonUntil: soonUntil(today, terms) };
  return {
    reader: { somebody: somebodyOf(caller), today, timeZone, areaCode, ...soon },
    presenting: { names: namesOf(reference), rules: terms, now: toInstant(nowMs) },
  };
}

function pageOf({ rows, last }: RowsPage, sort: WorklistSort, presenting: Presenting): WorklistPage {
  return {
    lines: rows.map((row) => presentLine(row, presenting)),
    next: last === null ? null : cursorOf(sort, last),
  };
}

/** Lists, search, repeat appeals and the opened card. What was shown is in the access log before it leaves. */
export const worklistEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/worklists',
    who: { kind: 'user', action: 'appeal.list' },
    area: 'lookUp',
    summary: 'Сколько обращений в каждом списке роли',
    query: z.object({ contract: z.coerce.number().int().default(3) }),
    answer: worklistCounts,
    handle: async ({ journal, caller, query }): Promise<WorklistCounts> => {
      const { reader } = await circumstances(journal, caller);
      const { counts } = await countWorklists(journal, reader);
      // A desk of before cannot read a list it does not know.
      return { counts: query.contract < 4 ? counts.filter(({ list }) => list !== 'soon') : counts };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/worklists/:list',
    who: { kind: 'user', action: 'appeal.list' },
    area: 'lookUp',
    summary:
      'Страница списка обращений: входящие, мои, команды, истекающие, просроченные, на проверке, зарегистрированные, все',
    params: z.object({ list: worklistName }),
    query: worklistQuery,
    answer: worklistPage,
    problems: ['list.cursor'],
    handle: async ({ journal, caller, params: { list }, query }): Promise<WorklistPage> => {
      const { reader, presenting } = await circumstances(journal, caller);
      const lists = listsOf(reader.somebody);
      // Whose role has no lists at all is turned away by the right; the scope would show them nothing.
      if (lists.length > 0 && !lists.includes(list)) throw new AppError('auth.forbidden');
      const note = noteOfPage(journal, caller, {
        what: 'appeals.listed',
        entity: 'appeal',
        entityId: null,
        detail: { ...query, list },
      });
      const page = await readWorklist(journal, reader, list, query, note);
      return pageOf(page, query.sort, presenting);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/appeals/search',
    who: { kind: 'user', action: 'appeal.list' },
    area: 'lookUp',
    summary: 'Поиск обращений по номеру, лицу, телефону, полису, словам сути и ответа и другим полям',
    query: appealSearch,
    answer: appealsSearched,
    problems: ['list.cursor'],
    handle: async ({ journal, caller, query }): Promise<WorklistPage> => {
      const { reader, presenting } = await circumstances(journal, caller);
      const note = noteOfPage(journal, caller, {
        what: 'appeals.searched',
        entity: 'appeal',
        entityId: null,
        detail: { ...query },
      });
      const page = await searchAppeals(journal, reader, query, note);
      return pageOf(page, 'registered', presenting);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/appeals/similar',
    who: { kind: 'user', action: 'appeal.seeLine' },
    area: 'lookUp',
    summary: 'Открытые и недавние обращения того же лица или номера',
    query: similarQuery,
    answer: similarAnswer,
    handle: async ({ journal, caller, query }): Promise<SimilarAppeals> => {
      const { reader, presenting } = await circumstances(journal, caller);
      const lines = await similarAppeals(journal, reader, query, presenting);
      await writeAccess(journal, caller, {
        what: 'appeals.compared',
        entity: 'appeal',
        entityId: null,
        detail: {
          ...query,
          personIds: query.personId === undefined ? [] : [query.personId],
          appealIds: lines.map((line) => line.id),
        },
      });
      return { lines };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/appeals/:id',
    who: { kind: 'user', action: 'appeal.open' },
    area: 'lookUp',
    summary: 'Открыть обращение: карточка, история, связи, звонки и записи разговоров',
    params: z.object({ id }),
    answer: openedAppeal,
    problems: ['appeal.not_found'],
    handle: async ({ journal, caller, params }): Promise<OpenedAppeal> => {
      const { reader, presenting } = await circumstances(journal, caller);
      const note = noteOfCard(journal, caller, {
        what: 'appeal.opened',
        entity: 'appeal',
        entityId: params.id,
        detail: {},
      });
      const opened = await readOpenedAppeal(journal, reader.somebody, params.id, presenting, note);
      if (opened === null) throw new AppError('appeal.not_found');
      return opened;
    },
  }),
];
