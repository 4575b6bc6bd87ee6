import { normalizePhone } from '../../../shared/domain/phone/phone.ts';

/** Whom a person typed to transfer to: a line of the exchange by its name, a short or a full number; null while it is none. */
export function readTarget(typed: string): string | null {
  const text = typed.trim();
  if (/^[a-z][a-z0-9_]{1,31}$/i.test(text)) return text.toLowerCase();
  if (/^[*\d]{2,6}$/.test(text)) return text;
  if (!/^[+\d\s()-]{7,25}$/.test(text)) return null;
  const phone = normalizePhone(text, null);
  return phone === null ? null : phone.number;
}
