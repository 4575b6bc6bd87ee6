import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  worklistCounts,
  worklistPage,
  type WorklistCounts,
  type WorklistLine,
  type WorklistName,
  type WorklistPage,
} from '../../src/shared/contracts/worklists.ts';
import { deskOf, holderOf, type Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { placeOf } from '../../src/shared/domain/appeal/placeOf.ts';
import { levelOf, mayWith, type Somebody } from '../../src/shared/domain/policy/policy.ts';
import { dateIn, defaultTermRules, soonUntil } from '../../src/shared/domain/term/appealTerm.ts';
import { actBy, runningTermOf } from '../../src/shared/domain/term/runningTerm.ts';
import { rereckonTerms } from '../../src/journal/lists/fillProjection.ts';
import { noteOfPage } from '../../src/journal/commands/writeAccess.ts';
import type { Caller } from '../../src/journal/auth/authenticate.ts';
import type { Journal } from '../../src/journal/context.ts';
import { createDb, type Lend } from '../../src/journal/db/createDb.ts';
import { countWorklists, listsOf, readWorklist } from '../../src/journal/lists/worklists.ts';
import { registerCommand } from '../support/appealCommands.ts';
import { newId } from '../support/journal.ts';
import { READERS, startListedJournal, type ListedJournal } from '../support/listedJournal.ts';

const COUNT = 3_000;

let listed: ListedJournal;
beforeAll(async () => {
  listed = await startListedJournal(COUNT);
}, 120_000);
afterAll(() => listed.journal.stop());

const today = (): string => dateIn(defaultTermRules.timeZone, Date.now());
const termNow = (of: Appeal): string => runningTermOf(of, defaultTermRules, new Date().toISOString()).state;
const isOpen = (of: Appeal): boolean => of.status !== 'closed';

/** What the words of the contract say of a list, over whole states and the table of rights. */
function belongs(list: WorklistName, of: Appeal, reader: Somebody): boolean {
  if (!mayWith(reader, 'appeal.list', placeOf(of))) return false;
  const { organisationId, level } = deskOf(of);
  const isMyDesk = level === levelOf(reader.role) && organisationId === reader.organisationId;
  switch (list) {
    case 'incoming':
      return isOpen(of) && of.isWaiting && (of.assigneeId === null ? isMyDesk : of.assigneeId === reader.id);
    case 'mine':
      return isOpen(of) && (holderOf(of) === reader.id || of.coExecutorIds.includes(reader.id));
    case 'team':
      return isOpen(of) && isMyDesk && !of.isWaiting;
    case 'overdue':
      return isOpen(of) && termNow(of) === 'overdue';
    case 'soon': {
      const isMine = holderOf(of) === reader.id || of.coExecutorIds.includes(reader.id);
      const waitsForMe = of.isWaiting && (of.assigneeId === null ? isMyDesk : of.assigneeId === reader.id);
      return isOpen(of) && termNow(of) === 'soon' && (levelOf(reader.role) === 0 || isMine || waitsForMe);
    }
    case 'review':
      return of.status === 'onReview';
    case 'registered':
      return of.registeredBy === reader.id;
    case 'all':
      return true;
  }
}

async function countsOf(login: string): Promise<WorklistCounts['counts']> {
  return worklistCounts.parse((await listed.get(login, '/v1/worklists?contract=4')).body).counts;
}

test.each(READERS)(
  'every list of %s holds exactly what the table of rights lets into it, and is counted so',
  async (login) => {
    const reader = listed.somebody(login);
    const counts = await countsOf(login);
    expect(counts.length).toBeGreaterThan(3);
    for (const { list, count, isMore, overdue } of counts) {
      const expected = listed.appeals.filter((of) => belongs(list, of, reader));
      const lines = await listed.whole(login, `/v1/worklists/${list}`);
      expect({ list, ids: lines.map(({ id }) => id).toSorted() }).toEqual({
        list,
        ids: expected.map(({ id }) => id).toSorted(),
      });
      expect({ list, count, isMore }).toEqual({
        list,
        count: Math.min(expected.length, 1000),
        isMore: expected.length > 1000,
      });
      const late = expected.filter((of) => belongs('overdue', of, reader));
      expect({ list, overdue }).toEqual({ list, overdue: late.length });
    }
  },
);

test('a list stands in its order: by registration the latest first, by term the earliest', async () => {
  for (const login of READERS) {
    const keys = (await listed.whole(login, '/v1/worklists/all')).map((line) => line.occurredAt + line.id);
    expect(keys).toEqual(keys.toSorted().toReversed());
    const due = await listed.whole(login, '/v1/worklists/all?sort=due&limit=37');
    const dues = due.map((line) => `${line.dueOn}${line.id}`);
    expect(dues).toEqual(dues.toSorted());
    expect(due.every(({ status }) => status !== 'closed')).toBe(true);
    const reader = listed.somebody(login);
    expect(due.length).toBe(listed.appeals.filter((of) => isOpen(of) && belongs('all', of, reader)).length);
  }
});

test('an insurer never sees what is another insurer’s alone', async () => {
  for (const login of ['insurer1', 'insurer2', 'insurer3']) {
    const { organisationId } = listed.somebody(login);
    const parties = new Map(listed.appeals.map((of) => [of.id, [of.organisationId, ...of.parties]]));
    for (const { list } of await countsOf(login)) {
      for (const { id } of await listed.whole(login, `/v1/worklists/${list}`)) {
        expect(parties.get(id)).toContain(organisationId);
      }
    }
  }
});

test('a list nobody of a role works by is refused', async () => {
  expect((await listed.get('operator1', '/v1/worklists/review')).status).toBe(403);
  expect((await listed.get('supervisor1', '/v1/worklists/review')).status).toBe(403);
  expect((await listed.get('specialist1', '/v1/worklists/nonsense')).status).toBe(400);
});

test('a cursor of another order, or of nobody’s making, is refused', async () => {
  const { body } = await listed.get<WorklistPage>('admin1', '/v1/worklists/all?limit=5');
  const other = await listed.get<{ error: { code: string } }>(
    'admin1',
    `/v1/worklists/all?sort=due&cursor=${body.next}`,
  );
  expect(other).toMatchObject({ status: 400, body: { error: { code: 'list.cursor' } } });
  expect((await listed.get('admin1', '/v1/worklists/all?cursor=%D1%8F')).status).toBe(400);
});

test('filters meet, and a repeated one is any of its values', async () => {
  const [sample] = listed.appeals.filter((of) => of.status === 'inWork');
  const clinicId = sample?.card.clinicId ?? '';
  const cases: [string, (of: Appeal) => boolean][] = [
    ['status=inWork&status=onReview', (of) => ['inWork', 'onReview'].includes(of.status)],
    [`clinicId=${clinicId}`, (of) => of.card.clinicId === clinicId],
    [`kind=complaint&clinicId=${clinicId}`, (of) => of.card.kind === 'complaint' && of.card.clinicId === clinicId],
    [`themeCode=${sample?.card.themeCode}`, (of) => of.card.themeCode === sample?.card.themeCode],
    [`leaderId=${sample?.assigneeId}`, (of) => (holderOf(of) ?? of.assigneeId) === sample?.assigneeId],
    [
      `insurerId=${sample?.card.insurerId}&channel=email`,
      (of) => of.card.insurerId === sample?.card.insurerId && of.card.channel === 'email',
    ],
    [
      `organisationId=${listed.world.insurerIds[1]}`,
      (of) => [of.organisationId, ...of.parties].includes(listed.world.insurerIds[1] ?? ''),
    ],
    [`dueTo=${today()}`, (of) => isOpen(of) && actBy(of, defaultTermRules).dueOn <= today()],
    ['expertise=quality', (of) => of.expertise.some(({ kind }) => kind === 'quality')],
    [
      'expertise=quality&expertise=medicoEconomic&status=closed',
      (of) => of.expertise.length > 0 && of.status === 'closed',
    ],
    ['text=реабилитации', (of) => /реабилитаци/i.test(of.card.essence)],
  ];
  for (const [filter, holds] of cases) {
    for (const login of ['admin1', 'insurer2', 'operator1'] as const) {
      const reader = listed.somebody(login);
      const expected = listed.appeals.filter((of) => holds(of) && belongs('all', of, reader));
      const lines = await listed.whole(login, `/v1/worklists/all?limit=50&${filter}`);
      expect({ login, filter, ids: lines.map(({ id }) => id).toSorted() }).toEqual({
        login,
        filter,
        ids: expected.map(({ id }) => id).toSorted(),
      });
    }
  }
});

test('pages neither skip nor repeat while others register', async () => {
  const desk = listed.desks['operator1'];
  const before = new Set((await listed.whole('operator1', '/v1/worklists/all')).map(({ id }) => id));
  const told: WorklistLine[] = [];
  let cursor: string | null = '';
  for (let i = 0; cursor !== null; i++) {
    await desk?.push(registerCommand(newId(), `П-00AA-${i}`));
    const { body }: { body: WorklistPage } = await listed.get<WorklistPage>(
      'operator1',
      `/v1/worklists/all?limit=40${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    told.push(...worklistPage.parse(body).lines);
    cursor = body.next;
  }
  const ids = told.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...before].filter((id) => !ids.includes(id))).toEqual([]);
});

test('a page is in the access log once, with the appeals it showed', async () => {
  const { body } = await listed.get<WorklistPage>('insurer2', '/v1/worklists/all?limit=7');
  const rows = await listed.journal.db
    .selectFrom('access_log')
    .where('what', '=', 'appeals.listed')
    .where('user_id', '=', listed.somebody('insurer2').id)
    .select('detail')
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  expect(rows[0]?.detail).toMatchObject({ list: 'all', appealIds: body.lines.map(({ id }) => id) });
});

test('the term beside an open appeal is the one the domain reckons, and follows the rules when they change', async () => {
  const due = async (): Promise<Map<string, string | null>> =>
    new Map(
      (await listed.journal.db.selectFrom('appeal').select(['id', 'due_on']).execute()).map((row) => [
        row.id,
        row.due_on,
      ]),
    );
  const kept = await due();
  for (const of of listed.appeals) {
    expect(kept.get(of.id)).toBe(isOpen(of) ? actBy(of, defaultTermRules).dueOn : null);
  }
  const rules = { ...defaultTermRules, answerDays: { oral: 11, written: 17 }, lastDayOff: 'previous' as const };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const database = createDb(listed.journal.database.url, quiet, 2);
  try {
    await rereckonTerms({ lend: database.lend, territory: '98' }, rules);
    const moved = await due();
    for (const of of listed.appeals) expect(moved.get(of.id)).toBe(isOpen(of) ? actBy(of, rules).dueOn : null);
    await rereckonTerms({ lend: database.lend, territory: '98' }, defaultTermRules);
  } finally {
    await database.close();
  }
});

test('no list and no counter reads the whole table', async () => {
  const seen: string[] = [];
  // As large as the region's, where nobody would think of reading all of it.
  await sql`alter database ${sql.raw(new URL(listed.journal.database.url).pathname.slice(1))} set enable_seqscan = off`.execute(
    listed.journal.db,
  );
  const database = createDb(
    listed.journal.database.url,
    { info: () => undefined, warn: () => undefined, error: () => undefined },
    2,
  );
  const spying =
    (lend: Lend): Lend =>
    (work) =>
      lend((client) => {
        const query = async (given: { text: string; values: unknown[] }) => {
          // As it is planned for everybody: without what is asked.
          const plan = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${given.text}`);
          seen.push(plan.rows.map((row) => row['QUERY PLAN']).join('\n'));
          return client.query(given.text, given.values);
        };
        return work({ query } as never);
      });
  const spied = {
    db: database.db,
    territory: '98',
    lend: spying(database.lend),
    lendPlanned: spying(database.lendPlanned),
  };
  const noteBy = (login: string) => {
    const user = { id: listed.somebody(login).id };
    const caller = { user, sessionId: newId(), deviceId: newId() } as Caller;
    const shown = { what: 'appeals.listed', entity: 'appeal', entityId: null, detail: {} } as const;
    return noteOfPage({ ...spied, clock: listed.journal.clock } as unknown as Journal, caller, shown);
  };
  try {
    for (const login of READERS) {
      const { timeZone, warnAtShare } = defaultTermRules;
      const reader = {
        somebody: listed.somebody(login),
        today: today(),
        timeZone,
        warnAtShare: String(warnAtShare),
        soonUntil: soonUntil(today(), defaultTermRules),
      };
      await countWorklists(spied, reader);
      for (const list of listsOf(reader.somebody)) {
        for (const sort of ['registered', 'due'] as const)
          await readWorklist(spied, reader, list, { sort, limit: 100 }, noteBy(login));
      }
    }
  } finally {
    await database.close();
  }
  expect(seen.length).toBeGreaterThan(40);
  expect(seen.filter((plan) => /Seq Scan on appeal\b/.test(plan))).toEqual([]);
});
