import { AppError } from '../shared/errors.ts';

const EXPLAINED: Readonly<Record<string, string>> = {
  'cluster.root':
    'PostgreSQL does not run as root and this system forbids user namespaces; start the journal as an ordinary user',
  'cluster.no_binaries': 'there is no embedded PostgreSQL for this platform; give --postgres-url',
  'cluster.in_use': 'another journal is running over this data folder',
  'cluster.other_version': 'the data folder was made by another major version of PostgreSQL',
  'cluster.not_a_cluster': 'the folder «postgres» inside the data folder is not a PostgreSQL cluster',
  'db.too_old': 'PostgreSQL 15 or newer is needed',
  'journal.demo_mismatch': 'a demo and a working journal never share a database',
  'user.login_taken': 'there is a user of this login already; give them another password by «user reset-password»',
  'user.not_found': 'there is no user of this login',
  'user.role_not_here':
    'this role is not of that organisation: op1, op2, ccAdmin and sysAdmin are of the fund, sp1, sp2 and sp3 of an insurer',
  'organisation.not_found': 'there is no fund or insurer of this code; the fund is made by --fund-code and --fund-name',
  'organisation.one_fund': 'this journal has another fund already: leave --fund-code out',
};

/** Why a program of the journal did not start, in a line for whoever started it. */
export function explain(thrown: unknown): string {
  if (!(thrown instanceof AppError)) return thrown instanceof Error ? thrown.message : 'unknown failure';
  const known = EXPLAINED[thrown.code];
  return known === undefined ? thrown.message : `${known} ${JSON.stringify(thrown.params)}`;
}
