import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActCommand } from '../../shared/contracts/journal.ts';
import { CARD_FIELDS, fieldLabel, useFieldText } from '../card/useFieldText.ts';
import { formatDate, formatInstant } from '../i18n/format.ts';
import { useMirror } from '../services/services.tsx';
import { useStaffName } from '../services/useStaffName.ts';
import styles from './WhatWasMeant.module.css';

/** What somebody wanted of the journal, as labels and values a person can compare with the appeal. */
export function WhatWasMeant({ command }: { command: ActCommand }): ReactNode {
  const lines = useLines(command);
  return (
    <dl className={styles['meant']}>
      {lines.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function useLines(command: ActCommand): [label: string, text: string][] {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const staffName = useStaffName();
  const organisations = useMirror(({ reference }) => reference?.organisations);
  const organisationName = (id: string): string => organisations?.find((one) => one.id === id)?.shortName ?? id;
  const why = (reason: string): [string, string][] => (reason === '' ? [] : [[t('act.reason'), reason]]);
  switch (command.kind) {
    case 'appeal.register':
    case 'appeal.amend': {
      const card = command.kind === 'appeal.register' ? command.card : command.changes;
      const fields = CARD_FIELDS.filter((field) => card[field] !== undefined);
      const told = command.kind === 'appeal.register' ? fields.filter((field) => isFilled(card[field])) : fields;
      const lines = told.map((field): [string, string] => [fieldLabel(t, field), fieldText(field, card[field])]);
      if (command.kind === 'appeal.amend') return lines;
      const end = command.closeWith === null ? t('act.stays') : t(`outcome.${command.closeWith}`);
      return [[t('outbox.number'), command.number], ...lines, [t('appeal.outcome'), end]];
    }
    case 'appeal.close':
      return [[t('act.closeWith'), t(`outcome.${command.outcome}`)]];
    case 'appeal.submit':
      return [[t('appeal.outcome'), t(`outcome.${command.outcome}`)]];
    case 'appeal.assign':
      return [[t('act.assignee'), staffName(command.assigneeId)], ...why(command.reason)];
    case 'appeal.forward': {
      const to = organisationName(command.to.organisationId);
      const whom = command.userId === null ? t(levelKey(command.to.level)) : staffName(command.userId);
      return [[t('act.addressee'), `${to}, ${whom}`], ...why(command.reason)];
    }
    case 'appeal.redirect':
      return [[t('act.addressee'), command.organisation]];
    case 'appeal.decline':
    case 'appeal.return':
    case 'appeal.reopen':
      return why(command.reason);
    case 'appeal.extend':
      return [[t('act.until'), formatDate(command.until)], ...why(command.reason)];
    case 'appeal.answer':
    case 'appeal.comment':
      return [[t('act.text'), command.text]];
    case 'appeal.involve':
      return [[t('act.coExecutor'), staffName(command.userId)]];
    case 'appeal.attach':
      return [[t('act.file'), command.attachment.name]];
    case 'appeal.markExpertise':
      return [[t('expertise.title'), t(`expertise.${command.expertise}`)], ...why(command.note)];
    case 'appeal.accept':
    case 'appeal.linkAppeal':
      return [];
    case 'act.handOver':
      return [[t('act.note'), command.note || t('handOver.noNote')]];
    case 'call.record':
      return [[t('lists.when'), formatInstant(command.fact.at)]];
    case 'operator.moved':
      return [[t('lists.status'), t(`operator.${command.status}`)]];
    case 'appeal.linkCall':
      return [];
  }
}

/** An empty field of a registration is nothing that anybody meant. */
function isFilled(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((one) => isFilled(one));
  return value !== null && value !== '';
}

function levelKey(level: number): 'level.first' | 'level.second' | 'level.third' {
  return level === 1 ? 'level.first' : level === 2 ? 'level.second' : 'level.third';
}
