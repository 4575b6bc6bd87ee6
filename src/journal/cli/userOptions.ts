import type { z } from 'zod';
import { staffLogin, staffName } from '../../shared/domain/user/staff.ts';
import { role } from '../../shared/domain/user/user.ts';

export type UserCommand =
  | {
      kind: 'add';
      login: string;
      name: string;
      role: z.output<typeof role>;
      /** The code of an insurer; null for the fund. */
      organisation: string | null;
      /** The fund that is made when there is none. */
      fund: { code: string; name: string } | null;
      isOneTime: boolean;
    }
  | { kind: 'reset-password'; login: string; isOneTime: boolean };

export type UserOptions = { command: UserCommand; rest: string[]; fault: null } | { command: null; fault: string };

const VALUED = ['login', 'name', 'role', 'organisation', 'fund-code', 'fund-name'];

/** Reads «add …» and «reset-password …»; what is the journal's own (its data folder, its database) is left in `rest`. */
export function readUserOptions([verb, ...words]: readonly string[]): UserOptions {
  const wrong = (fault: string): UserOptions => ({ command: null, fault });
  const given = new Map<string, string>();
  const rest: string[] = [];
  let isOneTime = false;
  for (let i = 0; i < words.length; i++) {
    const [name = '', inline] = (words[i] ?? '').split(/=(.*)/s);
    if (name === '--one-time') isOneTime = true;
    else if (VALUED.includes(name.slice(2))) given.set(name.slice(2), inline ?? words[++i] ?? '');
    else rest.push(words[i] ?? '');
  }
  const login = (given.get('login') ?? '').trim().toLowerCase();
  if (!staffLogin.safeParse(login).success)
    return wrong('--login must be Latin letters and digits, beginning with a letter');
  if (verb === 'reset-password') return { command: { kind: verb, login, isOneTime }, rest, fault: null };
  if (verb !== 'add') return wrong('after «user» stands «add» or «reset-password»');

  const name = (given.get('name') ?? '').trim();
  if (!staffName.safeParse(name).success) return wrong('--name must be a Russian name: «Фамилия Имя Отчество»');
  const of = role.safeParse(given.get('role') ?? '');
  if (!of.success) return wrong(`--role must be one of ${role.options.join(', ')}`);
  const [code, fundName] = [given.get('fund-code'), given.get('fund-name')?.trim()];
  if ((code === undefined) !== (fundName === undefined)) return wrong('--fund-code and --fund-name go together');
  if (code !== undefined && !/^\d{5}$/.test(code)) return wrong('--fund-code must be five digits');
  const fund = code !== undefined && fundName !== undefined ? { code, name: fundName } : null;
  const organisation = given.get('organisation') ?? null;
  return { command: { kind: 'add', login, name, role: of.data, organisation, fund, isOneTime }, rest, fault: null };
}
