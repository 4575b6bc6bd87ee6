import { parseArgs } from 'node:util';

export interface JournalConfig {
  dataDir: string;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Null: our own PostgreSQL over the data folder. */
  postgresUrl: string | null;
  demo: boolean;
  pbxDomain: string;
  territory: string;
  region: string;
  /** Notices go to this machine and its networks too, and without TLS. */
  privateWebhooks: boolean;
}

export const DEMO_TERRITORY = '98';
export const DEMO_REGION = 'Заречная область';

export type ConfigResult = { config: JournalConfig; fault: null } | { config: null; fault: string };

/** Reads the command line, and the environment for what it leaves out; the answer to a wrong value is one clear line. */
export function readConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const wrong = (fault: string): ConfigResult => ({ config: null, fault });
  let given: Record<string, string | boolean | undefined>;
  try {
    given = parseArgs({
      args: [...argv],
      options: {
        'data-dir': { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'postgres-url': { type: 'string' },
        demo: { type: 'boolean' },
        'pbx-domain': { type: 'string' },
        territory: { type: 'string' },
        region: { type: 'string' },
        'private-webhooks': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable command line');
  }
  const textOf = (name: string, otherwise: string): string => {
    const value = given[name];
    return typeof value === 'string'
      ? value
      : (env[`OTKLIK_JOURNAL_${name.replaceAll('-', '_').toUpperCase()}`] ?? otherwise);
  };

  const demo = given['demo'] === true;
  const dataDir = textOf('data-dir', '');
  if (dataDir === '') return wrong('--data-dir is missing: the folder where the journal keeps its data');
  const portText = textOf('port', '0');
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535)
    return wrong(`--port must be a number from 0 to 65535, not «${portText}»`);
  const host = textOf('host', '127.0.0.1');
  if (host === '') return wrong('--host must not be empty');
  const postgresUrl = textOf('postgres-url', '') || null;
  // The address may hold a password, so a wrong one is not repeated.
  if (postgresUrl !== null && !/^postgres(ql)?:\/\//.test(postgresUrl))
    return wrong('--postgres-url must begin with postgres://');
  if (demo && postgresUrl !== null) {
    return wrong(
      '--demo cannot go with --postgres-url: synthetic people and printed passwords belong to the embedded database only',
    );
  }
  const territory = textOf('territory', DEMO_TERRITORY);
  if (!/^\d{2}$/.test(territory)) return wrong(`--territory must be two digits of the fund's code, not «${territory}»`);
  if (demo && territory !== DEMO_TERRITORY) return wrong(`--demo has a region of its own: leave --territory out`);
  const region = demo ? DEMO_REGION : textOf('region', DEMO_REGION);
  if (!demo && (territory === DEMO_TERRITORY || region === DEMO_REGION)) {
    return wrong('--territory and --region must name the region of this journal (only --demo has one of its own)');
  }
  const pbxDomain = textOf('pbx-domain', 'otklik.invalid');
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(pbxDomain)) return wrong(`--pbx-domain must be a host name, not «${pbxDomain}»`);
  const privateWebhooks = given['private-webhooks'] === true;
  return {
    config: { dataDir, host, port, postgresUrl, demo, pbxDomain, territory, region, privateWebhooks },
    fault: null,
  };
}
