import type { Appeal } from '../appeal/appeal.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { formatPhone } from '../phone/phone.ts';
import { fillTemplate, faultsOf, type AnswerTemplate, type Letter, type TemplateFault } from './answerTemplate.ts';

/** What a written answer is made of, beside its template. */
export interface AnswerSources {
  appeal: Pick<Appeal, 'number' | 'occurredAt' | 'card'>;
  /** Who answers; null where the reference data do not know them. */
  organisation: Organisation | null;
  /** The clinic complained of, as it is called. */
  clinicName: string;
  /** The answer as it goes out, which may say more than the card's. */
  text: string;
  position: string;
  signatory: string;
  /** Both as «22.11.2026», in the region's days. */
  registeredOn: string;
  today: string;
}

/** What keeps a letter from being written, at the field where it is mended. */
export type AnswerFault =
  | TemplateFault
  | { code: 'answer.text_missing' | 'answer.addressee_missing' | 'answer.signatory_missing' };

/**
 * Письменный ответ заявителю (59-ФЗ, ст. 10) of a template and an appeal. Without a name there is nobody to answer
 * (ст. 11, ч. 1), and without a text nothing.
 */
export function writeAnswer(
  template: AnswerTemplate,
  sources: AnswerSources,
): { letter: Letter; faults: [] } | { letter: null; faults: AnswerFault[] } {
  const { appeal, organisation, clinicName, text, position, signatory, registeredOn, today } = sources;
  const { card, number } = appeal;
  const faults: AnswerFault[] = [...faultsOf(template)];
  if (text.trim() === '') faults.push({ code: 'answer.text_missing' });
  if (card.applicant.name.trim() === '') faults.push({ code: 'answer.addressee_missing' });
  if (signatory.trim() === '') faults.push({ code: 'answer.signatory_missing' });
  if (faults.length > 0) return { letter: null, faults };
  const letter = fillTemplate(template, {
    организация: organisation?.name ?? '',
    'организация кратко': organisation?.shortName ?? '',
    'адрес организации': organisation?.address ?? '',
    'телефон организации': organisation?.phone ? `Телефон ${formatPhone(organisation.phone)}` : '',
    заявитель: card.applicant.name,
    'адрес заявителя': card.applicant.address,
    'почта заявителя': card.applicant.email,
    номер: number,
    'дата обращения': registeredOn,
    сегодня: today,
    суть: card.essence,
    ответ: text,
    меры: card.measures,
    'на кого жалоба': clinicName,
    должность: position,
    подписант: signatory,
  });
  return { letter, faults: [] };
}

/** «Ответ 98-000123.docx»: a name every file system takes. */
export function answerFileName(number: string, ending: 'docx' | 'pdf'): string {
  return `Ответ ${number.replaceAll(/[\\/:*?"<>|]/g, '-')}.${ending}`;
}
