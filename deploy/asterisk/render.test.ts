import { expect, test } from 'vitest';
import type { AsteriskSite } from './asteriskSite.ts';
import { makeHoldMusic } from './holdMusic.ts';
import { renderAsteriskConfig } from './render.ts';

const site: AsteriskSite = {
  ws: { address: '127.0.0.1', port: 8088 },
  sip: { address: '192.0.2.10', port: 5060 },
  rtp: { firstPort: 10_000, lastPort: 10_999 },
  sipDomain: 'pbx.invalid',
  trunk: { peers: ['192.0.2.20', '198.51.100.0/24'], host: '192.0.2.20', port: 5060, prefix: '+7' },
  operators: [
    { user: 'op1', password: 'password-one', displayName: 'Оператор Первая' },
    { user: 'op2', password: 'password-two', displayName: 'Оператор Вторая' },
  ],
  queue: { ringSec: 15 },
  recordingsDir: '/var/spool/asterisk/monitor',
  holdMusicDir: '/var/lib/asterisk/moh',
};

test('passwords and addresses are in site.d only, and every include exists', () => {
  const files = renderAsteriskConfig(site);
  for (const [name, text] of files) {
    if (!name.startsWith('site.d/')) expect(text).not.toMatch(/password-one|192\.0\.2\./);
    for (const [, included = ''] of text.matchAll(/^#include "(.+)"$/gm)) expect(files.has(included)).toBe(true);
  }
});

test('every operator has an endpoint, a password and a line of his own', () => {
  const pjsip = renderAsteriskConfig(site).get('site.d/pjsip.conf') ?? '';
  for (const user of ['op1', 'op2']) {
    for (const template of ['operator', 'operator-auth', 'operator-line']) {
      expect(pjsip).toContain(`[${user}](${template})\n`);
    }
  }
  expect(pjsip).toContain('match=192.0.2.20\nmatch=198.51.100.0/24\n');
});

test.each([
  ['a hyphen in a user', { user: 'op-1' }],
  ['a name of the dialplan', { user: 'hotline' }],
  ['a comment in a password', { password: 'secret;word' }],
  ['an arrow in a password', { password: '>secretword' }],
  ['a line break in a password', { password: 'secret\nword=1' }],
  ['a quote in a name', { displayName: 'a" <1>' }],
])('%s is refused without repeating the value', (_, wrong) => {
  const operators = [{ user: 'op1', password: 'password-one', displayName: 'А', ...wrong }];
  const render = (): unknown => renderAsteriskConfig({ ...site, operators });
  expect(render).toThrow(/^asterisk-site: operators\[0\]\.\w+ /);
  expect(render).not.toThrow(/secret/);
});

test('a path that would break out of its line is refused', () => {
  expect(() => renderAsteriskConfig({ ...site, recordingsDir: '/tmp/a)b' })).toThrow('asterisk-site: recordingsDir');
});

test('hold music is a WAV that is neither silent nor clipped', () => {
  const wav = makeHoldMusic();
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) / 2);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(loudest).toBeGreaterThan(3000);
  expect(loudest).toBeLessThan(20_000);
});
