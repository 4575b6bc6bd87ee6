import { useMemo } from 'react';
import { somebodyOf } from '../../shared/domain/appeal/stepRights.ts';
import type { Somebody } from '../../shared/domain/policy/policy.ts';
import { useMirror } from '../services/services.tsx';
import { standsInFor, type Standing } from '../../shared/domain/user/absence.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { useNow } from '../ui/useNow.ts';

const A_MINUTE_MS = 60_000;
const NOBODY_AWAY: readonly Standing[] = [];

/** Whoever sits here, as rights are judged; null while nobody is signed in. */
export function useSomebody(): Somebody | null {
  const user = useMirror((mirrored) => mirrored.session?.user ?? null);
  const absences = useMirror((mirrored) => mirrored.reference?.absences ?? NOBODY_AWAY);
  const clockOffMs = useMirror((mirrored) => mirrored.sync?.clockOffMs ?? 0);
  // An absence begins and ends at midnight, under the eyes of whoever sits here.
  const at = toInstant(useNow(absences.length > 0, A_MINUTE_MS) - clockOffMs);
  const standing = user === null ? '' : standsInFor(user.id, absences, at).join(' ');
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? null);
  return useMemo(
    () => user && somebodyOf(user, organisations ?? [], standing === '' ? [] : standing.split(' ')),
    [user, organisations, standing],
  );
}
