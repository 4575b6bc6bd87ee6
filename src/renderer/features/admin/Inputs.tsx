import type { ReactNode } from 'react';
import { Field } from '../../ui/Field.tsx';

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problems?: readonly string[];
  hint?: string | undefined;
  type?: 'text' | 'password' | 'number';
  maxLength?: number;
  isDisabled?: boolean;
  /** The cursor comes here with the form. */
  isFirst?: boolean;
  testId: string;
}

/** One line of a form. */
export function TextInput(props: TextProps): ReactNode {
  const { label, value, onChange, problems = [], hint, type = 'text', maxLength = 300, isDisabled = false } = props;
  return (
    <Field label={label} problems={problems} hint={hint === undefined ? null : <Hint text={hint} />}>
      {(wiring) => (
        <input
          {...wiring}
          type={type === 'number' ? 'text' : type}
          inputMode={type === 'number' ? 'numeric' : undefined}
          autoComplete={type === 'password' ? 'new-password' : 'off'}
          spellCheck={false}
          maxLength={maxLength}
          disabled={isDisabled}
          autoFocus={props.isFirst ?? false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          data-testid={props.testId}
        />
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  value: Value | '';
  onChange: (value: Value) => void;
  options: readonly { value: Value; text: string }[];
  /** Said while nothing is picked; without it something always is. */
  nothing?: string;
  problems?: readonly string[];
  hint?: string | undefined;
  isDisabled?: boolean;
  testId: string;
}

/** One of a few: the system's own list, which every keyboard and screen reader knows. */
export function SelectInput<Value extends string>(props: SelectProps<Value>): ReactNode {
  const { label, value, onChange, options, nothing, problems = [], hint, isDisabled = false, testId } = props;
  return (
    <Field label={label} problems={problems} hint={hint === undefined ? null : <Hint text={hint} />}>
      {(wiring) => (
        <select
          {...wiring}
          value={value}
          disabled={isDisabled}
          onChange={(event) => onChange(event.target.value as Value)}
          data-testid={testId}
        >
          {nothing !== undefined && (
            <option value="" disabled>
              {nothing}
            </option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Hint({ text }: { text: string }): ReactNode {
  return <small>{text}</small>;
}
