import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import { formatPhone, normalizePhone } from '../../../shared/domain/phone/phone.ts';
import { useMirror } from '../../services/services.tsx';
import { Field } from '../../ui/Field.tsx';

interface PhoneFieldProps {
  card: AppealCard;
  isDisabled: boolean;
  onEdit: (change: (card: AppealCard) => AppealCard) => void;
}

/** Shows the number as people write it, keeps it as the product compares it; what cannot be read stays as typed. */
export function PhoneField({ card, isDisabled, onEdit }: PhoneFieldProps): ReactNode {
  const { t } = useTranslation();
  const areaCode = useMirror((mirrored) => mirrored.reference?.settings.areaCode ?? null);
  const [typed, setTyped] = useState<string | null>(null);
  const { phone } = card.applicant;
  const put = (text: string): void => {
    const number = text.trim() === '' ? null : (normalizePhone(text, areaCode).number ?? text.trim());
    onEdit((before) => ({ ...before, applicant: { ...before.applicant, phone: number } }));
  };
  return (
    <Field label={t('appeal.phone')}>
      {(wiring) => (
        <input
          {...wiring}
          data-testid="applicant-phone"
          data-field="phone"
          inputMode="tel"
          autoComplete="off"
          maxLength={32}
          value={typed ?? (phone === null ? '' : formatPhone(phone))}
          readOnly={isDisabled}
          onChange={(event) => {
            setTyped(event.target.value);
            put(event.target.value);
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
}
