import { useId, type ReactNode } from 'react';
import { Field } from '../../ui/Field.tsx';

interface PlainFieldProps {
  label: string;
  /** Names the field for the cursor that comes back to it. */
  field: string;
  value: string;
  isDisabled: boolean;
  problems?: readonly string[];
  onChange: (value: string) => void;
}

/** One line of text, or a date. */
export function TextField(
  props: PlainFieldProps & { type?: 'text' | 'date'; max?: number; onLeave?: () => void; offers?: readonly string[] },
): ReactNode {
  const { label, field, value, isDisabled, problems, onChange, type = 'text', max, onLeave, offers } = props;
  const offersId = useId();
  return (
    <Field label={label} problems={problems}>
      {(wiring) => (
        <>
          <input
            {...wiring}
            type={type}
            list={offers === undefined ? undefined : offersId}
            data-testid={`field-${field}`}
            data-field={field}
            autoComplete="off"
            maxLength={max}
            value={value}
            readOnly={isDisabled}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          />
          {offers !== undefined && (
            <datalist id={offersId}>
              {offers.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

/** One of a code book. */
export function ChoiceField(
  props: PlainFieldProps & { options: readonly (readonly [value: string, text: string])[] },
): ReactNode {
  const { label, field, value, isDisabled, problems, onChange, options } = props;
  return (
    <Field label={label} problems={problems}>
      {(wiring) => (
        <select
          {...wiring}
          data-testid={`field-${field}`}
          data-field={field}
          value={value}
          disabled={isDisabled}
          onChange={(event) => onChange(event.target.value)}
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
