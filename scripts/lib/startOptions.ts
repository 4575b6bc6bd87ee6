import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  help: boolean;
  window: boolean;
  port: number;
  dataDir: string;
  /** A journal that already runs; null: one is started here. */
  journalUrl: string | null;
  journalPort: number;
  /** An own PostgreSQL for the journal started here; null: the embedded one with the demo region. */
  postgresUrl: string | null;
  /** Code and name of the region, for a journal with an own PostgreSQL. */
  territory: string | null;
  region: string | null;
  /** WebSocket of a real exchange; null: the practice line of the demo. */
  pbxWsUrl: string | null;
}

export const HELP = `«Отклик»: рабочее место оператора горячей линии ОМС и журнал обращений.

npm start [-- ПАРАМЕТРЫ]
  без параметров      учебный журнал с вымышленным регионом, учебная линия, окно оператора
  --no-window         не открывать окно, только напечатать его адрес
  --port N            порт окна на 127.0.0.1 (по умолчанию свободный)
  --data-dir ПАПКА    где лежат данные (по умолчанию папка данных пользователя)
  --journal-url URL   работать с уже запущенным журналом: http://… или https://…
  --journal-port N    порт журнала, запускаемого здесь (по умолчанию свободный)
  --postgres-url URL  свой PostgreSQL для журнала: postgres://… (без учебного региона)
  --territory NN      код территории журнала, две цифры (вместе с --postgres-url)
  --region НАЗВАНИЕ   название региона (вместе с --postgres-url)
  --pbx-ws-url URL    WebSocket телефонной станции: ws://… или wss://…
  --help              эта справка`;

/** A wrong option, as one line for the person who typed it. */
export class OptionError extends Error {}

/** @throws OptionError with one Russian line */
export function readStartOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): StartOptions {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' },
        'no-window': { type: 'boolean' },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'journal-url': { type: 'string' },
        'journal-port': { type: 'string' },
        'postgres-url': { type: 'string' },
        territory: { type: 'string' },
        region: { type: 'string' },
        'pbx-ws-url': { type: 'string' },
      },
    }));
  } catch (thrown) {
    const name = /'(-[^']*)'/.exec(thrown instanceof Error ? thrown.message : '')?.[1] ?? args.join(' ');
    throw new OptionError(`Неизвестный или неполный параметр ${name}. Список: npm start -- --help`);
  }
  const text = (name: string): string | null => (typeof values[name] === 'string' ? values[name] : null);
  const options: StartOptions = {
    help: values['help'] === true,
    window: values['no-window'] !== true,
    port: portOf('--port', text('port')),
    dataDir: text('data-dir') ?? defaultDataDir(env),
    journalUrl: urlOf('--journal-url', text('journal-url'), ['http:', 'https:']),
    journalPort: portOf('--journal-port', text('journal-port')),
    postgresUrl: urlOf('--postgres-url', text('postgres-url'), ['postgres:', 'postgresql:']),
    territory: text('territory'),
    region: text('region'),
    pbxWsUrl: urlOf('--pbx-ws-url', text('pbx-ws-url'), ['ws:', 'wss:']),
  };
  if (options.journalUrl && options.postgresUrl) {
    throw new OptionError(
      '--journal-url и --postgres-url вместе не указывают: журнал либо уже запущен, либо запускается здесь',
    );
  }
  if (options.postgresUrl && (!/^\d{2}$/.test(options.territory ?? '') || !options.region)) {
    throw new OptionError('--postgres-url: укажите и регион журнала: --territory NN --region «Название»');
  }
  return options;
}

function portOf(name: string, text: string | null): number {
  if (text === null) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new OptionError(`${name}: ожидается номер порта от 0 до 65535, указано «${text}»`);
  return port;
}

function urlOf(name: string, text: string | null, protocols: readonly string[]): string | null {
  if (text === null) return null;
  const url = URL.parse(text);
  if (url === null || !protocols.includes(url.protocol) || url.hostname === '') {
    throw new OptionError(`${name}: ожидается адрес вида ${protocols[0]}//…, указано «${text}»`);
  }
  return text;
}

// Apart from the installed desktop's folder: a demo and a working desk never share a cache.
const FOLDER = 'otklik-local';

function defaultDataDir(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), FOLDER);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', FOLDER);
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), FOLDER);
}
