import type { Organisation } from '../../shared/domain/organisation/organisation.ts';
import type { DbOrTrx } from '../db/createDb.ts';

/** Every organisation of the region: the fund, insurers, clinics, each by code. */
export async function listOrganisations(db: DbOrTrx, territory: string): Promise<Organisation[]> {
  const rows = await db
    .selectFrom('organisation')
    .where('territory', '=', territory)
    .select(['id', 'kind', 'code', 'name', 'short_name as shortName', 'address', 'phone', 'outsourced'])
    .orderBy('kind')
    .orderBy('code')
    .execute();
  return rows.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

const KINDS = ['fund', 'insurer', 'clinic'];
