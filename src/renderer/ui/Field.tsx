import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';

export interface FieldWiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
  className: string;
}

export interface FieldProps {
  label: ReactNode;
  /** What is wrong, in words; stands right under the field. */
  problems?: readonly string[] | undefined;
  hint?: ReactNode;
  grows?: boolean | undefined;
  children: (wiring: FieldWiring) => ReactNode;
}

/** A label, a field and what is wrong with it, wired for a screen reader. */
export function Field({ label, problems = [], hint, grows = false, children }: FieldProps): ReactNode {
  const id = useId();
  const isWrong = problems.length > 0;
  return (
    <div className={`${styles['field']} ${grows ? styles['grows'] : ''}`}>
      <div className={styles['head']}>
        <label className={styles['label']} htmlFor={id}>
          {label}
        </label>
        {isWrong && (
          <p className={styles['problem']} id={`${id}-problem`}>
            {problems.join('. ')}
          </p>
        )}
        {hint}
      </div>
      {children({
        id,
        'aria-describedby': isWrong ? `${id}-problem` : undefined,
        'aria-invalid': isWrong,
        className: styles['control'] ?? '',
      })}
    </div>
  );
}
