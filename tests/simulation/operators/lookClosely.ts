import type { DeskAppeal } from '../../../src/shared/contracts/bridge.ts';
import type { Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../../src/shared/domain/appeal/appealCard.ts';
import { asKept, same } from '../model/checks.ts';
import type { Scene } from './scene.ts';
import type { Window } from './window.ts';

/** Whoever looks sees what they did, whether the journal has it yet or not: a desk shows its base and its own acts. */
export async function lookClosely(window: Window, scene: Scene): Promise<void> {
  const listed = await window.ask('appeals.list', {});
  await window.ask('calls.list', { filter: 'missed' });
  // A desk too old to read what the journal answers shows what it last could.
  if (listed.kind !== 'told' || window.user === null || window.desk.isOld) return;
  lookForPhantoms(window, scene, listed.output.appeals);
  // Where something was put back to an earlier state, old acts wait once more under what became of them since.
  if (scene.isPutBack()) return;
  const shown = new Map(listed.output.appeals.map(({ appeal }) => [appeal.id, appeal]));
  const waiting = new Set(
    window.desk.disk
      .look<{ act_id: string }>(`SELECT act_id FROM outbox WHERE state = 'waiting'`)
      .map((row) => row.act_id),
  );
  const { deeds, resolved } = window.notes();
  // What the journal has judged already is shown by its answer, also while a desk has it asked again.
  const judged = new Set([...scene.dump().acts.values()].map((row) => row.actId));
  const own = deeds.filter(
    ({ authorId, actId }) =>
      authorId === window.user?.id && waiting.has(actId) && !judged.has(actId) && !resolved.has(actId),
  );
  /** Later deeds stand over earlier ones. */
  const changed = new Set<string>();
  for (const { actId, appealId, state, meaning, number } of own.reverse()) {
    const appeal = shown.get(appealId ?? '');
    if (appealId === null) continue;
    if (meaning.kind === 'register' && state === 'told' && appeal?.number !== number)
      scene.complain('own acts are seen', `${appealId}, just registered, is ${appeal ? appeal.number : 'not there'}`);
    // Over a registration that was put aside nothing can be done.
    const isKnown =
      scene.dump().appeals.has(appealId) ||
      own.some((one) => one.appealId === appealId && one.meaning.kind === 'register');
    if (!isKnown) continue;
    if (meaning.kind === 'step' && meaning.command.kind === 'appeal.comment') {
      const { text } = meaning.command;
      if (appeal !== undefined && !appeal.comments.some((one) => asKept(one.text) === asKept(text)))
        scene.complain('own acts are seen', `the comment ${actId} on ${appealId} at ${window.desk.name}`);
    }
    // A change of an appeal that others closed or took away meanwhile is for the journal to answer.
    if (meaning.kind !== 'amend' || appeal === undefined || appeal.status === 'closed') continue;
    for (const [name, meant] of Object.entries(meaning.changes)) {
      const field = name as keyof AppealCard;
      if (changed.has(appealId + name)) continue;
      changed.add(appealId + name);
      const isInCard = same(asKept(appeal.card[field]), asKept(meant));
      const isInConflict = appeal.conflicts.some((one) => one.actId === actId && one.field === field);
      if (!isInCard && !isInConflict)
        scene.complain('own acts are seen', `${name} of ${appealId}, changed by ${actId}, at ${window.desk.name}`);
    }
  }
}

/** A desk makes up no conflict over what the journal has answered: it may be owed again, and is in the base already. */
function lookForPhantoms({ desk, user }: Window, scene: Scene, listed: readonly DeskAppeal[]): void {
  for (const { appeal } of listed) {
    if (appeal.conflicts.length === 0) continue;
    const [row] = desk.disk.look<{ base: string | null }>(
      'SELECT base FROM appeal WHERE viewer_id = ? AND appeal_id = ?',
      user?.id,
      appeal.id,
    );
    const base = row?.base ? (JSON.parse(row.base) as Appeal) : null;
    if (base === null) continue;
    const told = new Set(base.conflicts.map(({ actId }) => actId));
    for (const { actId, field } of appeal.conflicts) {
      if (told.has(actId)) continue;
      const [own] = desk.disk.look<{ answered_at: string | null }>(
        'SELECT answered_at FROM outbox WHERE act_id = ?',
        actId,
      );
      if (own?.answered_at)
        scene.complain('no phantom conflict', `${field} of ${appeal.id} by ${actId}, answered, at ${desk.name}`);
    }
  }
}
