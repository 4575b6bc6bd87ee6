import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toErrorValue } from '../../../shared/errors.ts';
import { errorText } from '../../i18n/errorText.ts';

export interface Save<Field extends string> {
  isBusy: boolean;
  isDone: boolean;
  /** What the journal did not take, when it is of no field. */
  problem: string | null;
  /** What the journal did not take of this field, in words. */
  refused(field: Field): string[];
  /** Whether it was done. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

/**
 * One form's way to the journal. A refusal stands at its field, and nothing typed is touched.
 * @param fieldOf the field a refusal is of, by its code
 */
export function useSave<Field extends string>(fieldOf: Readonly<Record<string, Field>>): Save<Field> {
  const { t } = useTranslation();
  const [state, setState] = useState<{ isBusy: boolean; isDone: boolean; text: string | null; field: Field | null }>(
    () => ({ isBusy: false, isDone: false, text: null, field: null }),
  );
  return {
    isBusy: state.isBusy,
    isDone: state.isDone,
    problem: state.field === null ? state.text : null,
    refused: (field) => (state.field === field && state.text !== null ? [state.text] : []),
    async run(work) {
      setState({ isBusy: true, isDone: false, text: null, field: null });
      try {
        await work();
        setState({ isBusy: false, isDone: true, text: null, field: null });
        return true;
      } catch (error) {
        const value = toErrorValue(error);
        setState({ isBusy: false, isDone: false, text: errorText(t, value), field: fieldOf[value.code] ?? null });
        return false;
      }
    },
    clear: () => setState({ isBusy: false, isDone: false, text: null, field: null }),
  };
}
