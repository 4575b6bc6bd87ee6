import type { DeskAppeal, StepCommand } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';
import type { Desk } from '../desk.ts';
import { present } from './deskAppealOf.ts';
import type { OpenedFiles } from './openedFiles.ts';
import { decideHere, predictOver, rebaseForViewers } from './rebase.ts';

/**
 * One step on an appeal's way: one act. What this desk can judge by what it has of the appeal is refused before the
 * eyes of whoever wished it; rights are the journal's to judge, who may stand in for somebody this desk knows nothing of.
 */
export function stepAppeal(
  desk: Desk,
  opened: OpenedFiles,
  { actId, command }: { actId: string; command: StepCommand },
): DeskAppeal | null {
  const { user } = desk.session.require();
  desk.transact(() => {
    if (desk.outbox.byActId(actId)) return;
    const known = shownAppeal(desk, opened, command.appealId);
    const at = desk.now();
    const refusal =
      known && decideHere(desk, command, known, { id: actId, authorId: user.id, occurredAt: at })?.refusal;
    if (refusal) throw new AppError(refusal.code, {}, { text: refusal.text });
    desk.enqueue(command, { actId, at });
    rebaseForViewers(desk, command.appealId, null);
  });
  const shown = shownAppeal(desk, opened, command.appealId);
  return shown && present(desk, shown, desk.outbox.standingsFor(command.appealId, user.id));
}

/** The appeal as the present user sees it: their own acts over what the journal last told, or over a file they opened. */
export function shownAppeal(desk: Desk, opened: OpenedFiles, appealId: string): Appeal | null {
  const { user } = desk.session.require();
  const here = desk.appeals.get(user.id, appealId);
  const file = opened.get(user.id, appealId);
  // A file opened since may be newer than what the feed has told.
  const base = file && file.version > (desk.appeals.base(user.id, appealId)?.version ?? 0) ? file : null;
  return base ? predictOver(desk, base) : here;
}
