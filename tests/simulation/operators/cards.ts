import { emptyApplicant, emptyCard, type AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import type { AppealOutcome } from '../../../src/shared/domain/appeal/codeBooks.ts';
import { clinics } from '../journal/people.ts';
import { POISON } from '../journal/simJournal.ts';
import type { Fields } from '../model/ledger.ts';
import type { Dice } from '../world/dice.ts';

/** Fields that people change in these schedules. */
export const EDITABLE = [
  'essence',
  'answer',
  'applicant',
  'clinicId',
  'insurerId',
] as const satisfies readonly (keyof AppealCard)[];

/** A word that stands nowhere else, so that a text can be looked for. */
export interface Words {
  next(): string;
}

export function createWords(): Words {
  let count = 0;
  return {
    next() {
      count += 1;
      return `слово${count}`;
    },
  };
}

/** A text as people give it: mostly a line, now and then what no program expects. */
export function typedText(dice: Dice, words: Words): string {
  const word = words.next();
  switch (dice.weighed({ line: 60, long: 2, poison: 1, odd: 2 })) {
    case 'line':
      return `Текст ${word}`;
    case 'long':
      return `Текст ${word} ${'очень длинный '.repeat(500)}`.slice(0, 3_990);
    case 'poison':
      return `Текст ${word} ${POISON}`;
    case 'odd':
      return `Текст ${word} \0 \ud800 «»`;
  }
}

/** An answer may be longer than the journal's door lets through in one piece. */
function typedAnswer(dice: Dice, words: Words): string {
  return dice.chance(0.02)
    ? `Ответ ${words.next()} ${'и так далее '.repeat(700)}`.slice(0, 7_990)
    : typedText(dice, words);
}

export function typedCard(dice: Dice, words: Words): AppealCard {
  const isComplaint = dice.chance(0.2);
  return {
    ...emptyCard(dice.pick(['hotline', 'letter', 'email'])),
    kind: isComplaint ? 'complaint' : 'consultation',
    themeCode: isComplaint ? null : '4.2',
    clinicId: dice.chance(0.5) ? (dice.pick(clinics).id ?? null) : null,
    essence: typedText(dice, words),
    answer: dice.chance(0.4) ? typedAnswer(dice, words) : '',
    applicant: { ...emptyApplicant, name: `Заявитель ${words.next()}` },
  };
}

/** A change of one or two fields, with what its author saw in them. */
export function typedChange(dice: Dice, words: Words, seen: AppealCard): { changes: Fields; was: Fields } {
  const changes: Fields = {};
  const was: Fields = {};
  const count = dice.chance(0.3) ? 2 : 1;
  for (let i = 0; i < count; i++) {
    const field = dice.pick(EDITABLE);
    Object.assign(changes, { [field]: typedValue(dice, words, field) });
    Object.assign(was, { [field]: seen[field] });
  }
  return { changes, was };
}

export function typedValue(dice: Dice, words: Words, field: (typeof EDITABLE)[number]): AppealCard[typeof field] {
  switch (field) {
    case 'answer':
      return typedAnswer(dice, words);
    case 'essence':
      return typedText(dice, words);
    case 'applicant':
      return { ...emptyApplicant, name: `Заявитель ${words.next()}` };
    case 'clinicId':
    case 'insurerId':
      // Few values: two people often mean the same.
      return dice.chance(0.8) ? (dice.pick(clinics).id ?? null) : null;
  }
}

export const OUTCOME: AppealOutcome = 'consulted';
