import { z } from 'zod';
import { id } from '../../lib/primitives.ts';

/**
 * Of what a written answer is made: texts with placeholders in double braces, «{{номер}}». Each organisation may have its
 * own; what it has not written is as `defaultAnswerTemplate` says.
 */
export const answerTemplate = z.object({
  /** Бланк: who answers, on top of the sheet. */
  letterhead: z.string().max(2000),
  /** To whom, on the right. */
  addressee: z.string().max(1000),
  /** What it is about, in bold. */
  heading: z.string().max(1000),
  /** The letter itself; an empty line begins a paragraph. */
  body: z.string().max(8000),
  /** Who signs, and where. */
  signatory: z.string().max(1000),
});
export type AnswerTemplate = z.infer<typeof answerTemplate>;
export type TemplatePart = keyof AnswerTemplate;
export const TEMPLATE_PARTS = answerTemplate.keyof().options;

/** The template of one organisation, as a region's settings hold it. */
export const organisationTemplate = answerTemplate.extend({ organisationId: id });
export type OrganisationTemplate = z.infer<typeof organisationTemplate>;

/** What a placeholder may stand for, as people write it into a template. */
export const PLACEHOLDERS = [
  'организация',
  'организация кратко',
  'адрес организации',
  'телефон организации',
  'заявитель',
  'адрес заявителя',
  'почта заявителя',
  'номер',
  'дата обращения',
  'сегодня',
  'суть',
  'ответ',
  'меры',
  'на кого жалоба',
  'должность',
  'подписант',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export const defaultAnswerTemplate: AnswerTemplate = {
  letterhead: '{{организация}}\n{{адрес организации}}\n{{телефон организации}}',
  addressee: '{{заявитель}}\n{{адрес заявителя}}\n{{почта заявителя}}',
  heading: 'Ответ на обращение № {{номер}} от {{дата обращения}}',
  body: ['Ваше обращение, поступившее {{дата обращения}}, рассмотрено.', 'Суть обращения: {{суть}}', '{{ответ}}'].join(
    '\n\n',
  ),
  signatory: '{{должность}}\n{{подписант}}\n{{сегодня}}',
};

/** What is wrong with a template: where, and with which words. */
export interface TemplateFault {
  code: 'answer.unknown_placeholder' | 'answer.open_placeholder';
  part: TemplatePart;
  /** What stands between the braces, or after the opening ones. */
  name: string;
}

const BRACED = /\{\{([^{}]*)\}\}/g;

/** Every placeholder nobody knows, and every brace that was left open. */
export function faultsOf(template: AnswerTemplate): TemplateFault[] {
  return TEMPLATE_PARTS.flatMap((part): TemplateFault[] => {
    const text = template[part];
    const unknown = [...text.matchAll(BRACED)]
      .map(([, name = '']) => name.trim())
      .filter((name) => !isPlaceholder(name));
    const rest = text.replaceAll(BRACED, '');
    const open = /\{\{|\}\}/.exec(rest);
    return [
      ...[...new Set(unknown)].map((name): TemplateFault => ({ code: 'answer.unknown_placeholder', part, name })),
      ...(open === null
        ? []
        : [{ code: 'answer.open_placeholder' as const, part, name: rest.slice(open.index).slice(0, 40) }]),
    ];
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name.toLowerCase());
}

/** A letter ready to be drawn: lines of each part, of its body paragraphs. */
export interface Letter {
  letterhead: string[];
  addressee: string[];
  heading: string[];
  paragraphs: string[];
  signatory: string[];
}

/** Fills a template in that has no faults. A line in which nothing is left but placeholders without a value is left out. */
export function fillTemplate(template: AnswerTemplate, values: Readonly<Record<Placeholder, string>>): Letter {
  const filled = (text: string): string =>
    text.replaceAll(BRACED, (whole, name: string) => {
      const known = name.trim().toLowerCase();
      return isPlaceholder(known) ? values[known].trim() : whole;
    });
  const linesOf = (part: TemplatePart): string[] =>
    template[part].split('\n').flatMap((line) => {
      const text = filled(line).trim();
      return text === '' ? [] : text.split('\n');
    });
  // What a person wrote has paragraphs of its own, by one line's end or two.
  const paragraphs = template.body
    .split(/\n\s*\n/)
    .flatMap((block) => filled(block).split(/\n+/))
    .map((one) => one.trim());
  return {
    letterhead: linesOf('letterhead'),
    addressee: linesOf('addressee'),
    heading: linesOf('heading'),
    paragraphs: paragraphs.filter((one) => one !== ''),
    signatory: linesOf('signatory'),
  };
}

/** The template of an organisation, or the one that holds where it has none. */
export function templateOf(all: readonly OrganisationTemplate[], organisationId: string): AnswerTemplate {
  return all.find((one) => one.organisationId === organisationId) ?? defaultAnswerTemplate;
}
