import { useMemo } from 'react';
import { somebodyOf } from '../../shared/domain/appeal/stepRights.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';
import { useMirror } from '../services/services.tsx';

/** Whoever sits here, as rights are judged; null while nobody is signed in. */
export function useSomebody(): Somebody | null {
  const user = useMirror((mirrored) => mirrored.session?.user ?? null);
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? null);
  return useMemo(() => user && somebodyOf(user, organisations ?? []), [user, organisations]);
}
