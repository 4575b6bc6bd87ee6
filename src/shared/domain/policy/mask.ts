/**
 * «Иванова Анна Петровна» as «Ив*** А. П.»: enough to tell two callers apart, not enough to look somebody up. The
 * number of stars says nothing of the surname's length.
 */
export function maskName(name: string): string {
  const [family = '', ...given] = name.split(/\s+/).filter((word) => word !== '');
  if (family === '') return '';
  const initials = given.slice(0, 2).map((word) => `${firstLetters(word, 1)}.`);
  // Two letters of a surname of three are nearly the whole of it.
  const shown = Array.from(family).length > 3 ? 2 : 1;
  return [`${firstLetters(family, shown)}***`, ...initials].join(' ');
}

/** «+79261234567» as «+7…67»: whoever hears the number can check it, nobody can dial it. */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '');
  // A short number is a service's; of a longer one that could be guessed, nothing is shown.
  if (digits.length < 7) return '…';
  return `${phone.startsWith('+7') ? '+7' : ''}…${digits.slice(-2)}`;
}

function firstLetters(word: string, count: number): string {
  return Array.from(word).slice(0, count).join('');
}
