import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useMirror } from './services.tsx';

const NOBODY: readonly { id: string; name: string }[] = [];

/** Says who somebody is: «вы», their name, or that it is a colleague this desk has not heard of. */
export function useStaffName(): (userId: string) => string {
  const { t } = useTranslation();
  const me = useMirror((mirrored) => mirrored.session?.user?.id ?? null);
  const staff = useMirror((mirrored) => mirrored.reference?.staff ?? NOBODY);
  return useCallback(
    (userId) =>
      userId === me ? t('change.me') : (staff.find((one) => one.id === userId)?.name ?? t('change.somebody')),
    [t, me, staff],
  );
}
