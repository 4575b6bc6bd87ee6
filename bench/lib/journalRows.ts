import pg from 'pg';
import { saveWrites } from '../../src/journal/store/pgSave.ts';
import { emptyCall, mergeCall } from '../../src/shared/domain/call/mergeCall.ts';
import { defaultTermRules } from '../../src/shared/domain/term/appealTerm.ts';
import { makeAppeal, uuid, type AppealWorld } from '../../tests/support/manyAppeals.ts';
import { seededRandom } from './random.ts';

const BATCH = 1_000;
/** One makes rows while PostgreSQL writes those of the others. */
const WRITERS = 3;
/** First-line operators beside the demo's three, so that nobody has a third of the region. */
const MORE_OPERATORS = 30;
const SPECIALIST = 'bench.sp2';

export interface Filled {
  world: AppealWorld;
  /** A specialist of the largest insurer. They sign in with the password of the demo's `insurer2`. */
  specialistLogin: string;
}

/**
 * Fills a running journal's database with appeals of three years, by the very statement that saves a desk's batch. Indexes
 * are put up again afterwards, and the audit's trigger rests meanwhile: its sealer would be busy with a year's work.
 */
export async function fillJournal(url: string, rows: number, seed: number): Promise<Filled> {
  const began = performance.now();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await addPeople(owner);
  const world = await readBenchWorld(owner);
  const indexes = await dropIndexes(owner);
  await owner.query('alter table appeal_event disable trigger audit_note');
  // The disk is asked once, at the end, as it would have been every few minutes of these years.
  await owner.query(`alter system set max_wal_size = '32GB'`);
  await owner.query(`alter system set checkpoint_timeout = '1h'`);
  await owner.query('select pg_reload_conf()');
  let next = 0;
  const write = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('set synchronous_commit = off');
    for (let first = next; first < rows; first = next) {
      next = first + BATCH;
      await writeBatch(client, world, { seed, first, last: Math.min(next, rows), rows });
      if (first % 100_000 === 0 && first > 0) console.error(`rows: ${first}`);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await owner.query('alter table appeal_event enable trigger audit_note');
  const written = performance.now();
  await putUp(url, indexes);
  const indexed = performance.now();
  // Between them the two read every page once; a table's vacuum reckons its statistics, too.
  await Promise.all([owner.query('vacuum analyze appeal'), everythingElse(url)]);
  await owner.query('alter system reset max_wal_size');
  await owner.query('alter system reset checkpoint_timeout');
  await owner.query('select pg_reload_conf()');
  await owner.query('checkpoint');
  const seconds = (from: number, to: number): number => Math.round((to - from) / 1000);
  const ended = performance.now();
  console.error(
    `rows ${seconds(began, written)} s, indexes ${seconds(written, indexed)} s, vacuum and checkpoint ${seconds(indexed, ended)} s`,
  );
  await owner.end();
  return { world, specialistLogin: SPECIALIST };
}

async function writeBatch(
  client: pg.Client,
  world: AppealWorld,
  { seed, first, last, rows }: { seed: number; first: number; last: number; rows: number },
): Promise<void> {
  // A batch is the same whichever writer takes it.
  const random = seededRandom(seed * 1_000_003 + first);
  const appeals = Array.from({ length: last - first }, (_, i) => makeAppeal(world, random, first + i, rows));
  const numbers = appeals.map(({ after }) => ({ number: after.number, appealId: after.id, isFinal: true }));
  // Those of the last two months have their calls.
  const calls = appeals
    .filter((_, i) => first + i > rows * (15 / 16))
    .map(({ after }) => {
      const { occurredAt: at, registeredBy: operatorId } = after;
      const call = [
        {
          kind: 'call.offered' as const,
          at,
          direction: 'incoming' as const,
          operatorId,
          sipCallId: after.id,
          linkedId: null,
          queue: 'hotline',
          queueWaitSec: 5,
          phone: after.card.applicant.phone,
          displayName: null,
        },
        { kind: 'call.appealLinked' as const, at, appealId: after.id },
      ].reduce(mergeCall, emptyCall(uuid(Date.parse(at), random)));
      return { after: call, isNew: true, receivedAt: at };
    });
  await (
    await saveWrites(client, world.territory, { appeals, numbers, calls }, defaultTermRules)
  ).written;
}

async function addPeople(owner: pg.Client): Promise<void> {
  const add = async (login: string, name: string, role: string, like: string, organisation: string): Promise<void> => {
    await owner.query(
      `with made as (
        insert into user_account (territory, id, login, name, password_hash, created_at)
        select territory, gen_random_uuid(), $1, $2, password_hash, created_at from user_account where login = $3
        returning territory, id, created_at)
      insert into user_role (territory, user_id, since, role, organisation_id)
      select m.territory, m.id, m.created_at, $4, o.id from made as m
        join organisation as o on o.territory = m.territory and o.code = $5 and o.kind <> 'clinic'`,
      [login, name, like, role, organisation],
    );
  };
  for (let i = 1; i <= MORE_OPERATORS; i++) {
    await add(`bench.op${i}`, `Операторова Нина ${i}`, 'op1', 'operator1', '98000');
    await add(`bench.sp1.${i}`, `Представителева Ольга ${i}`, 'sp1', 'insurer1', '98001');
  }
  await add(SPECIALIST, 'Экспертова Лидия', 'sp2', 'insurer2', '98001');
}

async function readBenchWorld(owner: pg.Client): Promise<AppealWorld> {
  const workers = await owner.query<AppealWorld['workers'][number]>(
    `select user_id as id, role, organisation_id as "organisationId" from user_role
      where role in ('op1', 'op2', 'sp1', 'sp2', 'sp3') order by user_id`,
  );
  const places = await owner.query<{ id: string; kind: string }>('select id, kind from organisation order by code');
  const persons = await owner.query<AppealWorld['persons'][number]>(
    `select p.id, p.enp, t.phone, concat_ws(' ', p.family_name, p.given_name, p.patronymic) as name
      from person as p join person_phone as t on t.territory = p.territory and t.person_id = p.id order by p.id, t.phone`,
  );
  const ids = (kind: string): string[] => places.rows.filter((place) => place.kind === kind).map(({ id }) => id);
  const toMs = Date.now();
  const world = { territory: '98', workers: workers.rows, insurerIds: ids('insurer'), clinicIds: ids('clinic') };
  return { ...world, persons: persons.rows, fromMs: toMs - 3 * 365 * 86_400_000, toMs };
}

/** The index of words takes as long as all the others together: one connection makes it, the other makes them. */
async function putUp(url: string, indexes: readonly { indexdef: string }[]): Promise<void> {
  const isOfWords = ({ indexdef }: { indexdef: string }): boolean => indexdef.includes('essence_words');
  const make = async (some: readonly { indexdef: string }[]): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`set maintenance_work_mem = '1500MB'`);
    await client.query('set max_parallel_maintenance_workers = 0');
    for (const { indexdef } of some) await client.query(indexdef);
    await client.end();
  };
  await Promise.all([make(indexes.filter(isOfWords)), make(indexes.filter((one) => !isOfWords(one)))]);
}

async function everythingElse(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const table of ['call', 'appeal_party']) await client.query(`vacuum analyze ${table}`);
  for (const table of ['appeal_event', 'appeal_number', 'user_account', 'user_role'])
    await client.query(`analyze ${table}`);
  await client.end();
}

async function dropIndexes(owner: pg.Client): Promise<{ indexdef: string }[]> {
  const { rows } = await owner.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes
      where tablename in ('appeal', 'call') and indexname not like '%pkey' order by indexname`,
  );
  for (const { indexname } of rows) await owner.query(`drop index ${indexname}`);
  return rows;
}
