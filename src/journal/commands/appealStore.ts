import { sql } from 'kysely';
import { appeal as appealSchema, type Appeal } from '../../shared/domain/appeal/appeal.ts';
import type { AppealEvent } from '../../shared/domain/appeal/appealEvent.ts';
import { normalizePhone } from '../../shared/domain/phone/phone.ts';
import type { DbOrTrx, Trx } from '../db/createDb.ts';
import { writeChange } from '../feed/writeChange.ts';
import { userScope } from '../policies/may.ts';

/** The appeal as it stands, or null. */
export async function loadAppeal(db: DbOrTrx, territory: string, appealId: string): Promise<Appeal | null> {
  const row = await db
    .selectFrom('appeal')
    .where('territory', '=', territory)
    .where('id', '=', appealId)
    .select('state')
    .executeTakeFirst();
  return row === undefined ? null : appealSchema.parse(row.state);
}

/** Which desk holds the appeal. */
export function scopeOfAppeal(of: Appeal): string {
  return userScope(of.registeredBy);
}

/** What belongs to a stored step: its events and the states on both sides of it. */
export interface AppealStep {
  before: Appeal | null;
  events: readonly AppealEvent[];
  after: Appeal;
  actId: string | null;
  receivedAt: string;
}

/** Appends the events, brings the projection after them and tells the feed: one transaction, the caller's. */
export async function storeAppeal(trx: Trx, territory: string, step: AppealStep): Promise<void> {
  const { before, events, after, actId, receivedAt } = step;
  if (events.length === 0) return;
  const row = rowOf(after);
  const words = sql<string>`to_tsvector('russian', ${foldText(after.card.essence)})`;
  if (before === null) {
    await trx
      .insertInto('appeal')
      .values({ territory, id: after.id, ...row, essence_words: words })
      .execute();
  } else {
    await trx
      .updateTable('appeal')
      .set({ ...row, essence_words: words })
      .where('territory', '=', territory)
      .where('id', '=', after.id)
      .execute();
  }
  const known = before?.version ?? 0;
  await trx
    .insertInto('appeal_event')
    .values(
      events.map((event, i) => ({
        territory,
        appeal_id: after.id,
        version: known + i + 1,
        kind: event.kind,
        body: JSON.stringify(event),
        act_id: actId,
        received_at: receivedAt,
      })),
    )
    .execute();
  await writeChange(trx, territory, {
    entity: 'appeal',
    entity_id: after.id,
    scope_old: before === null ? null : scopeOfAppeal(before),
    scope_new: scopeOfAppeal(after),
  });
}

function rowOf(of: Appeal) {
  const { applicant } = of.card;
  return {
    number: of.number,
    status: of.status,
    kind: of.card.kind,
    theme_code: of.card.themeCode,
    essence: of.card.essence,
    phone: applicant.phone === null ? null : (normalizePhone(applicant.phone).number ?? applicant.phone),
    person_id: of.card.personId,
    clinic_id: of.card.clinicId,
    registered_by: of.registeredBy,
    organisation_id: of.organisationId,
    occurred_at: of.occurredAt,
    received_at: of.receivedAt,
    closed_at: of.closedAt,
    flags: of.flags,
    version: of.version,
    state: JSON.stringify(of),
  };
}

/** «ё» is typed as «е» half of the time: both sides of every search lose it. */
export function foldText(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}
