import type { ReactNode } from 'react';
import { Field } from '../ui/Field.tsx';
import styles from './Way.module.css';

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChoose: (value: string) => void;
  problems?: readonly string[];
  testId: string;
}

/** One of a few: the native list, which every keyboard and reader knows. */
export function Choice({ label, value, options, onChoose, problems, testId }: ChoiceProps): ReactNode {
  return (
    <Field label={label} problems={problems}>
      {(wiring) => (
        <select
          {...wiring}
          className={`${wiring.className} ${styles['select'] ?? ''}`}
          data-testid={testId}
          value={value}
          onChange={(event) => onChoose(event.target.value)}
        >
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
