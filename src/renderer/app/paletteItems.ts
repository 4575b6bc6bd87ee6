import type { DeskAppeal } from '../../shared/contracts/bridge.ts';
import type { WorklistLine } from '../../shared/contracts/worklists.ts';
import type { AppealStatus } from '../../shared/domain/appeal/appeal.ts';

/** Something the window can do, by a name people search for. */
export interface Command {
  id: string;
  text: string;
  keyLabel?: string;
  run: () => void;
}

/** An appeal as the palette shows it, from wherever it was found. */
export interface FoundAppeal {
  id: string;
  number: string;
  status: AppealStatus;
  name: string;
  essence: string;
  occurredAt: string;
}

const MOST = 10;
/** Digits enough to tell one telephone number from another. */
const PHONE_DIGITS = 4;

const wordsOf = (text: string): string[] => text.toLowerCase().replaceAll('ё', 'е').split(/\s+/u).filter(Boolean);

/** Commands of which every typed word begins a word; all of them while nothing is typed. */
export function foundCommands(commands: readonly Command[], query: string): readonly Command[] {
  const typed = wordsOf(query);
  return commands.filter(({ text }) => {
    const words = wordsOf(text.replace(/[«»:]/gu, ' '));
    return typed.every((one) => words.some((word) => word.startsWith(one)));
  });
}

/** Appeals of this desk by number, a provisional one too, telephone number or name. */
export function foundHere(appeals: readonly DeskAppeal[], query: string): FoundAppeal[] {
  const typed = query.trim().toLowerCase();
  const digits = typed.replace(/\D/gu, '');
  const words = wordsOf(query);
  if (typed === '') return [];
  return appeals
    .filter(({ appeal, personName }) => {
      const { name, phone } = appeal.card.applicant;
      const isNumber = appeal.number.toLowerCase().includes(typed);
      const isPhone = digits.length >= PHONE_DIGITS && (phone ?? '').replace(/\D/gu, '').includes(digits);
      const names = wordsOf(`${name} ${personName ?? ''}`);
      return isNumber || isPhone || words.every((one) => names.some((word) => word.startsWith(one)));
    })
    .slice(0, MOST)
    .map(({ appeal, personName }) => ({
      id: appeal.id,
      number: appeal.number,
      status: appeal.status,
      name: appeal.card.applicant.name || (personName ?? ''),
      essence: appeal.card.essence.slice(0, 120),
      occurredAt: appeal.occurredAt,
    }));
}

/** Each appeal once; what may not be opened is left out. */
export function mergeFound(here: readonly FoundAppeal[], lines: readonly WorklistLine[]): FoundAppeal[] {
  const found = new Map(here.map((one) => [one.id, one]));
  for (const line of lines) {
    if (line.isMasked || found.has(line.id)) continue;
    const { id, number, status, applicantName: name, essence, occurredAt } = line;
    found.set(id, { id, number, status, name, essence: essence.slice(0, 120), occurredAt });
  }
  return [...found.values()].slice(0, MOST * 2);
}
