import { z } from 'zod';
import {
  absenceSaved,
  absencesRead,
  adminOrganisations,
  adminUsers,
  classifierImported,
  classifierPreview,
  classifiersRead,
  codeBookSaved,
  codeBooksRead,
  organisationSaved,
  passwordGiven,
  reassigned,
  settingsRead,
  userSaved,
  type ClassifierUpload,
  type SettingsChange,
  type UserDraft,
} from '../../../shared/contracts/admin.ts';
import type { CodeBookDraft } from '../../../shared/domain/codeBook/codeBook.ts';
import type { OrganisationDraft } from '../../../shared/domain/organisation/organisation.ts';
import type { AbsenceDraft } from '../../../shared/domain/user/absence.ts';

interface Asking {
  get<T>(token: string, path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(token: string, path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
}

/** What the system administrator asks of the journal, and who writes absences down. */
export function adminCalls({ get, post }: Asking) {
  const at = (path: string, id: string | null): string => (id === null ? path : `${path}/${id}`);
  return {
    adminUsers: (token: string) => get(token, '/v1/admin/users', adminUsers),
    saveUser: (token: string, userId: string | null, user: UserDraft) =>
      post(token, at('/v1/admin/users', userId), user, userSaved),
    disableUser: (token: string, userId: string, asked: { toUserId: string | null; reason: string }) =>
      post(token, `/v1/admin/users/${userId}/disable`, asked, reassigned),
    enableUser: (token: string, userId: string) => post(token, `/v1/admin/users/${userId}/enable`, {}, z.unknown()),
    resetPassword: (token: string, userId: string) =>
      post(token, `/v1/admin/users/${userId}/password`, {}, passwordGiven),
    reassignAppeals: (token: string, userId: string, asked: { toUserId: string; reason: string }) =>
      post(token, `/v1/admin/users/${userId}/reassign`, asked, reassigned),
    adminOrganisations: (token: string) => get(token, '/v1/admin/organisations', adminOrganisations),
    saveOrganisation: (token: string, organisationId: string | null, organisation: OrganisationDraft) =>
      post(token, at('/v1/admin/organisations', organisationId), organisation, organisationSaved),
    adminSettings: (token: string) => get(token, '/v1/admin/settings', settingsRead),
    saveSettings: (token: string, change: SettingsChange) => post(token, '/v1/admin/settings', change, settingsRead),
    classifiers: (token: string) => get(token, '/v1/admin/classifiers', classifiersRead),
    previewClassifier: (token: string, upload: Pick<ClassifierUpload, 'csvBase64'>) =>
      post(token, '/v1/admin/classifiers/preview', upload, classifierPreview),
    importClassifier: (token: string, upload: ClassifierUpload) =>
      post(token, '/v1/admin/classifiers', upload, classifierImported),
    codeBooks: (token: string) => get(token, '/v1/admin/code-books', codeBooksRead),
    saveCodeBookEntry: (token: string, entryId: string | null, entry: CodeBookDraft) =>
      post(token, at('/v1/admin/code-books', entryId), entry, codeBookSaved),
    withdrawCodeBookEntry: (token: string, entryId: string) =>
      post(token, `/v1/admin/code-books/${entryId}/withdraw`, {}, z.unknown()),
    absences: (token: string) => get(token, '/v1/absences', absencesRead),
    setAbsence: (token: string, draft: AbsenceDraft) => post(token, '/v1/absences', draft, absenceSaved),
    cancelAbsence: (token: string, absenceId: string) =>
      post(token, `/v1/absences/${absenceId}/cancel`, {}, z.unknown()),
  };
}
