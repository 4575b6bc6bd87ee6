import { expect, test } from 'vitest';
import { HELP, OptionError, readStartOptions } from './startOptions.ts';

test('without options everything is local and the window opens', () => {
  const options = readStartOptions([], { XDG_DATA_HOME: '/data' });
  expect(options).toMatchObject({ window: true, port: 0, journalUrl: null, postgresUrl: null, pbxWsUrl: null });
});

test('every option is in the help', () => {
  for (const name of [
    '--no-window',
    '--port',
    '--data-dir',
    '--journal-url',
    '--journal-port',
    '--postgres-url',
    '--pbx-ws-url',
  ]) {
    expect(HELP).toContain(name);
  }
});

test.each([
  [['--port', 'abc']],
  [['--port', '70000']],
  [['--journal-url', 'ftp://x']],
  [['--pbx-ws-url', 'http://pbx']],
  [['--postgres-url', 'нет']],
  [['--what']],
  [['--postgres-url', 'postgres://b/otklik']],
  [['--postgres-url', 'postgres://b/otklik', '--territory', '5', '--region', 'Область']],
  [['--journal-url', 'http://a', '--postgres-url', 'postgres://b']],
])('%j is refused in one line', (args) => {
  let said: unknown;
  try {
    readStartOptions(args, {});
  } catch (thrown) {
    said = thrown;
  }
  expect(said).toBeInstanceOf(OptionError);
  expect((said as Error).message).not.toContain('\n');
  expect((said as Error).message).toMatch(/[а-я]/);
});
