import { isDeepStrictEqual } from 'node:util';
import { regionSettings, type RegionSettings, type SettingsChange } from '../../shared/contracts/admin.ts';
import { faultsOf } from '../../shared/domain/answer/answerTemplate.ts';
import { AppError } from '../../shared/errors.ts';
import type { Caller } from '../auth/authenticate.ts';
import type { Journal } from '../context.ts';
import type { DbOrTrx } from '../db/createDb.ts';
import { settingsOf } from '../reference/referenceStore.ts';
import { changeReference } from './changeReference.ts';

/** What the region has set; of what it has not, what holds instead. */
export async function readSettings(db: DbOrTrx, territory: string): Promise<RegionSettings> {
  const row = await db.selectFrom('reference').where('territory', '=', territory).select('settings').executeTakeFirst();
  return settingsOf(row?.settings);
}

/**
 * Changes settings of the region: the calendar, terms, names. What somebody else has changed in between is not
 * overwritten unseen.
 * @throws AppError `settings.changed_meanwhile`, `answer.unknown_placeholder`, `answer.open_placeholder`
 */
export function changeSettings(
  journal: Journal,
  caller: Caller,
  { changes, was }: SettingsChange,
): Promise<RegionSettings> {
  return changeReference(journal, caller, async ({ db, note }) => {
    const { territory } = journal;
    const before = await readSettings(db, territory);
    const names = regionSettings.keyof().options.filter((name) => changes[name] !== undefined);
    if (names.some((name) => !isDeepStrictEqual(was[name], before[name]))) {
      throw new AppError('settings.changed_meanwhile');
    }
    const [fault] = (changes.answerTemplates ?? []).flatMap(faultsOf);
    if (fault !== undefined) throw new AppError(fault.code, { name: fault.name, part: fault.part });
    const given = Object.fromEntries(names.map((name) => [name, changes[name]]));
    const after = regionSettings.parse({ ...before, ...given });
    const settings = JSON.stringify(after);
    await db
      .insertInto('reference')
      .values({ territory, version: 0, settings })
      .onConflict((conflict) => conflict.column('territory').doUpdateSet({ settings }))
      .execute();
    const only = (of: RegionSettings) => Object.fromEntries(names.map((name) => [name, of[name]]));
    const detail = { before: only(before), after: only(after) };
    await note({ what: 'settings.changed', entity: 'settings', entityId: null, detail });
    return after;
  });
}
