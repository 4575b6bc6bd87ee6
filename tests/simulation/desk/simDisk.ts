import Database from 'better-sqlite3';
import type { Cache } from '../../../src/main/core/cache/openCache.ts';

/** Where in its work a core is when it touches the disk: a kill may fall on any of them. */
export type DiskMoment = 'statement' | 'begin' | 'commit' | 'committed';

/**
 * A desk's disk: SQLite in memory. What is committed survives its core; what is not goes with it. A core is given a
 * handle of its own, which throws for ever once its core is dead.
 */
export interface SimDisk {
  /** @param guard called at every touch; what it throws ends the core there */
  open(guard: (moment: DiskMoment, isInTransaction: boolean) => void): Cache;
  /** A copy of the last durable state. */
  image(): Buffer;
  /** For looking at from outside the programs. */
  look<T>(sql: string, ...params: unknown[]): T[];
  change(sql: string): void;
  close(): void;
}

type Statement = Database.Statement;

export function createSimDisk(image: Buffer): SimDisk {
  const db = new Database(image);
  /** Statements are of the disk and not of a core: preparing them anew at every start would be most of the work. */
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const made = db.prepare(sql);
    statements.set(sql, made);
    return made;
  };

  return {
    open(guard) {
      const touch = (moment: DiskMoment): void => guard(moment, db.inTransaction);
      const handle = {
        prepare: (sql: string) => guardedStatement(prepared(sql), () => touch('statement')),
        transaction: (work: (...args: unknown[]) => unknown) => guardedTransaction(db, work, touch),
        exec(sql: string) {
          touch('statement');
          db.exec(sql);
          return handle;
        },
        pragma(source: string, options?: Database.PragmaOptions) {
          touch('statement');
          return db.pragma(source, options);
        },
        // The disk stays when its core closes it.
        close: () => handle,
        get inTransaction() {
          return db.inTransaction;
        },
        get open() {
          return true;
        },
        name: ':memory:',
      };
      return handle as unknown as Cache;
    },
    image() {
      if (db.inTransaction) throw new Error('a disk in the midst of a transaction has no durable state to copy');
      return db.serialize();
    },
    look: <T>(sql: string, ...params: unknown[]) => prepared(sql).all(...params) as T[],
    change: (sql) => {
      db.exec(sql);
    },
    close: () => {
      db.close();
    },
  };
}

function guardedStatement(statement: Statement, touch: () => void): unknown {
  return {
    run(...params: unknown[]) {
      touch();
      return statement.run(...params);
    },
    get(...params: unknown[]) {
      touch();
      return statement.get(...params);
    },
    all(...params: unknown[]) {
      touch();
      return statement.all(...params);
    },
    *iterate(...params: unknown[]) {
      touch();
      // Read whole: a cursor left open by a dead core would lock the disk for the next.
      yield* statement.all(...params);
    },
  };
}

function guardedTransaction(
  db: Database.Database,
  work: (...args: unknown[]) => unknown,
  touch: (moment: DiskMoment) => void,
): unknown {
  const real = db.transaction((...args: unknown[]) => {
    const result = work(...args);
    touch('commit');
    return result;
  });
  const around =
    (mode: 'default' | 'deferred' | 'immediate' | 'exclusive') =>
    (...args: unknown[]): unknown => {
      const isOutermost = !db.inTransaction;
      touch('begin');
      const result = real[mode](...args);
      if (isOutermost) touch('committed');
      return result;
    };
  return Object.assign(around('default'), {
    default: around('default'),
    deferred: around('deferred'),
    immediate: around('immediate'),
    exclusive: around('exclusive'),
  });
}
