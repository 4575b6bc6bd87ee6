import Database from 'better-sqlite3';
import { migrations } from '../../../src/main/core/cache/migrations.ts';
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
  /** Whoever wrote to it is gone: what is not committed was never there. */
  crash(): void;
  /** A copy of the last durable state, or null while something is being written. */
  image(): Buffer | null;
  /** For looking at from outside the programs. */
  look<T>(sql: string, ...params: unknown[]): T[];
  change(sql: string): void;
  close(): void;
}

type Statement = Database.Statement;

/** An open database with the statements that were ever prepared on it. */
interface Opened {
  db: Database.Database;
  statements: Map<string, Statement>;
}

/** Blank disks of earlier schedules: preparing statements anew for every desk would be a good part of the work. */
const spare: Opened[] = [];

/** @param image what is on it; null for a disk with the cache's present shape and nothing in it */
export function createSimDisk(image: Buffer | null): SimDisk {
  const { db, statements } = image === null ? (spare.pop() ?? openBlank()) : open(image);
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
    crash() {
      if (db.inTransaction) db.exec('ROLLBACK');
    },
    image: () => (db.inTransaction ? null : db.serialize()),
    look: <T>(sql: string, ...params: unknown[]) => prepared(sql).all(...params) as T[],
    change: (sql) => {
      db.exec(sql);
    },
    close: () => {
      if (image !== null) {
        db.close();
        return;
      }
      makeBlank(db);
      spare.push({ db, statements });
    },
  };
}

function open(image: Buffer): Opened {
  return { db: new Database(image), statements: new Map() };
}

/** What the cache's migrations leave on an empty disk. */
let blank: Buffer | null = null;

function openBlank(): Opened {
  if (blank === null) {
    const db = new Database(':memory:');
    for (const sql of migrations) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
    blank = db.serialize();
    db.close();
  }
  return open(blank);
}

/** Empties every table and puts back what a blank disk holds. */
function makeBlank(db: Database.Database): void {
  const tables = db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  db.transaction(() => {
    for (const { name } of tables) db.exec(`DELETE FROM "${name}"`);
    db.exec(`INSERT INTO counter (name, next) VALUES ('act', 1), ('provisional', 1)`);
  })();
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
