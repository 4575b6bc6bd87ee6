import { z } from 'zod';
import type { StepCommand } from '../../shared/contracts/bridge.ts';
import type { Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../shared/domain/appeal/appealCard.ts';
import {
  appealOutcome,
  complaintFinding,
  expertiseKind,
  redirectionTarget,
} from '../../shared/domain/appeal/codeBooks.ts';
import { outcomesOf } from '../../shared/domain/appeal/controls.ts';
import { assertNever } from '../../shared/lib/assertNever.ts';
import type { StepName } from './steps.ts';

/** What is written into the dialog of a step: kept between reloads, so nothing is judged here. */
export const stepText = z.object({
  /** A reason, an answer, a comment: the one long text a step asks for. */
  text: z.string(),
  organisationId: z.string().nullable(),
  level: z.int(),
  userId: z.string().nullable(),
  /** An organisation outside this journal, as people call it. */
  elsewhere: z.string(),
  elsewhereKind: redirectionTarget,
  until: z.string(),
  outcome: appealOutcome.nullable(),
  finding: complaintFinding.nullable(),
  measures: z.string(),
  earlierId: z.string().nullable(),
  /** Absent in what was kept before there were marks. */
  expertise: expertiseKind.default('medicoEconomic'),
});
export type StepText = z.infer<typeof stepText>;

export const EMPTY_STEP: StepText = {
  text: '',
  organisationId: null,
  level: 2,
  userId: null,
  elsewhere: '',
  elsewhereKind: 'clinic',
  until: '',
  outcome: null,
  finding: null,
  measures: '',
  earlierId: null,
  expertise: 'medicoEconomic',
};

/** A field of the dialog, where a refusal has its place. */
export type StepField = 'text' | 'addressee' | 'elsewhere' | 'until' | 'outcome' | 'finding' | 'measures' | 'earlier';

export type Made = { command: StepCommand; missing: null } | { command: null; missing: StepField };

/** The command of what is written; what cannot even be said as a command is missing, all else is judged by the domain. */
export function commandOf(step: StepName, appeal: Appeal, written: StepText): Made {
  const { id: appealId } = appeal;
  const { text, organisationId, level, userId } = written;
  const made = (command: StepCommand): Made => ({ command, missing: null });
  const missing = (field: StepField): Made => ({ command: null, missing: field });
  switch (step) {
    case 'accept':
      return made({ kind: 'appeal.accept', v: 1, appealId });
    case 'decline':
      return made({ kind: 'appeal.decline', v: 1, appealId, reason: text });
    case 'return':
      return made({ kind: 'appeal.return', v: 1, appealId, reason: text });
    case 'reopen':
      return made({ kind: 'appeal.reopen', v: 1, appealId, reason: text });
    case 'answer':
      return made({ kind: 'appeal.answer', v: 1, appealId, text });
    case 'comment':
      return made({ kind: 'appeal.comment', v: 1, appealId, text });
    case 'forward':
      if (organisationId === null) return missing('addressee');
      return made({ kind: 'appeal.forward', v: 1, appealId, to: { organisationId, level }, userId, reason: text });
    case 'redirect': {
      const { elsewhere, elsewhereKind } = written;
      return made({ kind: 'appeal.redirect', v: 1, appealId, to: elsewhereKind, organisation: elsewhere });
    }
    case 'submit':
      return made({ kind: 'appeal.submit', v: 1, appealId, outcome: outcomeFor(appeal, written) });
    case 'close':
      return made({ kind: 'appeal.close', v: 1, appealId, outcome: outcomeFor(appeal, written) });
    case 'extend':
      if (!/^\d{4}-\d{2}-\d{2}$/.test(written.until)) return missing('until');
      return made({ kind: 'appeal.extend', v: 1, appealId, until: written.until, reason: text });
    case 'involve':
      if (userId === null) return missing('addressee');
      return made({
        kind: 'appeal.involve',
        v: 1,
        appealId,
        userId,
        isInvolved: !appeal.coExecutorIds.includes(userId),
      });
    case 'assign':
      if (userId === null) return missing('addressee');
      return made({ kind: 'appeal.assign', v: 1, appealId, assigneeId: userId, reason: text });
    case 'linkAppeal':
      if (written.earlierId === null) return missing('earlier');
      return made({ kind: 'appeal.linkAppeal', v: 1, appealId, earlierId: written.earlierId });
    case 'markExpertise': {
      const { expertise } = written;
      const isSelected = !appeal.expertise.some(({ kind }) => kind === expertise);
      return made({ kind: 'appeal.markExpertise', v: 1, appealId, expertise, isSelected, note: text });
    }
    default:
      return assertNever(step);
  }
}

/** What was picked, else what it was submitted with, else the usual outcome of the kind. */
export function outcomeFor(appeal: Appeal, { outcome }: Pick<StepText, 'outcome'>) {
  return outcome ?? appeal.outcome ?? outcomesOf(appeal.card.kind)[0] ?? 'consulted';
}

/** What a submission changes of the card beforehand: whether the complaint was founded, and what was done about it. */
export function cardChangesOf(step: StepName, appeal: Appeal, written: StepText): Partial<AppealCard> {
  if (step !== 'submit' || appeal.card.kind !== 'complaint') return {};
  const finding = written.finding ?? appeal.card.finding;
  const measures = written.measures === '' ? appeal.card.measures : written.measures;
  return {
    ...(finding === appeal.card.finding ? {} : { finding }),
    ...(measures === appeal.card.measures ? {} : { measures }),
  };
}

const FIELD_OF_CODE: Readonly<Record<string, StepField>> = {
  'appeal.addressee_unknown': 'addressee',
  'appeal.assignee_unknown': 'addressee',
  'appeal.already_there': 'addressee',
  'appeal.term_not_longer': 'until',
  'appeal.term_too_long': 'until',
  'appeal.link_to_itself': 'earlier',
  'appeal.earlier_unknown': 'earlier',
  'appeal.earlier_is_later': 'earlier',
  'control.outcome_of_other_kind': 'outcome',
  'control.finding_missing': 'finding',
  'control.measures_missing': 'measures',
};

/** At which field a refusal has its place; null where it concerns the whole step, or the card itself. */
export function fieldOfRefusal(step: StepName, code: string): StepField | null {
  if (code === 'appeal.reason_missing') return step === 'redirect' ? 'elsewhere' : 'text';
  return FIELD_OF_CODE[code] ?? null;
}
