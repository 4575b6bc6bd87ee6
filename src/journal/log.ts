import { pino } from 'pino';
import type { Log } from './ports.ts';

const HIDDEN = '[скрыто]';
/** Fields that would name a person or open a door, should a careless line ever carry them. */
const PRIVATE_FIELDS = [
  'phone',
  'name',
  'familyName',
  'givenName',
  'patronymic',
  'enp',
  'birthDate',
  'essence',
  'answer',
  'card',
];
const SECRET_FIELDS = ['password', 'secret', 'accessToken', 'refreshToken', 'authorization', 'token', 'url'];

/** The journal's log: an event's name and ids, one JSON line each. */
export function createLog(level = 'info'): Log {
  const paths = [...PRIVATE_FIELDS, ...SECRET_FIELDS].flatMap((field) => [field, `*.${field}`]);
  const options = {
    level,
    base: { program: 'journal' },
    redact: { paths, censor: HIDDEN },
    serializers: { err: describe },
  };
  // The log goes to stderr: stdout belongs to who started the journal by hand.
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** An error without its words: the messages of a database quote the values they complain of. */
export function describe(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const at = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { code } = thrown as { code?: unknown };
  const cause = thrown.cause === undefined ? {} : { cause: describe(thrown.cause) };
  return { kind: thrown.name, ...(typeof code === 'string' ? { code } : {}), at: at.slice(0, 8), ...cause };
}
