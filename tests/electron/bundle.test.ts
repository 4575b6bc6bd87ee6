import { existsSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { root, runPackage } from '../../scripts/lib/run.ts';

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const requiresOf = (code: string): string[] => [
  ...new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name)),
];

beforeAll(async () => {
  for (const folder of ['main', 'preload']) rmSync(join(root, 'out', folder), { recursive: true, force: true });
  expect(await runPackage('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error'])).toBe(0);
});

test('the preload is one CommonJS file over electron alone', () => {
  expect(readdirSync(join(root, 'out', 'preload'))).toEqual(['index.cjs']);
  const code = read('out', 'preload', 'index.cjs');
  expect(requiresOf(code)).toEqual(['electron']);
  expect(code).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
});

interface Exposed {
  call(name: string, input: unknown): Promise<unknown>;
  subscribe(name: string, listener: (event: unknown) => void): () => void;
}

function runPreload(invoke: (...args: unknown[]) => Promise<unknown>) {
  const exposed: Record<string, Exposed> = {};
  let tell: (event: object, name: string, value: unknown) => void = () => undefined;
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Exposed) => void (exposed[name] = api) },
    ipcRenderer: { invoke, on: (_channel: string, listener: typeof tell) => void (tell = listener) },
  };
  runInNewContext(read('out', 'preload', 'index.cjs'), {
    require: (name: string) => {
      expect(name).toBe('electron');
      return electron;
    },
  });
  return { exposed, tell: (name: string, value: unknown) => tell({}, name, value) };
}

test('the preload exposes call and subscribe, and nothing else', () => {
  const { exposed } = runPreload(() => Promise.resolve({ output: 1 }));
  expect(Object.keys(exposed)).toEqual(['otklik']);
  expect(Object.keys(exposed['otklik'] ?? {})).toEqual(['call', 'subscribe']);
});

test('a refusal crosses the preload as the text the window reads back', async () => {
  const asked: unknown[][] = [];
  const answers: unknown[] = [
    { output: { state: null } },
    { error: { code: 'operator.in_call', params: { left: 1 } } },
    { error: { code: 'internal' } },
  ];
  const { exposed } = runPreload((...args) => {
    asked.push(args);
    return answers.length > 0 ? Promise.resolve(answers.shift()) : Promise.reject(new Error('gone'));
  });
  const call = (): Promise<unknown> => exposed['otklik']?.call('operator.ready', {}) ?? Promise.resolve();
  expect(await call()).toEqual({ state: null });
  await expect(call()).rejects.toMatchObject({ message: 'operator.in_call {"left":1}' });
  await expect(call()).rejects.toMatchObject({ message: 'internal {}' });
  await expect(call()).rejects.toMatchObject({ message: 'bridge.down {}' });
  expect(asked[0]).toEqual(['otklik:call', 'operator.ready', {}]);
});

test('a subscription hears its own event until it is ended, whoever else listens', () => {
  const { exposed, tell } = runPreload(() => Promise.resolve(null));
  const heard: unknown[] = [];
  const same = (event: unknown): void => void heard.push(event);
  const ends = [exposed['otklik']?.subscribe('line.check', same), exposed['otklik']?.subscribe('line.check', same)];
  tell('line.check', 1);
  tell('sync.changed', 2);
  ends[0]?.();
  tell('line.check', 3);
  ends[1]?.();
  tell('line.check', 4);
  expect(heard).toEqual([1, 1, 3]);
});

test('the main bundle is one file with electron and the native module outside it, and nothing of the window inside', () => {
  expect(readdirSync(join(root, 'out', 'main'))).toEqual(['index.cjs']);
  const code = read('out', 'main', 'index.cjs');
  const foreign = requiresOf(code).filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
  expect(foreign.toSorted()).toEqual(['better-sqlite3', 'electron']);
  const sources = [...code.matchAll(/^\/\/ (?:#region )?((?:src|node_modules)\/\S+)/gm)].map(([, path = '']) => path);
  expect(sources).toContain('src/main/core/createCore.ts');
  const unwanted = /^(src\/(renderer|preload|journal|practice)|node_modules\/(react|react-dom|sip\.js|zustand))\//;
  expect(sources.filter((path) => unwanted.test(path))).toEqual([]);
});

test('only src/main/electron and src/preload import electron', () => {
  const importing = globSync('src/**/*.{ts,tsx}', { cwd: root })
    .filter((path) => /\bfrom 'electron(\/[^']*)?'|\b(require|import)\('electron/.test(read(path)))
    .map((path) => path.replaceAll('\\', '/'));
  expect(importing).not.toEqual([]);
  expect(importing.filter((path) => !/^src\/(main\/electron|preload)\//.test(path))).toEqual([]);
});

test('icons the shell names are there', () => {
  for (const name of ['app.ico', 'app.png', 'tray.png']) {
    expect(existsSync(join(root, 'assets', 'icons', name))).toBe(true);
  }
});
