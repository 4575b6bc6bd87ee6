import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../scripts/lib/childProgram.ts';
import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { startOtherDesk } from './otherDesk.ts';
import { DurableLevelDown } from './pouchStore.ts';

type Doc = Appeal & { _id: string };

interface Running {
  cancel(): void;
  on(event: string, listener: (news: { id: string }) => void): Running;
}

interface Pouch {
  bulkDocs(docs: readonly Doc[]): Promise<({ ok: true } | { error: true })[]>;
  put(doc: Doc): Promise<unknown>;
  info(): Promise<{ doc_count: number }>;
  close(): Promise<void>;
  changes(options: object): Running;
  replicate: {
    to(remote: Pouch, options?: object): PromiseLike<{ ok: boolean }> & Running;
    from(remote: Pouch, options?: object): PromiseLike<{ ok: boolean }> & Running;
  };
}

export interface PouchConstructor {
  new (name: string, options?: object): Pouch;
  defaults(options: object): PouchConstructor;
}

/**
 * What stands beside us: PouchDB desks that replicate over HTTP with a PouchDB server in its own process, both in
 * LevelDB on this disk, both waiting for it at every write, and otherwise as they come.
 */
export interface PouchBench {
  /** A fresh desk fills itself from a database of the server's with these appeals; ms. */
  pull(from: string, count: number): Promise<number>;
  /** Puts appeals on the server, to be pulled. */
  serve(database: string, appeals: readonly Appeal[]): Promise<void>;
  /** A desk that holds these appeals sends them up; ms. */
  push(appeals: readonly Appeal[]): Promise<number>;
  openLive(): Promise<PouchLive>;
  stop(): Promise<void>;
}

/** Two desks in live replication with the server. */
export interface PouchLive {
  /** From one desk's writing until the other desk tells of it; ms. */
  carry(appeal: Appeal): Promise<number>;
  close(): Promise<void>;
}

const PouchDB = createRequire(import.meta.url)('pouchdb-node') as PouchConstructor;

/** Documents written at once where nothing is measured. */
const WRITTEN_AT_ONCE = 500;

export async function startPouch(): Promise<PouchBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'otklik-pouch-'));
  const server = await startProgram<{ url: string }>('pouch', 'bench/lib/pouchServer.ts', [join(dataDir, 'server')]);
  let made = 0;
  const openDesk = (): Pouch => new PouchDB(join(dataDir, `desk-${++made}`), { db: DurableLevelDown });
  const remote = (database: string): Pouch => new PouchDB(`${server.ready.url}/${database}`);

  return {
    async pull(from, count) {
      const desk = openDesk();
      await desk.info();
      const began = performance.now();
      await desk.replicate.from(remote(from));
      const ms = performance.now() - began;
      await expectCount(desk, count);
      await desk.close();
      return ms;
    },
    async serve(database, appeals) {
      const served = remote(database);
      for (let i = 0; i < appeals.length; i += WRITTEN_AT_ONCE)
        await write(served, appeals.slice(i, i + WRITTEN_AT_ONCE));
    },
    async push(appeals) {
      const desk = openDesk();
      for (let i = 0; i < appeals.length; i += WRITTEN_AT_ONCE)
        await write(desk, appeals.slice(i, i + WRITTEN_AT_ONCE));
      const into = remote(`push-${made}`);
      await into.info();
      const began = performance.now();
      await desk.replicate.to(into);
      const ms = performance.now() - began;
      await expectCount(into, appeals.length);
      await desk.close();
      return ms;
    },
    async openLive() {
      const here = openDesk();
      const database = `live-${made}`;
      const between = remote(database);
      await between.info();
      const folder = join(dataDir, `${database}-there`);
      const there = await startOtherDesk('bench/lib/pouchOther.ts', [`${server.ready.url}/${database}`, folder]);
      const running = here.replicate.to(between, { live: true, retry: true });
      return {
        async carry(appeal) {
          const began = performance.now();
          await here.put(docOf(appeal));
          await there.has(appeal.id);
          return performance.now() - began;
        },
        async close() {
          running.cancel();
          await Promise.allSettled([running]);
          await there.stop();
          await here.close();
        },
      };
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function docOf(appeal: Appeal): Doc {
  return { ...appeal, _id: appeal.id };
}

async function write(into: Pouch, appeals: readonly Appeal[]): Promise<void> {
  const answers = await into.bulkDocs(appeals.map(docOf));
  if (answers.some((answer) => 'error' in answer)) throw new Error('PouchDB did not take an appeal');
}

async function expectCount(held: Pouch, count: number): Promise<void> {
  const { doc_count: found } = await held.info();
  if (found !== count) throw new Error(`PouchDB holds ${found} of ${count}`);
}
