import type { ReactNode } from 'react';
import {
  Cell,
  Checkbox,
  Column,
  ResizableTableContainer,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
  type Selection,
} from 'react-aria-components';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorklistLine } from '../../../shared/contracts/worklists.ts';
import type { Organisation } from '../../../shared/domain/organisation/organisation.ts';
import { formatInstant, today } from '../../i18n/format.ts';
import { defaultTermRules } from '../../../shared/domain/term/appealTerm.ts';
import { workingDaysBetween } from '../../../shared/domain/term/runningTerm.ts';
import { useKeyLabel } from '../../ui/keyboard.tsx';
import type { Acceptance } from './acceptance.ts';
import { formatPhone } from '../../../shared/domain/phone/phone.ts';
import { TermMark } from '../../card/TermMark.tsx';
import { useMirror } from '../../services/services.tsx';
import { useThemeOf } from '../../services/useClassifiers.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { daysTo } from './daysTo.ts';
import { COLUMNS, type ColumnName } from './worklistView.ts';
import styles from './Worklists.module.css';

const ROW_HEIGHT = 46;
const HEADING_HEIGHT = 32;
const WIDTHS: Readonly<Record<ColumnName, { width?: number; minWidth: number }>> = {
  status: { width: 150, minWidth: 120 },
  due: { width: 204, minWidth: 120 },
  person: { minWidth: 150 },
  theme: { minWidth: 160 },
  essence: { minWidth: 180 },
  leader: { minWidth: 140 },
  registered: { width: 104, minWidth: 120 },
  kind: { width: 118, minWidth: 100 },
  channel: { width: 130, minWidth: 100 },
  clinic: { minWidth: 150 },
  insurer: { minWidth: 130 },
  expertise: { width: 110, minWidth: 90 },
};
const NOWHERE: readonly Organisation[] = [];

interface WorklistTableProps {
  lines: readonly WorklistLine[];
  label: string;
  columns: readonly ColumnName[];
  selected: ReadonlySet<string>;
  /** Null: nothing can be done to many at once here. */
  onSelect: ((selected: ReadonlySet<string>) => void) | null;
  onOpen: (appealId: string) => void;
  accepting: Acceptance & { may: (line: WorklistLine) => boolean };
}

/** Lines of a list under chosen columns: only those on screen are drawn, arrows go from one to the next, Enter opens. */
export function WorklistTable({
  lines,
  label,
  columns,
  selected,
  onSelect,
  onOpen,
  accepting,
}: WorklistTableProps): ReactNode {
  const { t } = useTranslation();
  const organisations = useMirror((mirrored) => mirrored.reference?.organisations ?? NOWHERE);
  const nameOf = (id: string | null): string => organisations.find((one) => one.id === id)?.shortName ?? '';
  const shown = COLUMNS.filter((column) => columns.includes(column));
  const acceptKey = useKeyLabel('stepAccept');
  const choose = (keys: Selection): void =>
    onSelect?.(keys === 'all' ? new Set(lines.map((line) => line.id)) : new Set([...keys].map(String)));
  return (
    <ResizableTableContainer className={styles['tableBox'] ?? ''}>
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: ROW_HEIGHT, headingHeight: HEADING_HEIGHT }}>
        <Table
          className={styles['table'] ?? ''}
          aria-label={label}
          selectionMode={onSelect === null ? 'none' : 'multiple'}
          selectedKeys={selected}
          onSelectionChange={choose}
          onRowAction={(key) => onOpen(String(key))}
          data-testid="worklist"
        >
          <TableHeader>
            {onSelect !== null && (
              <Column width={40} minWidth={40}>
                <Tick label={t('worklist.selectAll')} />
              </Column>
            )}
            <Column isRowHeader width={112} minWidth={90}>
              {t('lists.number')}
            </Column>
            {shown.map((column) => (
              <Column key={column} id={column} {...WIDTHS[column]}>
                {t(`worklist.column.${column}`)}
              </Column>
            ))}
          </TableHeader>
          <TableBody items={lines} dependencies={[shown, nameOf, accepting]}>
            {(line) => (
              <Row
                className={styles['row'] ?? ''}
                isDisabled={line.isMasked}
                data-testid="worklist-row"
                data-number={line.number}
                data-id={line.id}
              >
                {onSelect !== null && (
                  <Cell>
                    <Tick label={t('worklist.select', { number: line.number })} />
                  </Cell>
                )}
                <Cell>
                  <span className={styles['numberCell']}>
                    <b>{line.number}</b>
                    {accepting.may(line) && (
                      <button
                        type="button"
                        className={styles['take']}
                        title={acceptKey}
                        disabled={accepting.isBusy}
                        // The row under it opens the card on a press of its own.
                        onPointerDown={(event) => event.stopPropagation()}
                        onMouseDown={(event) => event.stopPropagation()}
                        onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && event.stopPropagation()}
                        onClick={(event) => {
                          event.stopPropagation();
                          accepting.accept(line);
                        }}
                        data-testid="row-accept"
                      >
                        <Check className="icon" aria-hidden /> {t('way.accept')}
                      </button>
                    )}
                  </span>
                </Cell>
                {shown.map((column) => (
                  <Cell key={column}>
                    <Value line={line} column={column} nameOf={nameOf} />
                  </Cell>
                ))}
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </ResizableTableContainer>
  );
}

function Tick({ label }: { label: string }): ReactNode {
  return (
    <Checkbox slot="selection" className={styles['tick'] ?? ''} aria-label={label}>
      <Check className="icon" aria-hidden />
    </Checkbox>
  );
}

/** Days are counted: a list need not be drawn anew every second. */
const A_MINUTE_MS = 60_000;

interface ValueProps {
  line: WorklistLine;
  column: ColumnName;
  nameOf: (organisationId: string | null) => string;
}

function Value({ line, column, nameOf }: ValueProps): ReactNode {
  const { t } = useTranslation();
  const nowMs = useNow(column === 'due', A_MINUTE_MS);
  const themeOf = useThemeOf();
  const { calendar } = useMirror((mirrored) => mirrored.reference?.settings.terms ?? defaultTermRules);
  switch (column) {
    case 'status':
      return <StatusMark status={line.status} isWaiting={line.isWaiting} />;
    case 'due':
      return line.dueOn === null ? null : (
        <TermMark
          term={{
            state: line.term,
            dueOn: line.dueOn,
            daysLeft: daysTo(line.dueOn, nowMs),
            runs: line.runs,
            workingDaysLeft: workingDaysBetween(today(nowMs), line.dueOn, calendar),
          }}
        />
      );
    case 'person':
      return <Two text={line.applicantName || (line.phone === null ? t('lists.noPerson') : formatPhone(line.phone))} />;
    case 'theme':
      return (
        <Two
          text={
            line.themeCode === null
              ? t('kind.outside')
              : (themeOf(line.themeCode, line.classifierVersion)?.title ?? line.themeCode)
          }
        />
      );
    case 'essence':
      return <Two text={line.essence || t('supervisor.noText')} />;
    case 'leader':
      return <Two text={leaderText()} />;
    case 'registered':
      return formatInstant(line.occurredAt);
    case 'kind':
      return t(`kind.${line.kind}` as 'kind.complaint');
    case 'channel':
      return <Two text={t(`channel.${line.channel}` as 'channel.letter')} />;
    case 'clinic':
      return <Two text={nameOf(line.clinicId)} />;
    case 'insurer':
      return <Two text={nameOf(line.insurerId)} />;
    case 'expertise':
      return <Two text={line.expertise.map((kind) => t(`expertise.${kind}`)).join(', ')} />;
  }

  function leaderText(): string {
    if (line.leader !== null) return line.leader.name;
    const level = t(line.desk.level === 3 ? 'level.third' : line.desk.level === 2 ? 'level.second' : 'level.first');
    return [nameOf(line.desk.organisationId), level].filter(Boolean).join(', ');
  }
}

/** Two lines are enough to know it again; the whole text is in the title. */
function Two({ text }: { text: string }): ReactNode {
  return (
    <span className={styles['two']} title={text}>
      {text}
    </span>
  );
}
