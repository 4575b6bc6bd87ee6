import { z } from 'zod';
import type { ReferenceData } from '../../shared/contracts/journal.ts';
import { referenceData } from '../../shared/contracts/journal.ts';
import { appealReferenceOf } from '../../shared/domain/appeal/appealReference.ts';
import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import { dateIn, defaultTermRules } from '../../shared/domain/term/appealTerm.ts';
import { role } from '../../shared/domain/user/user.ts';
import { toInstant } from '../../shared/lib/primitives.ts';
import { classifiersOf } from '../../shared/domain/theme/classifier.ts';
import type { Db } from '../db/createDb.ts';
import type { Clock } from '../ports.ts';
import { currentAbsences } from '../queries/absences.ts';
import { importedClassifiers } from '../queries/classifiers.ts';
import { listCodeBooks } from '../queries/codeBooks.ts';
import { listOrganisations } from '../queries/organisations.ts';

const KEPT_MS = 10_000;

interface Kept {
  at: number;
  data: ReferenceData;
  decisions: AppealReference;
}

export interface ReferenceStore {
  /** What a desk holds in full. */
  read(): Promise<ReferenceData>;
  /** What decisions are made by. */
  forDecisions(): Promise<AppealReference>;
  /** It was changed: the next to ask reads it anew. */
  forget(): void;
}

/** Used where nobody has set anything yet. */
export const defaultSettings: ReferenceData['settings'] = {
  centreName: 'Контакт-центр ТФОМС',
  hotline: '+78000000000',
  areaCode: null,
  wrapUpSec: 60,
  terms: defaultTermRules,
  answerTemplates: [],
};

/** What the region has set, over what holds where it has set nothing. */
export function settingsOf(stored: unknown): ReferenceData['settings'] {
  const settings = z
    .object(referenceData.shape.settings.shape)
    .partial()
    .parse(stored ?? {});
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { ...defaultSettings, ...given };
}

/** Reference data changes a few times a year and is asked for with every act: it is read anew every ten seconds. */
export function createReferenceStore(db: Db, territory: string, region: string, clock: Clock): ReferenceStore {
  let kept: Kept | null = null;

  const load = async (): Promise<Kept> => {
    const row = await db
      .selectFrom('reference')
      .where('territory', '=', territory)
      .select(['version', 'settings'])
      .executeTakeFirst();
    const staff = await db
      .selectFrom('user_account as u')
      .leftJoinLateral(
        (eb) =>
          eb
            .selectFrom('user_role as held')
            .whereRef('held.territory', '=', 'u.territory')
            .whereRef('held.user_id', '=', 'u.id')
            .where('held.since', '<=', toInstant(clock.nowMs()))
            .select(['held.role', 'held.organisation_id'])
            .orderBy('held.since', 'desc')
            .limit(1)
            .as('r'),
        (join) => join.onTrue(),
      )
      .where('u.territory', '=', territory)
      .select(['u.id', 'u.name', 'u.disabled_at', 'r.role', 'r.organisation_id'])
      .orderBy('u.name')
      .execute();
    const settings = settingsOf(row?.settings);
    const classifiers = await importedClassifiers(db, territory);
    const present = classifiersOf(classifiers).on(dateIn(settings.terms.timeZone, clock.nowMs()));
    const data: ReferenceData = {
      version: `${present.id}/${row?.version ?? 0}`,
      classifierVersion: present.id,
      classifiers,
      codeBooks: await listCodeBooks(db, territory),
      absences: await currentAbsences(db, territory, toInstant(clock.nowMs())),
      region,
      organisations: await listOrganisations(db, territory),
      staff: staff.map(({ id, name, disabled_at: disabledAt, role: held, organisation_id: organisationId }) => {
        return { id, name, disabled: disabledAt !== null, role: role.nullable().parse(held), organisationId };
      }),
      settings,
    };
    return { at: clock.nowMs(), data, decisions: appealReferenceOf(data) };
  };

  // Who asks while it is being read waits for the same reading.
  let loading: Promise<Kept> | null = null;
  const fresh = async (): Promise<Kept> => {
    if (kept !== null && Math.abs(clock.nowMs() - kept.at) <= KEPT_MS) return kept;
    if (loading === null) {
      const begun = load();
      loading = begun;
      const end = (): void => {
        if (loading === begun) loading = null;
      };
      begun.then((read) => {
        // Forgotten meanwhile, it may be of before what it was forgotten for.
        if (loading === begun) kept = read;
        end();
      }, end);
    }
    return loading;
  };
  return {
    read: async () => (await fresh()).data,
    forDecisions: async () => (await fresh()).decisions,
    forget: () => {
      kept = null;
      loading = null;
    },
  };
}
