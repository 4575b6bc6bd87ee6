import { z } from 'zod';
import {
  adminOrganisations,
  organisationDraft,
  organisationSaved,
  settingsChange,
  settingsRead,
} from '../../../shared/contracts/admin.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { changeSettings, readSettings } from '../../commands/changeSettings.ts';
import { rereckonTerms } from '../../lists/fillProjection.ts';
import { saveOrganisation } from '../../commands/saveOrganisation.ts';
import { requireRegion } from '../../policies/requireRegion.ts';
import { listOrganisations } from '../../queries/organisations.ts';
import { endpoint } from '../endpoint.ts';

const ofOrganisations = { kind: 'user', action: 'organisation.manage' } as const;
const ofReference = { kind: 'user', action: 'reference.manage' } as const;

/** Organisations and settings of the region: its calendar, terms and names. */
export const regionEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/admin/organisations',
    who: ofOrganisations,
    area: 'administration',
    summary: 'Фонд, страховые и медицинские организации региона',
    answer: adminOrganisations,
    handle: async ({ journal, caller }) => {
      requireRegion(caller, ofOrganisations.action);
      return { organisations: await listOrganisations(journal.db, journal.territory) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/organisations',
    who: ofOrganisations,
    area: 'administration',
    summary: 'Внести организацию',
    body: organisationDraft,
    answer: organisationSaved,
    problems: ['organisation.code_taken', 'organisation.one_fund'],
    handle: async ({ journal, caller, body }) => {
      requireRegion(caller, ofOrganisations.action);
      return { organisation: await saveOrganisation(journal, caller, null, body) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/organisations/:id',
    who: ofOrganisations,
    area: 'administration',
    summary: 'Изменить организацию',
    params: z.object({ id }),
    body: organisationDraft,
    answer: organisationSaved,
    problems: ['organisation.not_found', 'organisation.code_taken', 'organisation.kind_fixed'],
    handle: async ({ journal, caller, params, body }) => {
      requireRegion(caller, ofOrganisations.action);
      return { organisation: await saveOrganisation(journal, caller, params.id, body) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/admin/settings',
    who: ofReference,
    area: 'administration',
    summary: 'Настройки региона: названия, сроки, производственный календарь',
    answer: settingsRead,
    handle: async ({ journal, caller }) => {
      requireRegion(caller, ofReference.action);
      return { settings: await readSettings(journal.db, journal.territory) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/settings',
    who: ofReference,
    area: 'administration',
    summary: 'Изменить настройки региона; чужая правка не затирается',
    body: settingsChange,
    answer: settingsRead,
    problems: ['settings.changed_meanwhile'],
    handle: async ({ journal, caller, body }) => {
      requireRegion(caller, ofReference.action);
      const settings = await changeSettings(journal, caller, body);
      // The last days that are kept beside open appeals were reckoned by the rules of before.
      if (body.changes.terms !== undefined) await rereckonTerms(journal, settings.terms);
      return { settings };
    },
  }),
];
