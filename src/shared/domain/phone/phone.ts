/** A telephone number as it was given, and as the product compares it. */
export interface Phone {
  /** E.164 («+79261234567»), a short service number as it is, or null when it is neither. */
  number: string | null;
  extension: string | null;
  /** What stood there, for a number nobody can normalise. */
  raw: string;
}

const EXTENSION = /(?:доб\.?|ext\.?|#)\s*(\d{1,6})\s*$/i;

/**
 * Brings a dialled, typed or signalled number to E.164 by the practice of the Russian network.
 * @param areaCode the region's code for 5–7 digit local numbers, null where there is none
 */
export function normalizePhone(text: string, areaCode: string | null = null): Phone {
  const raw = text.trim();
  const extension = EXTENSION.exec(raw)?.[1] ?? null;
  const main = raw.replace(EXTENSION, '');
  const digits = main.replace(/\D/g, '');
  return { number: toE164(main.includes('+'), digits, areaCode), extension, raw };
}

function toE164(international: boolean, digits: string, areaCode: string | null): string | null {
  if (international) return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null;
  if (digits.startsWith('810') && digits.length >= 11 && digits.length <= 18) return `+${digits.slice(3)}`;
  if (digits.length === 11 && /^[78]/.test(digits)) return `+7${digits.slice(1)}`;
  if (digits.length === 10 && /^[3489]/.test(digits)) return `+7${digits}`;
  if (/^(1\d\d|0[1-9])$/.test(digits)) return digits;
  if (areaCode && digits.length >= 5 && digits.length <= 7 && areaCode.length + digits.length === 10) {
    return `+7${areaCode}${digits}`;
  }
  return null;
}

/** «+7 926 123-45-67» for a Russian number, anything else as it is. */
export function formatPhone(number: string): string {
  const match = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
  return match ? `+7 ${match[1]} ${match[2]}-${match[3]}-${match[4]}` : number;
}
