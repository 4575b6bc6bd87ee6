import type { TFunction } from 'i18next';
import type { TemplateFault } from '../../shared/domain/answer/answerTemplate.ts';

/** What is wrong with a template, in words, with its place. */
export function templateFaultText(t: TFunction, { code, name, part }: TemplateFault): string {
  const where = { name, part: t(`answer.part.${part}`) };
  return code === 'answer.open_placeholder'
    ? t('errors.answer.open_placeholder', where)
    : t('errors.answer.unknown_placeholder', where);
}
