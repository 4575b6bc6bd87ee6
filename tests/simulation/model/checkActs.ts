import type { AppealEvent } from '../../../src/shared/domain/appeal/appealEvent.ts';
import type { ActRow } from '../../../src/journal/store/journalStore.ts';
import { asKept, same, type Complain, type Outcome } from './checks.ts';
import type { Deed } from './ledger.ts';

/** First entries of acts in the journal's log, by act id; the map keeps the order they were taken in. */
export function firstEntries(outcome: Outcome, complain: Complain): Map<string, ActRow> {
  const entries = new Map<string, ActRow>();
  for (const row of outcome.journal.acts.values()) {
    if (row.isRepeat) continue;
    if (entries.has(row.actId)) complain('exactly once', `act ${row.actId} was taken twice`);
    entries.set(row.actId, row);
  }
  return entries;
}

/**
 * What a desk said it had taken is in the journal, once, under the name of who did it, with the answer the desk
 * knows; what a desk refused to take is not there; and nothing is there that nobody did.
 */
export function checkActs(outcome: Outcome, complain: Complain): void {
  const entries = firstEntries(outcome, complain);
  for (const deed of outcome.ledger.deeds.values()) {
    const entry = entries.get(deed.actId);
    const what = `${deed.meaning.kind} ${deed.actId} at ${deed.desk}`;
    if (entry === undefined) {
      if (deed.state === 'told' && !deed.isLostWithDisk) complain('acknowledged is in the journal', `${what} is not`);
      continue;
    }
    if (deed.state === 'denied') complain('denied is nowhere', `${what} is in the journal all the same`);
    if (entry.authorId !== null && entry.authorId !== deed.authorId)
      complain('authors are right', `${what} is by ${entry.authorId}, not by ${deed.authorId}`);
  }
  checkEffects(outcome, entries, complain);
  checkOutboxes(outcome, entries, complain);
  checkOrder(outcome, entries, complain);
  checkRefused(outcome, entries, complain);
}

/** Every event of an appeal stems from one deed, and is by its author. */
function checkEffects(outcome: Outcome, entries: Map<string, ActRow>, complain: Complain): void {
  const byAct = new Map<string, { appealId: string; event: AppealEvent }[]>();
  for (const [appealId, events] of outcome.journal.events) {
    for (const { event, actId } of events) {
      const of = byAct.get(actId ?? '') ?? [];
      of.push({ appealId, event });
      byAct.set(actId ?? '', of);
    }
  }
  for (const [actId, events] of byAct) {
    const entry = entries.get(actId);
    if (entry?.outcome !== 'accepted') {
      complain('only accepted acts do anything', `act ${actId} is ${entry?.outcome ?? 'not in the log'}`);
      continue;
    }
    for (const { event } of events) {
      if (event.actorId !== entry.authorId)
        complain('authors are right', `${event.kind} of ${actId} by ${event.actorId}`);
    }
    const registered = events.filter(({ event }) => event.kind === 'appeal.registered');
    if (registered.length > 1) complain('exactly once', `act ${actId} registered ${registered.length} appeals`);
  }
  checkHandOvers(outcome, entries, complain);
  for (const deed of outcome.ledger.deeds.values()) {
    if (deed.meaning.kind !== 'register' || entries.get(deed.actId)?.outcome !== 'accepted') continue;
    const made = (byAct.get(deed.actId) ?? []).find(({ event }) => event.kind === 'appeal.registered');
    if (made?.event.kind !== 'appeal.registered')
      complain('acknowledged is in the journal', `no appeal of ${deed.actId}`);
    else if (!same(made.event.card, asKept(deed.meaning.card)))
      complain('acknowledged is in the journal', `the appeal of ${deed.actId} has another card`);
    else if (deed.appealId !== null && made.appealId !== deed.appealId)
      complain('acknowledged is in the journal', `${deed.actId} became another appeal than its desk said`);
  }
}

/** What was handed over lies before a supervisor, once and with every word. */
function checkHandOvers({ journal, ledger }: Outcome, entries: Map<string, ActRow>, complain: Complain): void {
  const rows = [...journal.handOvers.values()];
  for (const { actId, meaning } of ledger.deeds.values()) {
    if (meaning.kind !== 'handOver' || entries.get(actId)?.outcome !== 'accepted') continue;
    const lying = rows.filter((row) => row.actId === actId || row.refusedActId === meaning.ofActId);
    const [row] = lying;
    const refused = ledger.deeds.get(meaning.ofActId);
    if (row === undefined) complain('acknowledged is in the journal', `nothing handed over by ${actId}`);
    else if (lying.every((one) => one.note !== asKept(meaning.note)))
      complain('acknowledged is in the journal', `${actId} was handed over with another note`);
    else if (refused && !holdsMeaning(row.meant, refused, asKept))
      complain('acknowledged is in the journal', `${actId} hands over something else than was meant`);
  }
}

/** A desk owes nothing any more, and knows of each of its acts what the journal knows. */
function checkOutboxes(outcome: Outcome, entries: Map<string, ActRow>, complain: Complain): void {
  for (const [desk, disk] of outcome.disks) {
    const rows = disk.look<{ act_id: string; state: string; author_id: string; seq: number }>(
      'SELECT act_id, state, author_id, seq FROM outbox',
    );
    for (const row of rows) {
      const entry = entries.get(row.act_id);
      if (row.state === 'waiting') complain('queues are empty', `${desk} still owes ${row.act_id}`);
      else if (entry === undefined)
        complain('acknowledged is in the journal', `${row.act_id} of ${desk} is ${row.state}, and not there`);
      else if (entry.outcome !== row.state)
        complain(
          'answers are the journal’s',
          `${row.act_id} is ${row.state} at ${desk} and ${entry.outcome} in the journal`,
        );
      if (entry !== undefined && entry.authorId !== null && entry.authorId !== row.author_id)
        complain(
          'authors are right',
          `${row.act_id} is by ${row.author_id} at ${desk}, by ${entry.authorId} in the journal`,
        );
    }
  }
  for (const view of outcome.views) {
    if (view.sync.waiting > 0) complain('queues are empty', `${view.desk} says that ${view.sync.waiting} wait`);
    if (view.sync.journal !== 'up') complain('queues are empty', `${view.desk} is ${view.sync.journal} at rest`);
    if (view.sync.trouble !== null) complain('queues are empty', `${view.desk} is in trouble: ${view.sync.trouble}`);
  }
}

/** What was done one after another at a desk is taken one after another, whatever the clocks said. */
function checkOrder(outcome: Outcome, entries: Map<string, ActRow>, complain: Complain): void {
  const place = new Map([...entries.keys()].map((actId, n) => [actId, n]));
  const branches = [
    ...outcome.ledger.formerBranches,
    ...[...outcome.ledger.disks.values()].map((notes) => notes.deeds),
  ];
  for (const deeds of branches) {
    let last: Deed | null = null;
    for (const deed of deeds) {
      if (deed.state !== 'told' || deed.isRepeated || !place.has(deed.actId)) continue;
      if (last !== null && (place.get(deed.actId) ?? 0) < (place.get(last.actId) ?? 0))
        complain(
          'causal order',
          `${deed.actId} of ${deed.desk} was taken before ${last.actId}, which was done earlier`,
        );
      last = deed;
    }
  }
  const lastSeq = new Map<string, number>();
  for (const row of outcome.journal.acts.values()) {
    const expected = (lastSeq.get(row.deviceId) ?? 0) + 1;
    if (row.seq !== expected) complain('causal order', `${row.deviceId} was taken ${row.seq} after ${expected - 1}`);
    lastSeq.set(row.deviceId, row.seq);
  }
  for (const device of outcome.journal.devices.values()) {
    if (device.lastSeq !== (lastSeq.get(device.id) ?? 0))
      complain(
        'counter and effect together',
        `${device.id} counts ${device.lastSeq}, its log ${lastSeq.get(device.id) ?? 0}`,
      );
  }
}

/** What the journal did not take is before its author's eyes, with every word, until they have dealt with it. */
function checkRefused(outcome: Outcome, entries: Map<string, ActRow>, complain: Complain): void {
  for (const [desk, notes] of outcome.ledger.disks) {
    for (const deed of notes.deeds) {
      const entry = entries.get(deed.actId);
      if (deed.state !== 'told' || entry === undefined || entry.outcome === 'accepted') continue;
      const resolved = notes.resolved.get(deed.actId);
      if (resolved === 'maybe') continue;
      const view = outcome.views.find((one) => one.desk === desk && one.viewerId === deed.authorId);
      const shown = view?.acts.find((act) => act.actId === deed.actId);
      if (resolved === 'resolved') {
        if (shown && shown.resolution === null)
          complain('refused is visible', `${deed.actId} was dealt with at ${desk} and still hangs`);
        continue;
      }
      if (!shown) {
        complain('refused is visible', `${deed.meaning.kind} ${deed.actId}, ${entry.outcome}, is not shown at ${desk}`);
        continue;
      }
      if (shown.state !== entry.outcome) complain('refused is visible', `${deed.actId} is shown as ${shown.state}`);
      if (entry.outcome === 'refused' && !same(shown.refusal, entry.refusal))
        complain('refused is visible', `${deed.actId} is shown with another reason`);
      if (!holdsMeaning(shown.command, deed))
        complain('refused is visible', `${deed.actId} is shown without what was meant`);
    }
  }
}

function holdsMeaning(command: unknown, deed: Deed, kept = (value: unknown): unknown => value): boolean {
  const given = (kept(command) ?? {}) as Record<string, unknown>;
  const meaning = kept(deed.meaning) as Deed['meaning'];
  switch (meaning.kind) {
    case 'register':
      return given['kind'] === 'appeal.register' && same(given['card'], meaning.card);
    case 'amend':
      return given['kind'] === 'appeal.amend' && same(given['changes'], meaning.changes);
    case 'close':
      return given['kind'] === 'appeal.close' && given['outcome'] === meaning.outcome;
    case 'assign':
      return given['kind'] === 'appeal.assign' && given['assigneeId'] === meaning.assigneeId;
    case 'handOver':
      return given['kind'] === 'act.handOver' && given['note'] === meaning.note;
    case 'step':
      return same(given, meaning.command);
  }
}
