import type { TFunction } from 'i18next';
import type { ErrorValue } from '../../shared/errors.ts';
import type { Messages } from './ru.ts';

/**
 * The text of an error code, as a person can use it. A code this window does not know shows the text it came with,
 * so that an old window can still say what a newer journal means.
 */
export function errorText(t: TFunction, error: Pick<ErrorValue, 'code' | 'params' | 'text'>): string {
  const known = lookUp(t('errors', { returnObjects: true }), error.code);
  if (known !== null) return fill(known, error.params ?? {});
  const carried = error.text ?? error.params?.['text'];
  return typeof carried === 'string' && carried !== '' ? carried : t('errors.unknown', { code: error.code });
}

/**
 * Why the journal did not take an act: its own words, which are newer than this window and say more than a code. They
 * are Russian, so another language has those of the code first.
 */
export function refusalText(t: TFunction, refusal: { code: string; text: string }): string {
  const hasWords = refusal.text !== '' && t('common.language') === 'ru';
  return hasWords ? refusal.text : errorText(t, refusal);
}

/** A failure's own words, where it brought some: a transport may carry them beside the code or among its parameters. */
export function refusalOf({ code, params, text }: Pick<ErrorValue, 'code' | 'params' | 'text'>): {
  code: string;
  text: string;
} {
  const carried = text ?? params?.['text'];
  return { code, text: typeof carried === 'string' ? carried : '' };
}

function lookUp(texts: Messages['errors'], code: string): string | null {
  const found = code
    .split('.')
    .reduce<unknown>((at, part) => (isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined), texts);
  return typeof found === 'string' ? found : null;
}

function fill(text: string, params: NonNullable<ErrorValue['params']>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
