import type { HistoryRow } from '../../shared/contracts/worklists.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { Instant } from '../../shared/lib/primitives.ts';

/** Something that happened to an appeal, as it is told to people. */
export interface Happening {
  key: string;
  kind: HistoryRow['kind'];
  at: Instant;
  actorId: string | null;
  actorName: string | null;
  changes: HistoryRow['changes'];
  detail: Readonly<Record<string, unknown>>;
}

/** Told by the program to itself: nobody did anything then. */
const SILENT: ReadonlySet<HistoryRow['kind']> = new Set(['appeal.controlsChecked']);

/** What happened, the latest first: from the journal's history, or from what the state still remembers without it. */
export function timelineOf(appeal: Appeal, history: readonly HistoryRow[] | null): readonly Happening[] {
  if (history === null) return remembered(appeal);
  return history
    .filter((row) => !SILENT.has(row.kind))
    .map((row) => ({
      key: String(row.version),
      kind: row.kind,
      at: row.occurredAt,
      actorId: row.actorId,
      actorName: row.actorName,
      changes: row.changes,
      detail: row.detail,
    }))
    .toReversed();
}

/** What a state still tells of its past: not who accepted or passed it on, which only the events say. */
function remembered(appeal: Appeal): readonly Happening[] {
  const said = (
    kind: Happening['kind'],
    ones: readonly { by: string; at: Instant }[],
    detail: (one: never) => Happening['detail'],
  ): Happening[] =>
    ones.map((one, index) => ({
      key: `${kind} ${index}`,
      kind,
      at: one.at,
      actorId: one.by,
      actorName: null,
      changes: [],
      detail: detail(one as never),
    }));
  const found = [
    ...said('appeal.registered', [{ by: appeal.registeredBy, at: appeal.occurredAt }], () => ({})),
    ...said('appeal.answered', appeal.preliminaryAnswers, ({ text }: { text: string }) => ({ text })),
    ...said('appeal.extended', appeal.extensions, ({ until, reason }: { until: string; reason: string }) => ({
      until,
      reason,
    })),
    ...said('appeal.returned', appeal.returns, ({ reason }: { reason: string }) => ({ reason })),
    ...said('appeal.reopened', appeal.reopenings, ({ reason }: { reason: string }) => ({ reason })),
    ...said('appeal.commented', appeal.comments, ({ text }: { text: string }) => ({ text })),
    ...(appeal.redirection === null
      ? []
      : said(
          'appeal.redirected',
          [appeal.redirection],
          ({ to, organisation }: { to: string; organisation: string }) => ({
            to,
            organisation,
          }),
        )),
  ];
  return found.toSorted((one, other) => other.at.localeCompare(one.at));
}
