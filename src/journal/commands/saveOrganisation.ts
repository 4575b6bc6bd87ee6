import type { Organisation, OrganisationDraft } from '../../shared/domain/organisation/organisation.ts';
import { AppError } from '../../shared/errors.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import { listOrganisations } from '../queries/organisations.ts';
import { changeReference } from './changeReference.ts';

/**
 * Writes an organisation down, or changes one. Its kind stays what it was: roles of its people depend on it.
 * @throws AppError `organisation.not_found`, `organisation.code_taken`, `organisation.kind_fixed`, `organisation.one_fund`
 */
export function saveOrganisation(
  journal: Journal,
  caller: Caller,
  organisationId: string | null,
  draft: OrganisationDraft,
): Promise<Organisation> {
  return changeReference(journal, caller, async ({ db, note }) => {
    const { territory } = journal;
    const known = await listOrganisations(db, territory);
    const before = known.find((one) => one.id === organisationId);
    if (organisationId !== null && before === undefined) throw new AppError('organisation.not_found');
    if (before !== undefined && before.kind !== draft.kind) throw new AppError('organisation.kind_fixed');
    if (before === undefined && draft.kind === 'fund' && known.some((one) => one.kind === 'fund')) {
      throw new AppError('organisation.one_fund');
    }
    const id = before?.id ?? journal.ids.next();
    const { shortName, ...rest } = draft;
    const row = { ...rest, short_name: shortName };
    if (before === undefined)
      await db
        .insertInto('organisation')
        .values({ territory, id, ...row })
        .execute();
    else {
      await db.updateTable('organisation').set(row).where('territory', '=', territory).where('id', '=', id).execute();
    }
    const after = { id, ...draft };
    const what = before === undefined ? 'organisation.added' : 'organisation.changed';
    await note({ what, entity: 'organisation', entityId: id, detail: { before: before ?? null, after } });
    return after;
  });
}
