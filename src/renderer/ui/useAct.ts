import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toErrorValue } from '../../shared/errors.ts';
import { errorText } from '../i18n/errorText.ts';

export interface Act {
  isBusy: boolean;
  /** The last try succeeded. */
  isDone: boolean;
  /** Why the last try failed, in words, or null. */
  problem: string | null;
  run(work: () => Promise<unknown>): void;
  clear(): void;
}

/** One thing a screen asks of the core, with its waiting and its failure in words. */
export function useAct(): Act {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    isBusy,
    isDone,
    problem,
    run(work) {
      setBusy(true);
      setDone(false);
      setProblem(null);
      work()
        .then(() => setDone(true))
        .catch((error: unknown) => setProblem(errorText(t, toErrorValue(error))))
        .finally(() => setBusy(false));
    },
    clear: () => setProblem(null),
  };
}
