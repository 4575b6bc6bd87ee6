import type { BridgeOutput } from '../../../shared/contracts/bridge.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import { JournalDown } from '../ports.ts';

/** Finds insured persons: in the whole register while the journal answers, among recent callers otherwise. */
export async function searchPersons(
  desk: Desk,
  journal: JournalClient,
  query: string,
): Promise<BridgeOutput<'persons.search'>> {
  const { user, accessToken } = desk.session.require();
  if (accessToken !== null) {
    try {
      const { persons } = await journal.persons(accessToken, query);
      const seenAt = desk.now();
      desk.remember(() => persons.forEach((person) => desk.persons.save(user.organisationId, person, seenAt)));
      return { persons, source: 'journal' };
    } catch (thrown) {
      if (!(thrown instanceof JournalDown)) throw thrown;
    }
  }
  return { persons: desk.persons.search(user.organisationId, query, 20), source: 'cache' };
}
