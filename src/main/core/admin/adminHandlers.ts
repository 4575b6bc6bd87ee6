import type { Desk } from '../desk.ts';
import type { HandlersOf } from '../handlers.ts';
import type { JournalClient } from '../journal/journalClient.ts';

interface AdminParts {
  desk: Desk;
  journal: JournalClient;
  /** @throws AppError `journal.down` while the journal has let nobody in here */
  accessToken: () => string;
}

/** Administration and absences: asked of the journal there and then, and kept nowhere on the desk. */
export function adminHandlers({
  desk,
  journal,
  accessToken,
}: AdminParts): HandlersOf<'admin'> & HandlersOf<'absences'> {
  const ok = { ok: true as const };
  /** This desk, too, works by what was just changed. */
  const changed = <T>(answer: T): T => {
    desk.wakeSync();
    return answer;
  };
  return {
    'admin.users.list': () => journal.adminUsers(accessToken()),
    'admin.users.save': async ({ userId, user }) => changed(await journal.saveUser(accessToken(), userId, user)),
    'admin.users.disable': async ({ userId, toUserId, reason }) =>
      changed(await journal.disableUser(accessToken(), userId, { toUserId, reason })),
    async 'admin.users.enable'({ userId }) {
      await journal.enableUser(accessToken(), userId);
      return changed(ok);
    },
    'admin.users.resetPassword': ({ userId }) => journal.resetPassword(accessToken(), userId),
    'admin.users.reassign': ({ userId, toUserId, reason }) =>
      journal.reassignAppeals(accessToken(), userId, { toUserId, reason }),
    'admin.organisations.list': () => journal.adminOrganisations(accessToken()),
    'admin.organisations.save': async ({ organisationId, organisation }) =>
      changed(await journal.saveOrganisation(accessToken(), organisationId, organisation)),
    'admin.settings.get': () => journal.adminSettings(accessToken()),
    'admin.settings.save': async (change) => changed(await journal.saveSettings(accessToken(), change)),

    'admin.classifiers.list': () => journal.classifiers(accessToken()),
    'admin.classifiers.preview': (upload) => journal.previewClassifier(accessToken(), upload),
    'admin.classifiers.import': async (upload) => changed(await journal.importClassifier(accessToken(), upload)),
    'admin.codeBooks.list': () => journal.codeBooks(accessToken()),
    'admin.codeBooks.save': async ({ entryId, entry }) =>
      changed(await journal.saveCodeBookEntry(accessToken(), entryId, entry)),
    async 'admin.codeBooks.withdraw'({ entryId }) {
      await journal.withdrawCodeBookEntry(accessToken(), entryId);
      return changed(ok);
    },

    'absences.list': () => journal.absences(accessToken()),
    'absences.set': async (draft) => changed(await journal.setAbsence(accessToken(), draft)),
    async 'absences.cancel'({ absenceId }) {
      await journal.cancelAbsence(accessToken(), absenceId);
      return changed(ok);
    },
  };
}
