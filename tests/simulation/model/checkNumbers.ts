import type { Complain, Outcome } from './checks.ts';

const DOUBTS = ['control.number_taken', 'control.number_not_reserved', 'control.number_of_other_desk'];

/** A final number is one appeal's; a number once said to a caller finds their appeal for ever. */
export function checkNumbers(outcome: Outcome, complain: Complain): void {
  const { journal, ledger, isUndisturbed } = outcome;
  const finals = new Map<string, string>();
  for (const appeal of journal.appeals.values()) {
    if (appeal.number.startsWith('П-')) complain('numbers', `${appeal.id} never got a final number`);
    const other = finals.get(appeal.number);
    if (other !== undefined) complain('numbers are unique', `${appeal.number} is of ${other} and of ${appeal.id}`);
    finals.set(appeal.number, appeal.id);
    const doubt = appeal.flags.find((flag) => DOUBTS.includes(flag));
    if (doubt !== undefined && isUndisturbed) complain('numbers', `${appeal.number} of ${appeal.id} has ${doubt}`);
    if (!isFound(outcome, appeal.number, appeal.id)) complain('a number finds its appeal', `${appeal.number} does not`);
  }
  for (const deed of ledger.deeds.values()) {
    if (deed.number === null || deed.appealId === null || !journal.appeals.has(deed.appealId)) continue;
    if (!isFound(outcome, deed.number, deed.appealId))
      complain('a number finds its appeal', `${deed.number}, said at ${deed.desk}, does not find ${deed.appealId}`);
  }
  const said = new Map<string, string>();
  for (const { number, appealId } of ledger.deeds.values()) {
    if (number === null || appealId === null) continue;
    const other = said.get(number);
    if (other !== undefined && other !== appealId && isUndisturbed)
      complain('numbers are unique', `${number} was said of two appeals`);
    said.set(number, appealId);
  }
  checkCopies(outcome, complain);
  checkBlocks(outcome, complain);
}

/** Once both copies of a desk have been heard by the journal, they say no number in common. */
function checkCopies({ ledger, copied }: Outcome, complain: Complain): void {
  const metMs = copied?.bothMetMs ?? null;
  if (copied === null || metMs === null) return;
  const saidBy = (desk: string): string[] =>
    [...ledger.deeds.values()]
      .filter((deed) => deed.desk === desk && deed.number !== null && deed.saidMs > metMs)
      .map((deed) => deed.number ?? '');
  const ofCopy = new Set(saidBy(copied.copy));
  for (const number of saidBy(copied.original)) {
    if (ofCopy.has(number)) complain('numbers are unique', `${number} was said by ${copied.original} and by its copy`);
  }
}

function isFound({ journal }: Outcome, number: string, appealId: string): boolean {
  return [...journal.numbers.values()].some((row) => row.number === number && row.appealId === appealId);
}

/** Ranges given out never meet, and none lies beyond the counter. */
function checkBlocks({ journal }: Outcome, complain: Complain): void {
  const blocks = [...journal.blocks.values()].sort((a, b) => a.first - b.first);
  blocks.forEach((block, i) => {
    const before = blocks[i - 1];
    if (before !== undefined && before.last >= block.first)
      complain('numbers are unique', `blocks ${before.first} and ${block.first} meet`);
    if (block.last > journal.numberLast) complain('numbers are unique', `block ${block.first} lies beyond the counter`);
  });
}

/** Of two copies one becomes another device. A desk that nobody copied, and whose journal was never restored, stays who it is. */
export function checkIdentities(outcome: Outcome, complain: Complain): void {
  const { journal, ledger, isUndisturbed, copied, identities } = outcome;
  if (copied !== null && copied.bothMetMs !== null) {
    const [original, copy] = [identities.get(copied.original), identities.get(copied.copy)];
    if (original === copy)
      complain('a copy is found out', `${copied.original} and its copy are one device to the journal`);
  }
  if (!isUndisturbed) return;
  for (const desk of ledger.disks.keys()) {
    const devices = [...journal.devices.values()].filter((device) => device.name === desk);
    if (devices.length > 1) complain('no false alarm', `${desk} has taken ${devices.length} identities`);
  }
}

/** An undisturbed feed is numbered without holes, and each change has its number. */
export function checkFeed({ journal }: Outcome, complain: Complain): void {
  const numbers = [...journal.changes.values()].map((change) => change.number);
  if (numbers.includes(null)) complain('queues are empty', 'changes without a number are left in the journal');
  const sorted = numbers.filter((number) => number !== null).sort((a, b) => a - b);
  sorted.forEach((number, i) => {
    if (number !== i + 1) complain('cursors do not skip', `the feed has ${number} in the place of ${i + 1}`);
  });
}
