import { expect, test } from 'vitest';
import { readUserOptions } from './userOptions.ts';

const FIRST = ['add', '--login', 'Admin', '--name', 'Зайцев Кирилл Денисович', '--role', 'sysAdmin'];

test('what is the user’s is read, what is the journal’s is left to it', () => {
  const words = [
    ...FIRST,
    '--data-dir',
    '/srv/journal',
    '--fund-code=50000',
    '--fund-name',
    'ТФОМС',
    '--territory',
    '50',
  ];
  expect(readUserOptions(words)).toEqual({
    command: {
      kind: 'add',
      login: 'admin',
      name: 'Зайцев Кирилл Денисович',
      role: 'sysAdmin',
      organisation: null,
      fund: { code: '50000', name: 'ТФОМС' },
      isOneTime: false,
    },
    rest: ['--data-dir', '/srv/journal', '--territory', '50'],
    fault: null,
  });
});

test.each([
  [['remove', '--login', 'admin'], 'add'],
  [['add', '--login', 'админ'], '--login'],
  [['add', '--login', 'admin', '--name', 'Admin'], '--name'],
  [[...FIRST.slice(0, -1), 'root'], '--role'],
  [[...FIRST, '--fund-code', '50000'], '--fund-name'],
  [[...FIRST, '--fund-code', '5', '--fund-name', 'ТФОМС'], '--fund-code'],
])('%j is answered by a line that names what is wrong', (words, named) => {
  expect(readUserOptions(words).fault).toContain(named);
});
