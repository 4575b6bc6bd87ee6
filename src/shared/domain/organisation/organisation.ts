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
});
export type Organisation = z.infer<typeof organisation>;
