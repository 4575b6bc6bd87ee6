import { useMemo } from 'react';
import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import { useMirror } from './services.tsx';

const NONE: readonly Organisation[] = [];

/** The organisation with this id, or null where the reference data does not know it. */
export function useOrganisation(id: string | null): Organisation | null {
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NONE);
  return organisations.find((one) => one.id === id) ?? null;
}

/** The region's medical organisations. */
export function useClinics(): readonly Organisation[] {
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NONE);
  return useMemo(() => organisations.filter((one) => one.kind === 'clinic'), [organisations]);
}
