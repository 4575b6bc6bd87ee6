import { z } from 'zod';
import { id } from '../../lib/primitives.ts';

/**
 * Roles of the contact centre (рекомендации ФФОМС 2021 г., п. 10–16): operators of the fund (ОП) and insurance
 * representatives of an insurer (СП), with the line they work on; who watches; who administers.
 */
export const role = z.enum(['op1', 'op2', 'sp1', 'sp2', 'sp3', 'supervisor', 'ccAdmin', 'sysAdmin', 'analyst']);
export type Role = z.infer<typeof role>;

/** A person who works in «Отклик». Never deleted: their acts keep pointing at them. */
export const user = z.object({
  id,
  login: z.string().min(1).max(64),
  /** As said to a caller and printed on a card: «Смирнова Анна Петровна». */
  name: z.string().min(1).max(200),
  role,
  organisationId: id,
  /** The territory (субъект РФ) whose journal this is: two digits of the fund's code. */
  territory: z.string().regex(/^\d{2}$/),
});
export type User = z.infer<typeof user>;

const onTheLine: readonly Role[] = ['op1', 'op2', 'sp1', 'sp2', 'sp3'];
const listens: readonly Role[] = ['supervisor', 'ccAdmin'];

/** Whether this role has a telephone line and works calls. */
export function worksCalls(of: Role): boolean {
  return onTheLine.includes(of);
}

/** Whether this role may find any appeal of the region and play its recordings (disputes, supervision). */
export function mayListen(of: Role): boolean {
  return listens.includes(of);
}
