import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppealCard } from '../../../shared/domain/appeal/appealCard.ts';
import { needsTheme } from '../../../shared/domain/appeal/controls.ts';
import type { PickableTheme } from '../../../shared/domain/theme/classifier.ts';
import { withTheme } from '../../desk/cardEdits.ts';
import { useCardClassifier } from '../../services/useClassifiers.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { offerThemes } from './offerThemes.ts';
import styles from './Appeal.module.css';

interface CardFieldProps {
  card: AppealCard;
  problems: readonly string[];
  isDisabled: boolean;
  onEdit: (change: (card: AppealCard) => AppealCard) => void;
}

/** The theme, found by what the caller says; one of another kind changes the kind with it. */
export function ThemeField({ card, problems, isDisabled, onEdit }: CardFieldProps): ReactNode {
  const { t } = useTranslation();
  const isNeeded = needsTheme(card.kind);
  const among = useCardClassifier();
  const { classifier } = among;
  const theme = card.themeCode === null ? null : classifier.themes.get(card.themeCode);
  return (
    <Combobox<PickableTheme>
      label={t('appeal.theme')}
      placeholder={t(isNeeded ? 'appeal.themePlaceholder' : 'appeal.themeNone')}
      problems={problems}
      chosen={theme ? `${theme.code} ${theme.title}` : null}
      find={(query) => offerThemes(query, card.kind, among)}
      keyOf={(one) => one.code}
      render={(one) => (
        <span className={styles['themeRow']}>
          <span className={styles['code']}>{one.code}</span>
          <span>{one.title}</span>
          {one.kind !== card.kind && <span className={styles['otherKind']}>{t(`kind.${one.kind}`)}</span>}
        </span>
      )}
      onChoose={(one) => onEdit((before) => withTheme(before, one?.code ?? null, classifier))}
      isDisabled={isDisabled}
      noMatch={t('appeal.noMatch')}
      clearLabel={t('appeal.clear')}
      testId="theme-input"
      field="theme"
    />
  );
}
