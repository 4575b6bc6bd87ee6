import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';

/** «Ё» is typed as «е» by most, and case by nobody. */
const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/**
 * Organisations whose name, code or address has every typed word, those whose short name begins so first.
 * @param ownId stands first wherever it fits: most callers speak of the clinic they are attached to
 */
export function findOrganisations(
  all: readonly Organisation[],
  query: string,
  limit: number,
  ownId: string | null = null,
): Organisation[] {
  const typed = plain(query.trim());
  const words = typed.split(/\s+/).filter(Boolean);
  const fitting = all.filter((one) => {
    const text = plain(`${one.shortName} ${one.name} ${one.code} ${one.address ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const rank = (one: Organisation): number => {
    if (one.id === ownId) return 0;
    return plain(one.shortName).startsWith(typed) || one.code === typed ? 1 : 2;
  };
  return fitting.toSorted((left, right) => rank(left) - rank(right)).slice(0, limit);
}
