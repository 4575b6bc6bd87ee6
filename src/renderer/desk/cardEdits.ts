import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import type { AppealKind } from '../../shared/domain/appeal/codeBooks.ts';
import { needsTheme } from '../../shared/domain/appeal/controls.ts';
import type { TypicalQuestion } from '../../shared/domain/knowledge/typicalQuestions.ts';
import { fullName, type Person } from '../../shared/domain/person/person.ts';
import type { Classifier } from '../../shared/domain/theme/classifier.ts';
import { currentClassifierId } from '../../shared/domain/theme/theme.ts';

/** A theme of another kind cannot stay: it would be a finding the operator never made. */
export function withKind(card: AppealCard, kind: AppealKind, { themes }: Classifier): AppealCard {
  const theme = card.themeCode === null ? null : themes.get(card.themeCode);
  const stays = needsTheme(kind) && theme?.kind === kind;
  return { ...card, kind, themeCode: stays ? card.themeCode : null };
}

/** The theme decides the kind: who searches «нахамили» means a complaint, whatever the radio says. */
export function withTheme(card: AppealCard, code: string | null, { themes }: Classifier): AppealCard {
  const kind = code === null ? undefined : themes.get(code)?.kind;
  if (kind === undefined || kind === 'total') return { ...card, themeCode: null };
  return { ...card, kind, themeCode: code };
}

/**
 * The person found becomes the one the appeal is about, and the applicant unless somebody else was named: a mother who
 * gave her own name before her child was found stays the applicant.
 * @param was the person chosen before
 */
export function withPerson(card: AppealCard, person: Person, was: Person | null = null): AppealCard {
  const { name } = card.applicant;
  const isOther = !isPartOfName(name, person) && (was === null || name !== fullName(was));
  const chosen = { ...card, personId: person.id, insurerId: person.insurerId };
  return isOther ? withApplicantName(chosen, name, was) : withApplicantName(chosen, fullName(person), person);
}

/** The applicant as typed. A date of birth that came with the person is not that of somebody else. */
export function withApplicantName(card: AppealCard, name: string, person: Person | null): AppealCard {
  const { birthDate } = card.applicant;
  const isPerson = person !== null && name.trim() === fullName(person);
  const came = person !== null && birthDate === person.birthDate;
  return {
    ...card,
    applicant: { ...card.applicant, name, birthDate: isPerson ? person.birthDate : came ? null : birthDate },
  };
}

/** «Лаврова Мар» is as far as somebody came before the person was found. */
function isPartOfName(typed: string, person: Person): boolean {
  const whole = fullName(person).toLowerCase().split(' ');
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => whole.some((one) => one.startsWith(word)));
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
 * typed before is kept above the new one, and the codes of questions are those of the form of 2023: under another version
 * the kind alone is known. An empty essence gets the question, to be corrected into the caller's words.
 */
export function withQuestion(card: AppealCard, question: TypicalQuestion, classifier: Classifier): AppealCard {
  const isOfForm = classifier.id === currentClassifierId;
  const isComplaint = card.kind === 'complaint' && question.complaintThemeCode !== undefined;
  const themed = isComplaint
    ? { ...card, themeCode: isOfForm ? (question.complaintThemeCode ?? null) : card.themeCode }
    : question.themeCode === null || !isOfForm
      ? withKind(card, question.kind, classifier)
      : withTheme(card, question.themeCode, classifier);
  const before = card.answer.trim();
  const answer =
    before === '' || before.includes(question.answer) ? before || question.answer : `${before}\n\n${question.answer}`;
  return { ...themed, answer, essence: card.essence.trim() === '' ? question.title : card.essence };
}

/** Whether throwing the card away would lose words somebody typed. */
export function hasText(card: AppealCard): boolean {
  return card.essence.trim() !== '' || card.answer.trim() !== '';
}
