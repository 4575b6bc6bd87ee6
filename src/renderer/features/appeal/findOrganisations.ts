import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';

/** «Ё» is typed as «е» by most, and case by nobody. */
const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/** Organisations whose name, code or address has every typed word, those whose short name begins so first. */
export function findOrganisations(all: readonly Organisation[], query: string, limit: number): Organisation[] {
  const typed = plain(query.trim());
  if (typed === '') return all.slice(0, limit);
  const words = typed.split(/\s+/);
  const fitting = all.filter((one) => {
    const text = plain(`${one.shortName} ${one.name} ${one.code} ${one.address ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const rank = (one: Organisation): number => (plain(one.shortName).startsWith(typed) ? 0 : one.code === typed ? 0 : 1);
  return fitting.toSorted((left, right) => rank(left) - rank(right)).slice(0, limit);
}
