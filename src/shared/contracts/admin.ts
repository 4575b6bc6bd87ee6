import { z } from 'zod';
import { codeBookDraft, codeBookEntry, codeBooks } from '../domain/codeBook/codeBook.ts';
import { classifierHead, importedRow } from '../domain/theme/classifier.ts';
import { absence, absenceDraft } from '../domain/user/absence.ts';
import { organisation, organisationDraft } from '../domain/organisation/organisation.ts';
import { organisationTemplate } from '../domain/answer/answerTemplate.ts';
import { termRules } from '../domain/term/appealTerm.ts';
import { staffMember } from '../domain/user/staff.ts';
import { id, instant } from '../lib/primitives.ts';

/**
 * The workplace of the system administrator. Every change is in the access log with what stood before and after,
 * raises the version of the reference data, and takes effect at the next request of whom it is about.
 */

/** A user as an administrator sees them: never a password, neither theirs nor of their line. */
export const adminUser = staffMember.extend({
  id,
  /** Written by hand or by an older program, so looser than what may be typed today. */
  login: z.string(),
  name: z.string(),
  line: z.string().nullable(),
  /** Since when they have the present role. */
  roleSince: instant,
  disabledAt: instant.nullable(),
  /** Wrong passwords have closed the door until then. */
  lockedUntil: instant.nullable(),
  /** A one-time password was given and not changed yet. */
  mustChangePassword: z.boolean(),
  /** Open appeals they lead. */
  openAppeals: z.int().nonnegative(),
});
export type AdminUser = z.infer<typeof adminUser>;

/** GET /v1/admin/users, `user.manage`. */
export const adminUsers = z.object({ users: z.array(adminUser) });

/**
 * POST /v1/admin/users, or /v1/admin/users/:id to change one, `user.manage`. `linePassword` is what the exchange knows
 * the line by: needed with a new line, and never shown again. 409 `user.login_taken`, `user.line_taken`,
 * `user.last_admin`, `user.leads_appeals`; 400 `user.role_not_here`.
 */
export const userDraft = staffMember.extend({ linePassword: z.string().min(8).max(128).nullable().default(null) });
export type UserDraft = z.input<typeof userDraft>;
/** The one-time password is told once, to whoever made it, and must be changed at the first sign-in. */
export const userSaved = z.object({ user: adminUser, oneTimePassword: z.string().nullable() });
export type UserSaved = z.infer<typeof userSaved>;

/** POST /v1/admin/users/:id/password, `user.manage`: all sessions of the user end. */
export const passwordGiven = z.object({ oneTimePassword: z.string() });

const why = z.string().trim().min(1).max(300);

/** POST /v1/admin/users/:id/reassign, `user.manage`: all open appeals of one go to another. */
export const reassignRequest = z.object({ toUserId: id, reason: why });
/**
 * POST /v1/admin/users/:id/disable, `user.manage`; also for who is disabled and came to lead something since. 409
 * `user.leads_appeals` {count} when nobody is named to take what they lead.
 */
export const disableRequest = z.object({ toUserId: id.nullable(), reason: why });
export const reassigned = z.object({ reassigned: z.int().nonnegative() });

/** GET /v1/admin/organisations; POST there, or to /v1/admin/organisations/:id; `organisation.manage`. */
export const adminOrganisations = z.object({ organisations: z.array(organisation) });
export const organisationSaved = z.object({ organisation });
export { organisationDraft };

/** What a region sets for itself. */
export const regionSettings = z.object({
  centreName: z.string().trim().min(3).max(200),
  hotline: z.string().regex(/^\+7\d{10}$/),
  areaCode: z
    .string()
    .regex(/^\d{3,5}$/)
    .nullable(),
  wrapUpSec: z.int().min(5).max(900),
  terms: termRules,
  /** Of what written answers are made, by organisation; one that is not here has the usual template. */
  answerTemplates: z.array(organisationTemplate).max(200).default([]),
});
export type RegionSettings = z.infer<typeof regionSettings>;

/** GET /v1/admin/settings, `reference.manage`. */
export const settingsRead = z.object({ settings: regionSettings });
/** POST /v1/admin/settings, `reference.manage`. 409 `settings.changed_meanwhile` when another has been quicker. */
export const settingsChange = z.object({ changes: regionSettings.partial(), was: regionSettings.partial() });
export type SettingsChange = z.infer<typeof settingsChange>;

/** A version of the classifier, as an administrator sees it. */
export const classifierLine = classifierHead.extend({
  /** It came with the program: a form of law, which nobody edits. */
  isBuiltIn: z.boolean(),
  rows: z.int().nonnegative(),
  /** How many of them may be picked. */
  selectable: z.int().nonnegative(),
  importedAt: instant.nullable(),
  importedBy: z.string().nullable(),
});
export type ClassifierLine = z.infer<typeof classifierLine>;
/** GET /v1/admin/classifiers, `reference.manage`: the latest first. */
export const classifiersRead = z.object({ classifiers: z.array(classifierLine) });

/**
 * POST /v1/admin/classifiers, `reference.manage`: the file as it is, of at most half a megabyte. 400 `classifier.faulty`
 * {count}, `classifier.dates_swapped`; 409 `classifier.id_taken`, `classifier.starts_taken`.
 */
export const classifierUpload = classifierHead.extend({ csvBase64: z.base64().max(700_000) });
export type ClassifierUpload = z.infer<typeof classifierUpload>;
/** POST /v1/admin/classifiers/preview, `reference.manage`: what the file says, and every fault with its line. */
export const classifierPreview = z.object({
  encoding: z.enum(['utf-8', 'windows-1251']).nullable(),
  rows: z.array(importedRow),
  faults: z.array(z.object({ line: z.int().nonnegative(), code: z.string(), value: z.string() })),
});
export type ClassifierPreview = z.infer<typeof classifierPreview>;
export const classifierImported = z.object({ id: z.string() });

/** GET /v1/admin/code-books, `reference.manage`. */
export const codeBooksRead = z.object({ entries: codeBooks });
/**
 * POST /v1/admin/code-books {codeBookDraft}, or /v1/admin/code-books/:id to change the words of one; POST
 * /v1/admin/code-books/:id/withdraw; `reference.manage`. 404 `code_book.not_found`, 409 `code_book.title_taken`.
 */
export const codeBookSaved = z.object({ entry: codeBookEntry });
export { codeBookDraft };

/** An absence with the names of both. */
export const absenceLine = absence.extend({ userName: z.string(), substituteName: z.string() });
export type AbsenceLine = z.infer<typeof absenceLine>;
/** GET /v1/absences, `absence.set`: present and coming ones, of oneself or of one's people. */
export const absencesRead = z.object({ absences: z.array(absenceLine) });
/** POST /v1/absences; POST /v1/absences/:id/cancel; `absence.set`. 409 `absence.overlaps`, `absence.substitute_away`. */
export { absenceDraft };
export const absenceSaved = z.object({ absence: absenceLine });

/**
 * POST /v1/password, by whoever knows the present one: no session is needed, for a one-time password opens none. All
 * sessions of the user end. 400 `password.short` and others of `passwordFault`.
 */
export const passwordChange = z.object({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
  newPassword: z.string().min(1).max(256),
  deviceId: id,
});
