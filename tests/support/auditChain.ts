import type pg from 'pg';
import { blockHash, GENESIS, rootOf, type Block, type Entry, type Head } from '../../src/journal/audit/auditHash.ts';
import { sealBlock } from '../../src/journal/audit/sealBlock.ts';
import { createDb } from '../../src/journal/db/createDb.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { TEST_TERRITORY, type TestDatabase } from './postgres.ts';

const { territory } = TEST_TERRITORY;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A connection as the journal has them. */
export async function openClient(database: TestDatabase): Promise<{ client: pg.Client; close(): Promise<void> }> {
  const handle = createDb(database.url, quiet, 1);
  const client = await handle.connect();
  return {
    client,
    close: async () => {
      await client.end();
      await handle.close();
    },
  };
}

/** Seals until there is nothing more to seal; gives the heads of the blocks it made. */
export async function sealAll(
  client: pg.ClientBase,
  options: { now?: string; mostRows?: number } = {},
): Promise<Head[]> {
  const { now = toInstant(Date.now()), mostRows = 500 } = options;
  const heads: Head[] = [];
  for (;;) {
    const { head, mayBeMore } = await sealBlock({ client, territory, now, mostRows });
    if (head !== null) heads.push(head);
    if (!mayBeMore) return heads;
  }
}

/** Looks somebody up, as the access log says it; gives the row's number. */
export async function noteAccess(client: pg.ClientBase, detail: object, at = toInstant(Date.now())): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into access_log (territory, at, user_id, session_id, device_id, what, entity, detail)
      select $1, $2, id, gen_random_uuid(), gen_random_uuid(), 'persons.searched', 'person', $3
      from user_account where territory = $1 order by login limit 1 returning id`,
    [territory, at, JSON.stringify(detail)],
  );
  return rows[0]?.id ?? 0;
}

/** Makes the chain fit its entries again from a block on, as somebody would who can write every table. */
export async function rechain(client: pg.ClientBase, from: number): Promise<void> {
  const { rows: blocks } = await client.query<Block & { hash: string }>(
    `select number, first, last, encode(root, 'hex') as root, encode(previous, 'hex') as previous,
      is_old as "isOld", sealed_at as "sealedAt", encode(hash, 'hex') as hash from audit_block
      where territory = $1 order by number`,
    [territory],
  );
  let previous = GENESIS.hash;
  for (const { hash: old, ...block } of blocks) {
    if (block.number < from) {
      previous = old;
      continue;
    }
    const { rows: entries } = await client.query<Entry>(
      `select position, source, row_id as "rowId", row_no as "rowNo", encode(hash, 'hex') as hash from audit_entry
        where territory = $1 and position between $2 and $3 order by position`,
      [territory, block.first, block.last],
    );
    const root = rootOf(entries);
    const hash = blockHash(territory, { ...block, root, previous });
    await client.query(
      `update audit_block set root = decode($3, 'hex'), previous = decode($4, 'hex'), hash = decode($5, 'hex')
        where territory = $1 and number = $2`,
      [territory, block.number, root, previous, hash],
    );
    previous = hash;
  }
}
