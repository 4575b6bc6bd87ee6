export interface PracticeConfig {
  port: number;
  /** Absent: the HTTP control stays shut. */
  secret?: string;
  /** Operator's line → its password. */
  accounts: Record<string, string>;
}

/**
 * Reads what the parent process says: JSON in OTKLIK_PRACTICE, `--port=N` over it. The secret and the passwords come by the
 * environment only, since a command line can be read by everybody on the machine.
 */
export function readPracticeConfig(env: Record<string, string | undefined>, argv: readonly string[]): PracticeConfig {
  const raw: unknown = JSON.parse(env['OTKLIK_PRACTICE'] ?? '{}');
  if (!isRecord(raw)) throw new Error('OTKLIK_PRACTICE: an object is expected');
  const { secret, accounts = {} } = raw;
  const portText = argv.find((word) => word.startsWith('--port='))?.slice('--port='.length);
  const port = Number(portText ?? raw['port'] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('OTKLIK_PRACTICE: bad port');
  if (!isRecord(accounts)) throw new Error('OTKLIK_PRACTICE: accounts must be an object');
  for (const [user, password] of Object.entries(accounts)) {
    if (typeof password !== 'string' || password === '') throw new Error(`OTKLIK_PRACTICE: no password for ${user}`);
  }
  if (secret !== undefined && typeof secret !== 'string') throw new Error('OTKLIK_PRACTICE: bad secret');
  return { port, accounts: accounts as Record<string, string>, ...(secret ? { secret } : {}) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
