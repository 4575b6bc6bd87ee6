import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Log } from '../ports.ts';
import type { Database } from './schema.ts';

export type Db = Kysely<Database>;
/** Where a query runs: the pool, or the transaction it must be part of. */
export type DbOrTrx = Db | Transaction<Database>;
export type Trx = Transaction<Database>;

/** Lends a connection for as long as `work` takes; one that failed it is not lent again. */
export type Lend = <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;

export interface DbHandle {
  db: Db;
  /** A connection outside the pool, for who must hold one: the sequencer. */
  connect(): Promise<pg.Client>;
  /** A connection of the pool. */
  lend: Lend;
  /**
   * The same of connections where a named statement is planned once, whatever it is asked with: for statements whose
   * plan is the same for everybody. Planning a list anew costs more than reading it.
   */
  lendPlanned: Lend;
  close(): Promise<void>;
}

const readTimestamp = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date | number;

/** «2026-11-25 09:00:00.12+00»: of a server that lives in UTC it is only spelt differently. */
const IN_UTC = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00$/;

function readInstant(text: string): string {
  const [, day, time, part = ''] = IN_UTC.exec(text) ?? [];
  return day === undefined ? new Date(readTimestamp(text)).toISOString() : `${day}T${time}.${part.padEnd(3, '0')}Z`;
}

type TypeId = Parameters<pg.CustomTypesConfig['getTypeParser']>[0];

/** Counters stay below 2^53; instants and dates travel as the contract spells them. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: TypeId, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return String;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return readInstant;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Opens the journal's database. Nothing is asked of it yet.
 * @param address asked at every new connection: an embedded cluster that was restarted may answer elsewhere
 */
export function createDb(address: string | (() => string), log: Log, poolSize = 12): DbHandle {
  const url = typeof address === 'string' ? () => address : address;
  // Statements that need no answer of each other go in one message and are taken in their order.
  const settings = { types, application_name: 'otklik-journal', keepAlive: true, pipeline: true };
  class Client extends pg.Client {
    constructor(given?: pg.ClientConfig) {
      super({ ...given, connectionString: url() });
    }
  }
  const openPool = (beginning: string): pg.Pool => {
    const pool = new pg.Pool({ ...settings, Client, max: poolSize, connectionTimeoutMillis: 10_000 });
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    pool.on('error', () => log.warn({}, 'db.connection_lost'));
    pool.on('connect', (client) => {
      // One that breaks between two statements of a transaction fails the next of them; the pool does not listen then.
      client.on('error', () => undefined);
      // On its way before the first statement is; a connection that fails it fails that one, too.
      client.query(beginning).catch(() => undefined);
    });
    return pool;
  };
  // Many ask at once: the processors are better shared by them than by the parts of one search.
  const alone = 'set max_parallel_workers_per_gather = 0';
  const pool = openPool(alone);
  const planned = openPool(`${alone}; set plan_cache_mode = force_generic_plan`);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    connect: async () => {
      const client = new Client(settings);
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    lend: lendOf(pool),
    lendPlanned: lendOf(planned),
    close: async () => {
      await Promise.all([db.destroy(), planned.end()]);
    },
  };
}

function lendOf(pool: pg.Pool): Lend {
  return async (work) => {
    const client = await pool.connect();
    let fault: Error | null = null;
    const note = (error: Error): void => {
      fault = error;
    };
    client.on('error', note);
    try {
      return await work(client);
    } finally {
      client.off('error', note);
      client.release(fault ?? undefined);
    }
  };
}

/** The SQLSTATE of an error of the database, or null for anything else. */
export function sqlStateOf(thrown: unknown): string | null {
  return thrown instanceof pg.DatabaseError ? (thrown.code ?? null) : null;
}

/** Failures of the moment (SQLSTATE classes): connection, conflict, resources, shutdown, input and output. */
const PASSING = ['08', '25', '40', '53', '55', '57', '58'];

/** Whether the same thing may well succeed a moment later, so that it must be tried again rather than judged. */
export function isPassingFailure(thrown: unknown): boolean {
  const state = sqlStateOf(thrown);
  if (state !== null) return PASSING.includes(state.slice(0, 2));
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOST)/.test(code)) return true;
  return (
    thrown instanceof Error &&
    /^Connection terminated|encountered a connection error|timeout exceeded when trying to connect/.test(thrown.message)
  );
}
