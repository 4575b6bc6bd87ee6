import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditFault } from '../../src/journal/audit/auditFault.ts';
import { describeFault } from '../../src/journal/audit/auditFault.ts';
import { sha256, type Head } from '../../src/journal/audit/auditHash.ts';
import { payloadText } from '../../src/journal/audit/livePayload.ts';
import { verifyAudit } from '../../src/journal/audit/verifyAudit.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import { noteAccess, openClient, rechain, sealAll } from '../support/auditChain.ts';
import { createEmptyDatabase, createTestDatabase, TEST_TERRITORY, type TestDatabase } from '../support/postgres.ts';

const { territory } = TEST_TERRITORY;
const HOUR_MS = 3_600_000;

let honest: TestDatabase;
let heads: Head[];
beforeAll(async () => {
  // Demo history in the blocks of old rows, then three blocks of new ones.
  honest = await createTestDatabase();
  const { client, close } = await openClient(honest);
  heads = await sealAll(client);
  for (let block = 0; block < 3; block++) {
    for (let i = 0; i < 4; i++) await noteAccess(client, { q: `Взгляд ${block}-${i}` });
    heads.push(...(await sealAll(client)));
  }
  await close();
});
afterAll(() => honest?.drop());

/** A copy of the honest database for somebody to have their way with. */
async function onCopy<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const copy = await createEmptyDatabase(new URL(honest.url).pathname.slice(1));
  const { client, close } = await openClient(copy);
  try {
    return await work(client);
  } finally {
    await close();
    await copy.drop();
  }
}

/** Past the triggers, as who owns the database can. */
async function pastTriggers(client: pg.Client, work: () => Promise<unknown>): Promise<void> {
  await client.query(`set session_replication_role = 'replica'`);
  await work();
  await client.query(`set session_replication_role = 'origin'`);
}

const lastBlock = `(select max(number) from audit_block)`;
const lastTwo = (offset: number): string =>
  `(select id from access_log where territory = '98' order by id desc offset ${offset} limit 1)`;

interface Tampering {
  name: string;
  tamper(client: pg.Client): Promise<unknown>;
  finds: AuditFault['kind'][];
}

const TAMPERINGS: Tampering[] = [
  {
    name: 'the body of an event edited',
    tamper: (client) =>
      client.query(`update appeal_event set body = jsonb_set(body, '{card,essence}', '"Другое"')
        where kind = 'appeal.registered' and appeal_id = (select min(appeal_id::text)::uuid from appeal_event)`),
    finds: ['row.edited'],
  },
  {
    name: 'the time of an event edited by a microsecond',
    tamper: (client) =>
      client.query(`update appeal_event set received_at = received_at + interval '1 microsecond'
        where (appeal_id, version) = (select appeal_id, version from appeal_event limit 1)`),
    finds: ['row.edited'],
  },
  {
    name: 'a view put to somebody else',
    tamper: (client) =>
      client.query(`update access_log set user_id = (select id from user_account order by login desc limit 1)
        where id = ${lastTwo(0)}`),
    finds: ['row.edited'],
  },
  {
    name: 'a view deleted',
    tamper: (client) => client.query(`delete from access_log where id = ${lastTwo(1)}`),
    finds: ['row.deleted'],
  },
  {
    name: 'all events of an appeal deleted',
    tamper: (client) =>
      client.query(`delete from appeal_event where appeal_id = (select min(appeal_id::text)::uuid from appeal_event)`),
    finds: ['row.deleted'],
  },
  {
    name: 'the contents of two views exchanged',
    tamper: (client) =>
      client.query(`update access_log as a set detail = b.detail from access_log as b
        where (a.id, b.id) in ((${lastTwo(0)}, ${lastTwo(1)}), (${lastTwo(1)}, ${lastTwo(0)}))`),
    finds: ['row.edited', 'row.edited'],
  },
  {
    name: 'two entries of one block exchanged',
    tamper: (client) => swapPositions(client, 0, 1),
    finds: ['block.entries'],
  },
  {
    name: 'two entries of different blocks exchanged',
    tamper: (client) => swapPositions(client, 0, 5),
    finds: ['block.entries', 'block.entries'],
  },
  {
    name: 'a view edited together with the hash in its entry',
    tamper: async (client) => {
      await client.query(`update access_log set detail = '{"q":"Другое"}' where id = ${lastTwo(0)}`);
      await refreshEntry(client);
    },
    finds: ['block.entries'],
  },
  {
    name: 'a view edited together with its entry and its block’s root',
    tamper: async (client) => {
      await client.query(`update access_log set detail = '{"q":"Другое"}' where id = ${lastTwo(5)}`);
      await refreshEntry(client, 5);
      await client.query(`update audit_block set root = sha256('x') where number = ${lastBlock} - 1`);
    },
    finds: ['block.rewritten', 'block.entries'],
  },
  {
    name: 'the whole chain reckoned anew after an edit, the saved heads being old',
    tamper: async (client) => {
      await client.query(`update access_log set detail = '{"q":"Другое"}' where id = ${lastTwo(5)}`);
      await refreshEntry(client, 5);
      await rechain(client, 1);
    },
    finds: ['head.differs', 'head.differs'],
  },
  {
    name: 'the last block dropped, and its rows with it',
    tamper: (client) => dropBlock(client, lastBlock, true),
    finds: ['head.missing'],
  },
  {
    name: 'the last block dropped, its rows left',
    tamper: (client) => dropBlock(client, lastBlock, false),
    finds: ['head.missing', 'row.outsideChain', 'row.outsideChain', 'row.outsideChain', 'row.outsideChain'],
  },
  {
    name: 'a block in the middle dropped, and its rows with it',
    tamper: (client) => dropBlock(client, `${lastBlock} - 1`, true),
    finds: ['block.missing', 'block.previous', 'block.entries', 'head.missing'],
  },
  {
    name: 'a block in the middle dropped and the later ones renumbered and reckoned anew',
    tamper: async (client) => {
      await dropBlock(client, `${lastBlock} - 1`, true);
      await client.query(`update audit_block set number = number - 1, first = first - 4, last = last - 4
        where number = ${lastBlock}`);
      await client.query(`update audit_entry set position = position - 4
        where position > (select max(last) from audit_block)`);
      await rechain(client, 1);
    },
    finds: ['head.differs', 'head.missing'],
  },
  {
    name: 'everything dropped',
    tamper: (client) => client.query('truncate audit_block, audit_entry, audit_walk, access_log, appeal_event'),
    finds: ['head.missing', 'head.missing', 'head.missing', 'head.missing'],
  },
  {
    name: 'a view of yesterday written in today',
    tamper: async (client) => {
      await noteAccess(client, { q: 'Вчера' }, toInstant(Date.now() - 24 * HOUR_MS));
      await sealAll(client);
    },
    finds: ['row.backdated'],
  },
  {
    name: 'a view written past the triggers',
    tamper: (client) => pastTriggers(client, () => noteAccess(client, { q: 'Мимо' })),
    finds: ['row.outsideChain'],
  },
  {
    name: 'a view put into a sealed range in the place of another',
    tamper: async (client) => {
      await pastTriggers(client, async () => {
        const forged = await noteAccess(client, { q: 'Взамен' });
        await client.query(
          `update audit_entry set row_no = $1 where position = (select max(last) from audit_block) - 5`,
          [forged],
        );
      });
      await refreshEntry(client);
    },
    finds: ['block.entries', 'row.outsideChain'],
  },
  {
    name: 'the walk through old rows begun again for rows written past the triggers',
    tamper: async (client) => {
      await pastTriggers(client, () => noteAccess(client, { q: 'Как будто прежняя' }));
      await client.query(`update audit_walk set source = 'access', row_no = 0`);
      await sealAll(client);
    },
    finds: ['block.late'],
  },
  {
    name: 'rows passed off as destroyed without a certificate',
    tamper: (client) => client.query(`update access_log set detail = '{"destroyed": "12"}' where id = ${lastTwo(0)}`),
    finds: ['row.edited'],
  },
  {
    name: 'the triggers taken off',
    tamper: (client) => client.query('drop trigger audit_note on access_log'),
    finds: ['trigger.off'],
  },
];

async function swapPositions(client: pg.Client, one: number, other: number): Promise<void> {
  const of = (offset: number): string => `(select max(last) - ${offset} from audit_block)`;
  await client.query(`update audit_entry set position = -1 where position = ${of(one)}`);
  await client.query(`update audit_entry set position = ${of(one)} where position = ${of(other)}`);
  await client.query(`update audit_entry set position = ${of(other)} where position = -1`);
}

/** Makes the entry of the nth last view fit its row as it is now. */
async function refreshEntry(client: pg.Client, offset = 0): Promise<void> {
  const { rows } = await client.query<{ id: number; payload: string }>(
    `select v.id, ${payloadText.access} as payload from access_log as v where v.id = ${lastTwo(offset)}`,
  );
  await client.query(`update audit_entry set hash = decode($1, 'hex') where source = 'access' and row_no = $2`, [
    sha256(rows[0]?.payload ?? ''),
    rows[0]?.id,
  ]);
}

async function dropBlock(client: pg.Client, number: string, withRows: boolean): Promise<void> {
  const { rows } = await client.query<{ row_no: number }>(
    `delete from audit_entry as e using audit_block as b where b.number = ${number}
      and e.position between b.first and b.last returning e.row_no`,
  );
  await client.query(`delete from audit_block where number = ${number}`);
  const ids = rows.map((row) => row.row_no);
  if (withRows) await client.query('delete from access_log where id = any($1::bigint[])', [ids]);
}

test('an honest journal verifies, with every head and with any one of them', async () => {
  await onCopy(async (client) => {
    const report = await verifyAudit(client, territory, heads);
    expect(report.faults).toEqual([]);
    expect([report.blocks, report.headsTrusted]).toEqual([heads.length, heads.length]);
    expect(report.head).toEqual(heads.at(-1));
    for (const head of heads) expect((await verifyAudit(client, territory, [head])).faults).toEqual([]);
  });
});

test('without a saved head it says that it cannot tell', async () => {
  const report = await onCopy((client) => verifyAudit(client, territory, []));
  expect(report.faults.map(({ kind }) => kind)).toEqual(['heads.none']);
});

test.each(TAMPERINGS)('$name is found', async ({ tamper, finds }) => {
  const faults = await onCopy(async (client) => {
    await tamper(client);
    return (await verifyAudit(client, territory, heads)).faults;
  });
  const kinds = faults.map(({ kind }) => kind);
  for (const kind of finds) {
    const count = (list: readonly string[]): number => list.filter((one) => one === kind).length;
    expect(count(kinds), `${kind} among ${kinds.join()}`).toBeGreaterThanOrEqual(count(finds));
  }
  expect(kinds.filter((kind) => !finds.includes(kind))).toEqual([]);
  for (const fault of faults) expect(describeFault(fault)).toMatch(/[А-Яа-я]/);
});

test('a chain reckoned anew deceives who kept no head, and nobody else', async () => {
  await onCopy(async (client) => {
    await client.query(`update access_log set detail = '{"q":"Другое"}' where id = ${lastTwo(5)}`);
    await refreshEntry(client, 5);
    await rechain(client, 1);
    const { faults, head } = await verifyAudit(client, territory, []);
    expect(faults.map(({ kind }) => kind)).toEqual(['heads.none']);
    expect(head).not.toEqual(heads.at(-1));
    expect((await verifyAudit(client, territory, heads.slice(0, 1))).faults).toEqual([]);
    expect((await verifyAudit(client, territory, heads.slice(-1))).faults).toHaveLength(1);
  });
});

test('the payload of a row is this very text, whatever the session’s settings and the version of PostgreSQL', async () => {
  await onCopy(async (client) => {
    await client.query(`set time zone 'Asia/Kamchatka'; set datestyle = 'SQL, DMY'`);
    const { rows } = await client.query<{ payload: string }>(
      `select ${payloadText.event} as payload from (select '98' as territory,
        '0193a5f0-0000-7000-8000-000000000001'::uuid as appeal_id, 2 as version, 'appeal.closed' as kind,
        '{"b": 1.50, "a": {"bb": "«ё»\\n", "z": null}, "b": 2.0e3, "aa": [true, 1e-7]}'::jsonb as body,
        null::uuid as act_id, '2026-01-02T03:04:05.060708Z'::timestamptz as received_at) as v`,
    );
    expect(rows[0]?.payload).toBe(
      '["event", "98", "0193a5f0-0000-7000-8000-000000000001", 2, "appeal.closed", ' +
        '{"a": {"z": null, "bb": "«ё»\\n"}, "b": 2000, "aa": [true, 0.0000001]}, null, "2026-01-02T03:04:05.060708"]',
    );
  });
});
