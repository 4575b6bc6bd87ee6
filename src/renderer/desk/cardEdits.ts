import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { AppealKind } from '../../shared/domain/appeal/codeBooks.ts';
import { needsTheme } from '../../shared/domain/appeal/controls.ts';
import type { TypicalQuestion } from '../../shared/domain/knowledge/typicalQuestions.ts';
import { fullName, type Person } from '../../shared/domain/person/person.ts';
import { themeByCode } from '../../shared/domain/theme/theme.ts';

/** A theme of another kind cannot stay: it would be a finding the operator never made. */
export function withKind(card: AppealCard, kind: AppealKind): AppealCard {
  const theme = card.themeCode === null ? null : themeByCode(card.themeCode);
  const stays = needsTheme(kind) && theme?.kind === kind;
  return { ...card, kind, themeCode: stays ? card.themeCode : null };
}

/** The theme decides the kind: who searches «нахамили» means a complaint, whatever the radio says. */
export function withTheme(card: AppealCard, code: string | null): AppealCard {
  const kind = code === null ? undefined : themeByCode(code)?.kind;
  if (kind === undefined || kind === 'total') return { ...card, themeCode: null };
  return { ...card, kind, themeCode: code };
}

/** The person found becomes the one the appeal is about, and the applicant until somebody else is named. */
export function withPerson(card: AppealCard, person: Person): AppealCard {
  return {
    ...card,
    personId: person.id,
    insurerId: person.insurerId,
    applicant: { ...card.applicant, name: fullName(person), birthDate: person.birthDate },
  };
}

/** Somebody else calls: what came from the wrong person leaves with them, what was typed by hand stays. */
export function withoutPerson(card: AppealCard, was: Person | null): AppealCard {
  const nameWasTheirs = was !== null && card.applicant.name === fullName(was);
  return {
    ...card,
    personId: null,
    insurerId: null,
    applicant: { ...card.applicant, name: nameWasTheirs ? '' : card.applicant.name, birthDate: null },
  };
}

/**
 * Puts a typical answer into the card. A complaint stays a complaint, with the theme of the same matter; an answer
 * typed before is kept above the new one; an empty essence gets the question, to be corrected into the caller's words.
 */
export function withQuestion(card: AppealCard, question: TypicalQuestion): AppealCard {
  const isComplaint = card.kind === 'complaint' && question.complaintThemeCode !== undefined;
  const themed = isComplaint
    ? { ...card, themeCode: question.complaintThemeCode ?? null }
    : question.themeCode === null
      ? withKind(card, question.kind)
      : withTheme(card, question.themeCode);
  const before = card.answer.trim();
  const answer =
    before === '' || before.includes(question.answer) ? before || question.answer : `${before}\n\n${question.answer}`;
  return { ...themed, answer, essence: card.essence.trim() === '' ? question.title : card.essence };
}

/** Whether throwing the card away would lose words somebody typed. */
export function hasText(card: AppealCard): boolean {
  return card.essence.trim() !== '' || card.answer.trim() !== '';
}
