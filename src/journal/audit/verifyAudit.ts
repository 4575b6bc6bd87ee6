import type pg from 'pg';
import type { AuditFault } from './auditFault.ts';
import { blockHash, GENESIS, rootOf, type Block, type Head } from './auditHash.ts';
import { checkRows, findMissingTriggers, findOutside, readEntries, type LiveEntry } from './checkRows.ts';

const ENTRIES_AT_ONCE = 2_000;
const BLOCKS_AT_ONCE = 500;
/** After so many the rest is counted, not named. */
const MOST_FAULTS = 100;

export interface AuditReport {
  faults: AuditFault[];
  /** All of them, with those there was no room to name. */
  faultCount: number;
  blocks: number;
  entries: number;
  /** How many saved heads were found in the chain. */
  headsTrusted: number;
  /** The last of the chain: what is to be kept for the next time. */
  head: Head | null;
  /** Rows written in the last seconds, not sealed yet. */
  waiting: number;
  /** What was there before the audit is still being sealed. */
  isWalking: boolean;
  /** Rows by the certificate they were destroyed by. */
  destroyed: Map<string, number>;
}

/**
 * Walks the whole chain beside the rows as they are now, within one snapshot, so that the journal may go on writing.
 * Every hash is reckoned here, by this program: the database is asked for the rows alone.
 * @param heads saved heads, in portions, read before the snapshot is taken: a head is written after its block
 */
export async function verifyAudit(
  client: pg.ClientBase,
  territory: string,
  heads: readonly Head[] | (() => AsyncIterable<Head[]>),
): Promise<AuditReport> {
  const portions = typeof heads === 'function' ? heads() : portionOf(heads);
  const iterator = portions[Symbol.asyncIterator]();
  const first = await iterator.next();
  await client.query('begin isolation level repeatable read read only');
  try {
    // The row count of a fresh table is a guess; by its key every row is found anyway.
    await client.query('set local jit = off');
    const report = emptyReport();
    const note = (fault: AuditFault): void => {
      report.faultCount += 1;
      if (report.faults.length < MOST_FAULTS) report.faults.push(fault);
    };
    await walkChain(client, territory, report, note);
    for (let page = first; page.done !== true; page = await iterator.next()) {
      report.headsTrusted += await checkHeads(client, territory, page.value, note);
    }
    if (first.done === true && report.blocks > 0) note({ kind: 'heads.none' });
    await checkCompleteness(client, territory, report, note);
    return report;
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

type Note = (fault: AuditFault) => void;

function emptyReport(): AuditReport {
  return {
    faults: [],
    faultCount: 0,
    blocks: 0,
    entries: 0,
    headsTrusted: 0,
    head: null,
    waiting: 0,
    isWalking: false,
    destroyed: new Map(),
  };
}

// oxlint-disable-next-line require-await -- one portion in the form of many
async function* portionOf(heads: readonly Head[]): AsyncGenerator<Head[]> {
  if (heads.length > 0) yield [...heads];
}

async function walkChain(client: pg.ClientBase, territory: string, report: AuditReport, note: Note): Promise<void> {
  const entries = entryReader(client, territory);
  let previous: { head: Head; block: Block | null } = { head: GENESIS, block: null };
  for await (const { block, hash } of readBlocks(client, territory)) {
    const last = previous.block?.last ?? 0;
    for (let missing = previous.head.number + 1; missing < block.number; missing++) {
      note({ kind: 'block.missing', block: missing });
      // A hole of millions says no more than its beginning.
      if (missing - previous.head.number > MOST_FAULTS) break;
    }
    if (blockHash(territory, block) !== hash) note({ kind: 'block.rewritten', block: block.number });
    if (block.previous !== previous.head.hash) note({ kind: 'block.previous', block: block.number });
    if (block.isOld && previous.block?.isOld === false) note({ kind: 'block.late', block: block.number });
    for (const stray of await entries.upTo(block.first - 1)) {
      note({ kind: 'entry.outsideBlocks', position: stray.position });
    }
    const own = await entries.upTo(block.last);
    if (block.first !== last + 1 || own.length !== block.last - block.first + 1 || rootOf(own) !== block.root) {
      note({ kind: 'block.entries', block: block.number });
    }
    const checked = await checkRows(client, territory, block, previous.block?.sealedAt ?? null, own);
    for (const fault of checked.faults) note(fault);
    for (const [certificate, rows] of checked.destroyed) {
      report.destroyed.set(certificate, (report.destroyed.get(certificate) ?? 0) + rows);
    }
    report.blocks += 1;
    report.entries += own.length;
    // The hash as it is kept: what follows is judged by it, or one edit would make all later blocks wrong.
    previous = { head: { number: block.number, hash }, block };
  }
  for (const stray of await entries.upTo(Number.MAX_SAFE_INTEGER)) {
    note({ kind: 'entry.outsideBlocks', position: stray.position });
  }
  report.head = previous.block === null ? null : previous.head;
}

/** Gives the entries in their order, as far as is asked. */
function entryReader(client: pg.ClientBase, territory: string) {
  let page: LiveEntry[] = [];
  let after = -1;
  let isEnd = false;
  return {
    async upTo(position: number): Promise<LiveEntry[]> {
      const taken: LiveEntry[] = [];
      for (;;) {
        const cut = page.findIndex((entry) => entry.position > position);
        if (cut >= 0) {
          taken.push(...page.slice(0, cut));
          page = page.slice(cut);
          return taken;
        }
        taken.push(...page);
        page = [];
        if (isEnd) return taken;
        page = await readEntries(client, territory, after, ENTRIES_AT_ONCE);
        after = page.at(-1)?.position ?? after;
        isEnd = page.length < ENTRIES_AT_ONCE;
      }
    },
  };
}

async function* readBlocks(client: pg.ClientBase, territory: string): AsyncGenerator<{ block: Block; hash: string }> {
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const { rows } = await client.query<Block & { hash: string }>(
      `select number, first, last, encode(root, 'hex') as root, encode(previous, 'hex') as previous,
        is_old as "isOld", sealed_at as "sealedAt", encode(hash, 'hex') as hash
        from audit_block where territory = $1 and number > $2 order by number limit $3`,
      [territory, after, BLOCKS_AT_ONCE],
    );
    for (const { hash, ...block } of rows) yield { block, hash };
    after = rows.at(-1)?.number ?? after;
    if (rows.length < BLOCKS_AT_ONCE) return;
  }
}

/** How many of the saved heads the chain has. */
async function checkHeads(
  client: pg.ClientBase,
  territory: string,
  heads: readonly Head[],
  note: Note,
): Promise<number> {
  const { rows } = await client.query<Head>(
    `select number, encode(hash, 'hex') as hash from audit_block where territory = $1 and number = any($2::bigint[])`,
    [territory, heads.map((head) => head.number)],
  );
  const known = new Map(rows.map((row) => [row.number, row.hash]));
  let trusted = 0;
  for (const head of heads) {
    const hash = known.get(head.number);
    if (hash === head.hash) trusted += 1;
    else note({ kind: hash === undefined ? 'head.missing' : 'head.differs', block: head.number });
  }
  return trusted;
}

/** Whether the chain has everything that was written. */
async function checkCompleteness(
  client: pg.ClientBase,
  territory: string,
  report: AuditReport,
  note: Note,
): Promise<void> {
  for (const table of await findMissingTriggers(client)) note({ kind: 'trigger.off', table });
  const { rows } = await client.query<{ waiting: number; walking: boolean }>(
    `select (select count(*) from audit_waiting where territory = $1) as waiting,
      not exists (select from audit_walk where territory = $1 and source is null) as walking`,
    [territory],
  );
  report.waiting = rows[0]?.waiting ?? 0;
  const hasNew = await hasNewBlock(client, territory);
  report.isWalking = rows[0]?.walking === true && !hasNew;
  // What was there before is not yet in the chain as a whole, so nothing can be said of the rest.
  if (report.isWalking) return;
  for (const row of await findOutside(client, territory, MOST_FAULTS)) note({ kind: 'row.outsideChain', row });
}

async function hasNewBlock(client: pg.ClientBase, territory: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from audit_block where territory = $1 and not is_old) as found`,
    [territory],
  );
  return rows[0]?.found === true;
}
