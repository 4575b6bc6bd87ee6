import { z } from 'zod';
import { absenceDraft, absencesRead, absenceSaved, type AbsenceLine } from '../../../shared/contracts/admin.ts';
import { id, toInstant } from '../../../shared/lib/primitives.ts';
import type { Caller } from '../../auth/authenticate.ts';
import { cancelAbsence, setAbsence } from '../../commands/setAbsence.ts';
import type { Journal } from '../../context.ts';
import { listAbsences } from '../../queries/absences.ts';
import { endpoint } from '../endpoint.ts';

const who = { kind: 'user', action: 'absence.set' } as const;

/** Who is away and who stands in: one's own absences, and those of the people one watches over. */
export const absenceEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/absences',
    who,
    area: 'supervision',
    summary: 'Нынешние и будущие отсутствия: свои и своих сотрудников',
    answer: absencesRead,
    handle: async ({ journal, caller }) => ({ absences: await list(journal, caller) }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/absences',
    who,
    area: 'supervision',
    summary: 'Записать отсутствие и замещающего',
    body: absenceDraft,
    answer: absenceSaved,
    problems: [
      'auth.forbidden',
      'absence.past',
      'absence.overlaps',
      'absence.substitute_away',
      'absence.substitute_unfit',
    ],
    handle: async ({ journal, caller, body }) => {
      const absenceId = await setAbsence(journal, caller, body);
      return { absence: (await list(journal, caller)).find((one) => one.id === absenceId) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/absences/:id/cancel',
    who,
    area: 'supervision',
    summary: 'Отменить отсутствие',
    params: z.object({ id }),
    answer: z.object({}),
    problems: ['absence.not_found'],
    handle: async ({ journal, caller, params }) => {
      await cancelAbsence(journal, caller, params.id);
      return {};
    },
  }),
];

async function list(journal: Journal, caller: Caller): Promise<AbsenceLine[]> {
  const { timeZone } = (await journal.reference.read()).settings.terms;
  return listAbsences(journal.db, journal.territory, caller, { at: toInstant(journal.clock.nowMs()), timeZone });
}
