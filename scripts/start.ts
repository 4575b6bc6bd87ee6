import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildWindow } from './lib/buildWindow.ts';
import { startProgram, type ChildProgram } from './lib/childProgram.ts';
import { takeInstanceLock } from './lib/instanceLock.ts';
import { electronBinary, hasDisplay, openAppWindow, systemChromium } from './lib/openWindow.ts';
import { runElectron } from './lib/runElectron.ts';
import { HELP, OptionError, readStartOptions, type StartOptions } from './lib/startOptions.ts';

/** `npm start`: everything an operator's workplace needs, in the order it needs it, and down again in the reverse. */
const running: { stop(): Promise<void> }[] = [];
const started = performance.now();
let stopping = false;

try {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await start(options);
} catch (thrown) {
  if (thrown instanceof OptionError) {
    console.error(thrown.message);
    process.exitCode = 2;
  } else {
    console.error(`Не удалось запустить: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    await stopAll(1);
  }
}

async function start(options: StartOptions): Promise<void> {
  const release = takeInstanceLock(options.dataDir);
  if (!release) throw new OptionError(`«Отклик» уже запущен с этой папкой данных: ${options.dataDir}`);
  running.push({ stop: () => Promise.resolve(release()) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));

  say('Окно оператора: сборка…');
  if ((await buildWindow()) === 'built') say('Окно оператора собрано');

  const journal = options.journalUrl ? null : await startJournal(options);
  const journalUrl = options.journalUrl ?? journal?.ready.url ?? '';
  const practice =
    journal?.ready.practiceLines && !options.pbxWsUrl ? await startPractice(journal.ready.practiceLines) : null;
  const pbxWsUrl = options.pbxWsUrl ?? practice?.wsUrl ?? null;
  if (pbxWsUrl === null) say('Телефонная станция не указана (--pbx-ws-url): звонков не будет');

  const deskArgs = [
    '--data-dir',
    join(options.dataDir, 'desk'),
    '--journal-url',
    journalUrl,
    '--port',
    String(options.port),
    '--renderer-dir',
    'out/renderer',
    '--log-file',
    join(options.dataDir, 'desk', 'desk.log'),
    ...(pbxWsUrl ? ['--pbx-ws-url', pbxWsUrl] : []),
    ...(practice ? ['--practice-url', practice.controlUrl] : []),
  ];
  const deskEnv = practice ? { OTKLIK_PRACTICE_SECRET: practice.secret } : {};

  const electron = options.window && hasDisplay() ? electronBinary() : null;
  if (electron) {
    running.push(await runElectron(electron, deskArgs, deskEnv, () => void stopAll(0)));
    await printDemoUsers(journal ? journalUrl : null);
    say(`Готово за ${seconds()} с. Окно открыто. Ctrl+C — остановить`);
    return;
  }
  const desk = await launch<{ url: string }>('Рабочее место', 'src/main/headless/index.ts', deskArgs, deskEnv);
  await printDemoUsers(journal ? journalUrl : null);
  if (journal?.ready.practiceLines && options.pbxWsUrl) printLines(journal.ready.practiceLines);
  const browser = options.window && hasDisplay() ? systemChromium() : null;
  if (browser) openAppWindow(browser, desk.ready.url, join(options.dataDir, 'browser'));
  else if (options.window) say('Окно открыть не в чем: откройте адрес в Chromium, Chrome или Edge на этой машине');
  say(`Готово за ${seconds()} с. Ctrl+C — остановить. Адрес окна:`);
  console.log(desk.ready.url);
}

interface JournalReady {
  url: string;
  /** Lines of the demo operators, user → password; only the embedded demo journal tells them. */
  practiceLines?: Record<string, string>;
}

async function startJournal(options: StartOptions): Promise<ChildProgram<JournalReady>> {
  say(options.postgresUrl ? 'Журнал: запуск с указанным PostgreSQL…' : 'Журнал: запуск PostgreSQL и учебного региона…');
  const journal = await launch<JournalReady>('Журнал', 'src/journal/index.ts', [
    '--data-dir',
    join(options.dataDir, 'journal'),
    '--port',
    String(options.journalPort),
    ...(options.pbxWsUrl ? ['--pbx-domain', new URL(options.pbxWsUrl).host] : []),
    ...(options.postgresUrl
      ? [
          '--postgres-url',
          options.postgresUrl,
          '--territory',
          options.territory ?? '',
          '--region',
          options.region ?? '',
        ]
      : ['--demo']),
  ]);
  say(`Журнал работает: ${journal.ready.url}`);
  return journal;
}

async function startPractice(
  lines: Record<string, string>,
): Promise<{ wsUrl: string; controlUrl: string; secret: string }> {
  const secret = randomBytes(18).toString('base64url');
  const { ready } = await launch<{ wsUrl: string; controlUrl: string }>('Учебная линия', 'src/practice/index.ts', [], {
    OTKLIK_PRACTICE: JSON.stringify({ port: 0, secret, accounts: lines }),
  });
  say('Учебная линия готова: в окне кнопка «Позвонить мне»');
  return { ...ready, secret };
}

async function launch<Ready>(
  name: string,
  entry: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProgram<Ready>> {
  const program = await startProgram<Ready>(name, entry, args, env);
  running.push(program);
  void program.ended.then((code) => {
    if (stopping) return;
    console.error(`${name}: остановился сам (код ${code}), останавливаю остальное`);
    return stopAll(1);
  });
  return program;
}

async function printDemoUsers(journalUrl: string | null): Promise<void> {
  if (journalUrl === null) return;
  const answer = await fetch(new URL('/v1/demo-users', journalUrl));
  if (!answer.ok) return;
  const { users } = (await answer.json()) as {
    users: { login: string; password: string; name: string; role: string }[];
  };
  console.log('\nУчебные пользователи (люди вымышлены):');
  for (const { login, password, name, role } of users) {
    console.log(`  ${login.padEnd(14)} ${password.padEnd(24)} ${role.padEnd(11)} ${name}`);
  }
  console.log('');
}

/** A real exchange beside the demo journal must know the lines of its operators. */
function printLines(lines: Record<string, string>): void {
  console.log('Линии операторов для станции (номер, пароль):');
  for (const [user, password] of Object.entries(lines)) console.log(`  ${user.padEnd(14)} ${password}`);
  console.log('');
}

async function stopAll(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (running.length > 1) say('Останавливаю…');
  for (const one of running.toReversed()) await one.stop();
  process.exit(code);
}

function say(text: string): void {
  console.log(text);
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
