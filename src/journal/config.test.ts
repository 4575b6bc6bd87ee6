import { expect, test } from 'vitest';
import { DEMO_REGION, DEMO_TERRITORY, readConfig } from './config.ts';

test('the demo needs nothing but a folder', () => {
  expect(readConfig(['--data-dir', 'd', '--demo'], {})).toEqual({
    fault: null,
    config: {
      dataDir: 'd',
      host: '127.0.0.1',
      port: 0,
      postgresUrl: null,
      demo: true,
      pbxDomain: 'otklik.invalid',
      territory: DEMO_TERRITORY,
      region: DEMO_REGION,
      privateWebhooks: false,
    },
  });
});

test('the environment fills what the command line leaves out', () => {
  const env = { OTKLIK_JOURNAL_DATA_DIR: 'e', OTKLIK_JOURNAL_PORT: '8080', OTKLIK_JOURNAL_PBX_DOMAIN: 'pbx.local' };
  expect(readConfig(['--demo', '--port', '9090'], env).config).toMatchObject({
    dataDir: 'e',
    port: 9090,
    pbxDomain: 'pbx.local',
  });
});

const working = ['--data-dir', 'd', '--territory', '50', '--region', 'Московская область'];

test.each([
  [[], '--data-dir'],
  [['--data-dir', 'd', '--demo', '--port', 'http'], '--port'],
  [['--data-dir', 'd', '--demo', '--port', '70000'], '--port'],
  [['--data-dir', 'd', '--demo', '--host', ''], '--host'],
  [['--data-dir', 'd', '--demo', '--pbx-domain', 'a b'], '--pbx-domain'],
  [['--data-dir', 'd', '--demo', '--territory', '50'], '--territory'],
  [['--data-dir', 'd'], '--territory'],
  [[...working, '--territory', 'MO'], '--territory'],
  [[...working, '--postgres-url', 'mysql://x'], '--postgres-url'],
  [[...working, '--unknown'], '--unknown'],
])('%j is answered with one line that names %s', (argv, named) => {
  const { config, fault } = readConfig(argv, {});
  expect(config).toBeNull();
  expect(fault).toContain(named);
  expect(fault).not.toContain('\n');
});

test('synthetic people are never poured into somebody’s own database', () => {
  const { fault } = readConfig(['--data-dir', 'd', '--demo', '--postgres-url', 'postgres://user:тайна@host/db'], {});
  expect(fault).toContain('--demo');
  expect(fault).not.toContain('тайна');
});
