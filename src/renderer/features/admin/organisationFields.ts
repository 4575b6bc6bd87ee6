import {
  checkOrganisation,
  type Organisation,
  type OrganisationDraft,
  type OrganisationField,
} from '../../../shared/domain/organisation/organisation.ts';
import { normalizePhone } from '../../../shared/domain/phone/phone.ts';

/** The form of an organisation as it is typed. */
export interface OrganisationFields {
  kind: OrganisationDraft['kind'];
  code: string;
  name: string;
  shortName: string;
  address: string;
  phone: string;
  outsourced: boolean;
}

export function fieldsOf(of: Organisation | null): OrganisationFields {
  if (of === null) {
    return { kind: 'clinic', code: '', name: '', shortName: '', address: '', phone: '', outsourced: false };
  }
  const { kind, code, name, shortName, outsourced } = of;
  return { kind, code, name, shortName, address: of.address ?? '', phone: of.phone ?? '', outsourced };
}

/** The organisation that was meant; a telephone is taken in whatever way it is written. */
export function draftOf(fields: OrganisationFields): OrganisationDraft {
  const phone = fields.phone.trim();
  return {
    ...fields,
    code: fields.code.trim(),
    name: fields.name.trim(),
    shortName: fields.shortName.trim(),
    address: fields.address.trim() || null,
    phone: phone === '' ? null : (normalizePhone(phone).number ?? phone),
  };
}

export function wrongFields(fields: OrganisationFields): OrganisationField[] {
  return checkOrganisation(draftOf(fields));
}
