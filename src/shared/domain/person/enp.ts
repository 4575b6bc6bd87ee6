/**
 * The check digit of a 15-digit policy body: Mod 10 of ISO/HL7 27931:2009, which equals the Luhn check digit.
 * @param body the first 15 digits of the единый номер полиса
 */
export function enpCheckDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/** Whether this is a whole единый номер полиса with a right check digit. */
export function isEnp(text: string): boolean {
  return /^\d{16}$/.test(text) && enpCheckDigit(text.slice(0, 15)) === Number(text[15]);
}
