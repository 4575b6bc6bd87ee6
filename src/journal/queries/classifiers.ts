import type { ClassifierLine } from '../../shared/contracts/admin.ts';
import { classifiersOf, importedClassifier, type ImportedClassifier } from '../../shared/domain/theme/classifier.ts';
import type { DbOrTrx } from '../db/createDb.ts';

/** Versions of the classifier that the region has imported. */
export async function importedClassifiers(db: DbOrTrx, territory: string): Promise<ImportedClassifier[]> {
  const rows = await db
    .selectFrom('classifier')
    .where('territory', '=', territory)
    .select(['id', 'title', 'valid_from', 'valid_to', 'rows'])
    .orderBy('valid_from')
    .execute();
  return rows.map(({ id, title, valid_from: validFrom, valid_to: validTo, rows: themes }) =>
    importedClassifier.parse({ id, title, validFrom, validTo, rows: themes }),
  );
}

/** All versions with who imported them, the latest first. */
export async function listClassifiers(db: DbOrTrx, territory: string): Promise<ClassifierLine[]> {
  const imports = await db
    .selectFrom('classifier as c')
    .innerJoin('user_account as u', (join) =>
      join.onRef('u.territory', '=', 'c.territory').onRef('u.id', '=', 'c.imported_by'),
    )
    .where('c.territory', '=', territory)
    .select(['c.id', 'c.imported_at', 'u.name'])
    .execute();
  return classifiersOf(await importedClassifiers(db, territory)).all.map((one) => {
    const imported = imports.find(({ id }) => id === one.id);
    const { id, title, validFrom, validTo, isBuiltIn } = one;
    const selectable = [...one.themes.values()].filter(({ isSelectable }) => isSelectable).length;
    return {
      ...{ id, title, validFrom, validTo, isBuiltIn, rows: one.themes.size, selectable },
      importedAt: imported?.imported_at ?? null,
      importedBy: imported?.name ?? null,
    };
  });
}
