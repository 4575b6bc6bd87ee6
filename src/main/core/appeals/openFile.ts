import type { BridgeOutput, DeskFile } from '../../../shared/contracts/bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';
import { storedReference } from './storedReference.ts';
import type { OpenedFiles } from './openedFiles.ts';
import { shownAppeal } from './stepAppeal.ts';

/**
 * The whole card with what belongs to it: from the journal while it answers, else as far as this desk has it. Own acts
 * that are still on their way are put over it, so that what was done is seen done.
 */
export async function openFile(
  desk: Desk,
  journal: JournalClient,
  opened: OpenedFiles,
  appealId: string,
): Promise<BridgeOutput<'appeals.file'>> {
  const { user, accessToken } = desk.session.require();
  if (accessToken !== null) {
    try {
      const file = await journal.appealFile(accessToken, appealId);
      opened.put(user.id, file.appeal);
      const appeal = shownAppeal(desk, opened, appealId) ?? file.appeal;
      return { file: { ...file, appeal }, isWhole: true, version: file.appeal.version };
    } catch (thrown) {
      if (!(thrown instanceof JournalDown) && !isUnknownThere(thrown)) throw thrown;
    }
  }
  const file = fileHere(desk, opened, appealId);
  if (file === null) throw accessToken === null ? new JournalDown() : new AppError('appeal.not_found');
  return { file, isWhole: false, version: null };
}

/** It was registered here and has not arrived yet. */
function isUnknownThere(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'appeal.not_found';
}

function fileHere(desk: Desk, opened: OpenedFiles, appealId: string): DeskFile | null {
  const { user } = desk.session.require();
  const appeal = shownAppeal(desk, opened, appealId);
  if (appeal === null) return null;
  const { personId } = appeal.card;
  const names = storedReference(desk)?.staff ?? [];
  return {
    appeal,
    person: personId === null ? null : desk.persons.get(user.organisationId, personId),
    operatorName: names.find((one) => one.id === appeal.registeredBy)?.name ?? null,
    calls: appeal.callIds.flatMap((callId) => desk.calls.get(user.id, callId) ?? []),
    recordings: [],
    history: null,
    links: [],
    names: {},
  };
}
