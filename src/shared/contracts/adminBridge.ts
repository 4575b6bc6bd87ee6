import { z } from 'zod';
import { organisationDraft } from '../domain/organisation/organisation.ts';
import { absenceDraft } from '../domain/user/absence.ts';
import { id } from '../lib/primitives.ts';
import {
  absenceSaved,
  absencesRead,
  adminOrganisations,
  adminUsers,
  classifierImported,
  classifierPreview,
  classifiersRead,
  classifierUpload,
  codeBookDraft,
  codeBookSaved,
  codeBooksRead,
  disableRequest,
  organisationSaved,
  passwordGiven,
  reassigned,
  reassignRequest,
  settingsChange,
  settingsRead,
  userDraft,
  userSaved,
} from './admin.ts';

const nothing = z.object({});
const ok = z.object({ ok: z.literal(true) });
const ofUser = z.object({ userId: id });

/** The workplace of the system administrator, and absences: nothing of it is kept on a desk, so all needs the journal. */
export const adminBridgeCalls = {
  'admin.users.list': { input: nothing, output: adminUsers },
  /** A new user where there is no id; only then, or by `resetPassword`, a one-time password is told. */
  'admin.users.save': { input: z.object({ userId: id.nullable(), user: userDraft }), output: userSaved },
  'admin.users.disable': { input: ofUser.extend(disableRequest.shape), output: reassigned },
  'admin.users.enable': { input: ofUser, output: ok },
  'admin.users.resetPassword': { input: ofUser, output: passwordGiven },
  'admin.users.reassign': { input: ofUser.extend(reassignRequest.shape), output: reassigned },
  'admin.organisations.list': { input: nothing, output: adminOrganisations },
  'admin.organisations.save': {
    input: z.object({ organisationId: id.nullable(), organisation: organisationDraft }),
    output: organisationSaved,
  },
  'admin.settings.get': { input: nothing, output: settingsRead },
  'admin.settings.save': { input: settingsChange, output: settingsRead },

  'admin.classifiers.list': { input: nothing, output: classifiersRead },
  'admin.classifiers.preview': { input: classifierUpload.pick({ csvBase64: true }), output: classifierPreview },
  'admin.classifiers.import': { input: classifierUpload, output: classifierImported },
  'admin.codeBooks.list': { input: nothing, output: codeBooksRead },
  'admin.codeBooks.save': {
    input: z.object({ entryId: id.nullable(), entry: codeBookDraft }),
    output: codeBookSaved,
  },
  'admin.codeBooks.withdraw': { input: z.object({ entryId: id }), output: ok },

  'absences.list': { input: nothing, output: absencesRead },
  'absences.set': { input: absenceDraft, output: absenceSaved },
  'absences.cancel': { input: z.object({ absenceId: id }), output: ok },
} as const;
