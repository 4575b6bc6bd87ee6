// Runs on whatever Node the machine has (20 or newer), needs nothing installed: brings the packages in, then
// hands over to the pinned Node 24, which everything else is written for.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.otklik-installed');

/** Installs when the lockfile has changed since the last whole install. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Установка пакетов из package-lock.json (в первый раз 1–3 минуты)…');
  const npm = process.env.npm_execpath
    ? { command: process.execPath, args: [process.env.npm_execpath], shell: false }
    : { command: 'npm', args: [], shell: process.platform === 'win32' };
  const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  for (let attempt = 1; attempt <= 3; attempt++) {
    const { status } = spawnSync(npm.command, args, { cwd: root, stdio: 'inherit', shell: npm.shell });
    if (status === 0) {
      writeFileSync(stamp, wanted);
      return;
    }
    if (attempt < 3) console.log(`Установка не удалась (попытка ${attempt} из 3), повторяю…`);
  }
  fail('Пакеты не установились: проверьте доступ к реестру npm и повторите.');
}

/** The pinned Node 24 of this platform, or this very Node when it is new enough. */
function node24() {
  const name = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${name}-${process.arch}`, 'bin', binary);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`Для ${process.platform}-${process.arch} нужен установленный Node.js 24 или новее.`);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}

/** Runs a TypeScript entry of the project with this command's arguments, and ends as it ends. */
export function runWithNode24(entry) {
  if (Number(process.versions.node.split('.')[0]) < 20) fail('Нужен Node.js 20 или новее.');
  install();
  const child = spawn(node24(), [join(root, entry), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  // Ctrl+C reaches the child from the terminal by itself; this process only waits for its clean end.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
