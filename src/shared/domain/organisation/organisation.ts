import { z } from 'zod';
import { id } from '../../lib/primitives.ts';

/** The fund (ТФОМС), an insurer (СМО) or a medical organisation (МО, shown as «клиника»). */
export const organisationKind = z.enum(['fund', 'insurer', 'clinic']);
export type OrganisationKind = z.infer<typeof organisationKind>;

export const organisation = z.object({
  id,
  kind: organisationKind,
  /** Five digits for a fund or an insurer, six for a medical organisation (F002, F003). */
  code: z.string().max(16),
  name: z.string().max(300),
  shortName: z.string().max(120),
  address: z.string().max(300).nullable(),
  phone: z.string().max(32).nullable(),
  /** Its contact centre is another firm's (аутсорсинг): written so on cards and in reports. Absent in older answers. */
  outsourced: z.boolean().default(false),
});
export type Organisation = z.infer<typeof organisation>;

/** An organisation as an administrator writes it down; the code's length says what it is of. */
export const organisationDraft = organisation
  .omit({ id: true })
  .extend({
    code: z.string().regex(/^\d{5,6}$/),
    name: z.string().trim().min(3).max(300),
    shortName: z.string().trim().min(2).max(120),
    phone: z
      .string()
      .regex(/^\+7\d{10}$/)
      .nullable(),
  })
  .refine((one) => one.code.length === (one.kind === 'clinic' ? 6 : 5), { path: ['code'] });
export type OrganisationDraft = z.infer<typeof organisationDraft>;
export type OrganisationField = keyof OrganisationDraft;

/** What is wrong with each field as it is typed. */
export function checkOrganisation(draft: { [Field in OrganisationField]: unknown }): OrganisationField[] {
  const read = organisationDraft.safeParse(draft);
  return read.success ? [] : [...new Set(read.error.issues.map((issue) => issue.path[0] as OrganisationField))];
}
