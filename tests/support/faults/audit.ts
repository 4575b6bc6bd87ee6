import type pg from 'pg';
import type { KnownAppeal, KnownCall, Ledger } from './ledger.ts';

/** Plain SQL, past the journal. */
export type Sql = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

export interface Findings {
  /** Acknowledged and without its effect in the journal. */
  lost: number;
  /** With its effect more than once, numbers given twice among them. */
  doubled: number;
  /** A final number that was told to an operator and is another one in the journal. */
  renumbered: number;
  /** Entered in somebody else's name. */
  misattributed: number;
  /** What exactly, for a person; the first few. */
  told: string[];
}

interface AppealRow {
  id: string;
  number: string;
  registered_by: string;
  status: string;
  essence: string;
  answer: string;
  outcome: string | null;
}

/** Reads the whole journal by plain SQL and compares it with what was acknowledged. */
export async function audit(sql: Sql, ledger: Ledger, tag: string): Promise<Findings> {
  const found: Findings = { lost: 0, doubled: 0, renumbered: 0, misattributed: 0, told: [] };
  const lose = (what: string): void => void (found.lost++, found.told.push(`lost: ${what}`));
  const double = (what: string): void => void (found.doubled++, found.told.push(`doubled: ${what}`));

  const registered = await timesOf(sql, `body -> 'card' ->> 'essence'`, 'appeal.registered', tag);
  const amended = await timesOf(sql, `body -> 'changes' ->> 'essence'`, 'appeal.amended', tag);
  const answered = await timesOf(sql, `body -> 'changes' ->> 'answer'`, 'appeal.amended', tag);
  const closed = await timesOf(sql, `appeal_id::text`, 'appeal.closed', '');
  const rows = await sql<AppealRow>(
    `select id, number, registered_by, status, state -> 'card' ->> 'essence' as essence,
            state -> 'card' ->> 'answer' as answer, state ->> 'outcome' as outcome
     from appeal where state -> 'card' ->> 'essence' like $1`,
    [`${tag}%`],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));

  const once = (times: number | undefined, what: string): void => {
    if (times === undefined) lose(what);
    else if (times > 1) double(what);
  };
  for (const known of ledger.appeals.values()) {
    const [first = '', ...later] = known.essences;
    once(registered.get(first), `registration ${first}`);
    for (const essence of later) once(amended.get(essence), `amendment ${essence}`);
    if (known.outcome !== null) once(closed.get(known.id), `closing of ${first}`);
    if (known.answer.startsWith(tag)) once(answered.get(known.answer), `answer ${known.answer}`);
    const row = byId.get(known.id);
    if (row === undefined) {
      if (registered.has(first)) lose(`appeal ${first} under its id`);
      continue;
    }
    compare(known, row, lose);
    if (row.registered_by !== known.authorId) found.misattributed++;
    if (!known.number.startsWith('П') && row.number !== known.number) found.renumbered++;
  }
  // A registration that was repeated as a new act makes a second appeal of the same text.
  for (const [essence, times] of registered) if (times > 1) double(`text ${essence}`);
  await compareCalls(sql, ledger, lose, double);

  const numbers = await sql<{ number: string }>(
    'select number from appeal group by territory, number having count(*) > 1',
  );
  for (const { number } of numbers) double(`number ${number}`);
  const acts = await sql<{ act_id: string }>(
    'select act_id::text from act_log where not is_repeat group by act_id having count(*) > 1',
  );
  for (const { act_id } of acts) double(`act ${act_id}`);
  found.told.splice(20);
  return found;
}

/** What stands in the card now is the last thing its operator was told. */
function compare(known: KnownAppeal, row: AppealRow, lose: (what: string) => void): void {
  const last = known.essences.at(-1) ?? '';
  if (row.essence !== last) lose(`last text ${last}, stands ${row.essence}`);
  if (row.answer !== known.answer) lose(`last answer of ${last}`);
  if ((row.status === 'closed') !== (known.outcome !== null) || row.outcome !== known.outcome)
    lose(`status of ${last}: ${row.status}`);
}

async function compareCalls(
  sql: Sql,
  ledger: Ledger,
  lose: (what: string) => void,
  double: (what: string) => void,
): Promise<void> {
  const rows = await sql<{ id: string; record: Record<string, unknown> }>('select id, record from call');
  const bySip = Map.groupBy(rows, (row) => String(row.record['sipCallId']));
  for (const known of ledger.calls.values()) {
    const same = bySip.get(known.sipCallId) ?? [];
    if (same.length > 1) double(`call ${known.id}`);
    const record = same.find((row) => row.id === known.id)?.record;
    if (record === undefined) lose(`call ${known.id}`);
    else for (const fact of missingFacts(known, record)) lose(`${fact} of call ${known.id}`);
  }
}

function missingFacts(known: KnownCall, record: Record<string, unknown>): string[] {
  const missing: string[] = [];
  if (known.answered && record['answeredAt'] === null) missing.push('answer');
  if (known.ended && record['endedAt'] === null) missing.push('end');
  if (known.led === 'none' && record['noAppealReason'] === null) missing.push('reason');
  const appealIds = record['appealIds'] as string[];
  if (known.led !== null && known.led !== 'none' && !appealIds.includes(known.led)) missing.push('appeal');
  return missing;
}

/** How often each text stands in events of a kind. */
async function timesOf(sql: Sql, text: string, kind: string, tag: string): Promise<Map<string, number>> {
  const rows = await sql<{ text: string; times: string }>(
    `select ${text} as text, count(*) as times from appeal_event where kind = $1 and ${text} like $2 group by 1`,
    [kind, `${tag}%`],
  );
  return new Map(rows.map((row) => [row.text, Number(row.times)]));
}
