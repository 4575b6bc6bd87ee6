import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { Call } from '../../src/shared/domain/call/call.ts';
import { demoStaff } from '../../src/shared/demo/region.ts';
import { parseWavHeader, splitChannels } from '../../src/shared/domain/recording/wav.ts';
import { ensureAsteriskRoot } from '../support/asterisk/asteriskRoot.ts';
import { callBySipp } from '../support/asterisk/sippCaller.ts';
import { makeSpeech, makeTone, pcmFromWav, toneLevel, wavFromAlaw } from '../support/asterisk/speech.ts';
import { startAsterisk, type Asterisk } from '../support/asterisk/startAsterisk.ts';
import { hasElectron } from '../support/electronHost.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser } from '../support/operatorBrowser.ts';
import { openHost, type OperatorHost } from '../support/operatorHost.ts';
import { startJournalProcess, type JournalProcess } from '../support/workplace.ts';

const OPERATOR_HZ = 650;
const CALLER_HZ = 1000;
const shots = join('test-results', 'screenshots');

let journal: JournalProcess;
let asterisk: Asterisk;
let desk: OperatorHost;
let voice: string;
let browser: Browser;
let speech: string;

test.skip(isMissing('Asterisk') || isMissing('chromium'), 'no exchange or no browser on this machine');

test.beforeAll(async ({}, { project }) => {
  test.skip(project.name === 'electron' && !hasElectron(), 'no Electron binary here');
  test.setTimeout(300_000);
  mkdirSync(shots, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'otklik-e2e-'));
  // A question in Russian, then a tone that can be told from any voice.
  speech = join(folder, 'caller.al');
  await makeSpeech('Здравствуйте! Я потеряла полис. Как его восстановить?', speech);
  writeFileSync(speech, Buffer.concat([readFileSync(speech), makeTone(CALLER_HZ, 4)]));
  voice = join(folder, 'operator.wav');
  writeFileSync(voice, wavFromAlaw(makeTone(OPERATOR_HZ, 10)));

  journal = await startJournalProcess();
  asterisk = await startAsterisk({
    rootDir: await ensureAsteriskRoot({ log: () => undefined }),
    operators: Object.entries(journal.lines).map(([user, password]) => ({
      user,
      password,
      displayName: `Линия ${user}`,
    })),
  });
  browser = await launchOperatorBrowser(voice);
  desk = await openHost(hostOf(project.name), { journalUrl: journal.url, pbxWsUrl: asterisk.wsUrl }, browser, voice);
});

test.afterAll(async () => {
  await desk?.stop();
  await browser?.close();
  await asterisk?.stop();
  await journal?.stop();
});

const hostOf = (project: string): 'headless' | 'electron' => (project === 'electron' ? 'electron' : 'headless');
const passwordOf = (login: string): string => journal.users.find((user) => user.login === login)?.password ?? '';

async function signIn(page: Page, login: string): Promise<void> {
  await page.getByTestId('sign-in-login').fill(login);
  await page.getByTestId('sign-in-password').fill(passwordOf(login));
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('call-bar')).toBeVisible();
}

async function goReady(page: Page): Promise<void> {
  await expect(page.getByTestId('line-status')).toContainText('на связи');
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();
  await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');
}

test('an operator takes a call, registers the appeal, and the journal has all of it, also when it was gone', async () => {
  const operator = demoStaff.find((member) => member.login === 'operator1')?.line;
  const family = await phoneOf('having count(*) > 1');
  const single = await phoneOf('having count(*) = 1');
  const { page, faults } = desk;

  await test.step('she signs in and joins the queue', async () => {
    await signIn(page, 'operator1');
    await goReady(page);
    await asterisk.waitFor('an unpaused member', async () =>
      (await asterisk.queueMembers()).some((member) => member.user === operator && !member.isPaused),
    );
  });

  let number = '';
  await test.step('a call rings, the card pops, she answers and both hear each other', async () => {
    const caller = await callBySipp({ asterisk, from: single.phone, speech });
    await expect(page.getByTestId('caller-card')).toContainText(single.names[0] ?? '');
    await expect(page.getByTestId('answer')).toBeEnabled();
    await page.screenshot({ path: join(shots, '1-ringing.png') });
    await page.keyboard.press('F2');
    await expect(page.getByTestId('voice-state')).toBeVisible();
    await asterisk.waitFor('the member paused in the talk', async () =>
      (await asterisk.queueMembers()).some((member) => member.user === operator && member.isPaused),
    );

    await page.getByTestId('theme-input').fill('потерял полис');
    await page.keyboard.press('Enter');
    await page.getByTestId('essence').fill('Потеряла полис, спрашивает, как восстановить');
    await page.getByTestId('guide-search').fill('потерял карту');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('answer-text')).not.toHaveValue('');
    await page.screenshot({ path: join(shots, '2-talking.png') });

    // Hold is shown when the exchange has confirmed it; the microphone mark follows.
    await page.keyboard.press('F4');
    await expect(page.getByTestId('hold')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('F4');
    await expect(page.getByTestId('hold')).toHaveAttribute('aria-pressed', 'false');

    await page.getByTestId('close-with-answer').click();
    number = (await page.getByTestId('registered-number').textContent()) ?? '';
    expect(number).toMatch(/98-\d{6}/);
    await page.screenshot({ path: join(shots, '3-registered.png') });
    // Long enough for the caller's whole sentence and tone to have come by once.
    await asterisk.waitFor(
      'twelve seconds of talk',
      () => Promise.resolve(heardByExchange('rx').length > 12 * 8000),
      30_000,
    );
    await page.keyboard.press('F9');
    await page.keyboard.press('F9');
    await caller.over;
  });

  await test.step('the journal holds the appeal, the call with the exchange’s own id, and the recording', async () => {
    const [appeal] = await eventually(() =>
      journal.sql<{ id: string; number: string; status: string }>(
        'select id, number, status from appeal where number = $1',
        [number.trim()],
      ),
    );
    expect(appeal?.status).toBe('closed');
    const [call] = await eventually(() =>
      journal.sql<{ id: string; record: Call }>(
        `select id, record from call where phone = $1 and record ->> 'endedAt' is not null and linked_id is not null`,
        [single.phone],
      ),
    );
    expect(call?.record).toMatchObject({ appealIds: [appeal?.id], queue: 'hotline' });
    expect(call?.record.linkedId).toMatch(/^\d+\.\d+$/);
    const [recording] = await eventually(() =>
      journal.sql<{ id: string; bytes: string }>(
        'select id, bytes from recording where call_id = $1 and verified_at is not null',
        [call?.id],
      ),
    );
    await supervisorListens(number.trim(), recording?.id ?? '');
    if (call) checkVoices(journal.recordingFile(recording?.id ?? ''), call.record);
  });

  await test.step('a family on one number is a choice, not a guess', async () => {
    await goReadyAgain(page);
    const caller = await callBySipp({ asterisk, from: family.phone, speech, hangUpAfterSec: 3 });
    await expect(page.getByTestId('person-choice')).toHaveCount(1);
    for (const name of family.names) await expect(page.getByTestId('caller-card')).toContainText(name);
    await page.keyboard.press('F2');
    await caller.over;
    await page.getByTestId('no-appeal').click();
    await page.getByTestId('no-appeal-silence').click();
    const [closed] = await eventually(() =>
      journal.sql(`select id from call where phone = $1 and record ->> 'noAppealReason' = 'silence'`, [family.phone]),
    );
    expect(closed).toBeDefined();
  });

  await test.step('the journal is unplugged: another operator signs in by memory, takes a call and registers', async () => {
    await page.getByTestId('settings-menu').click();
    await page.getByTestId('settings-menu-signOut').click();
    await signIn(page, 'operator2');
    await expect(page.getByTestId('journal-status').first()).toHaveAttribute('data-journal', 'up');
    await page.getByTestId('settings-menu').click();
    await page.getByTestId('settings-menu-signOut').click();
    await journal.unplug();
    await expect(page.getByTestId('journal-status').first()).toHaveAttribute('data-journal', 'down');
    await signIn(page, 'operator2');
    await goReady(page);
    const caller = await callBySipp({ asterisk, from: '+79005550001', speech });
    await expect(page.getByTestId('new-caller')).toBeVisible();
    await page.keyboard.press('F2');
    await expect(page.getByTestId('voice-state')).toBeVisible();
    await page.getByTestId('theme-input').fill('прикрепиться');
    await page.keyboard.press('Enter');
    await page.getByTestId('essence').fill('Без журнала: как прикрепиться к поликлинике');
    await page.getByTestId('answer-text').fill('Заявление в выбранную медицинскую организацию');
    await page.getByTestId('close-with-answer').click();
    number = (await page.getByTestId('registered-number').textContent()) ?? '';
    await page.keyboard.press('F9');
    await page.keyboard.press('F9');
    await caller.over;
    await expect(page.getByTestId('unsent')).toContainText(/\d/);
    await page.screenshot({ path: join(shots, '4-unplugged.png') });
  });

  await test.step('plugged in again, everything is there once', async () => {
    await journal.plug();
    await expect(page.getByTestId('journal-status').first()).toHaveAttribute('data-journal', 'up', { timeout: 30_000 });
    const rows = await eventually(() =>
      journal.sql<{ number: string; login: string }>(
        `select a.number, u.login from appeal a join user_account u on u.territory = a.territory and u.id = a.registered_by
         where a.essence = 'Без журнала: как прикрепиться к поликлинике'`,
      ),
    );
    expect(rows).toEqual([{ number: number.trim(), login: 'operator2' }]);
  });

  expect(faults).toEqual([]);
});

async function goReadyAgain(page: Page): Promise<void> {
  await expect(page.getByTestId('operator-state')).toContainText('Готов');
  await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');
}

/** She finds the appeal, plays it, and her play is in the access journal before the first byte; each channel holds its own voice. */
async function supervisorListens(number: string, recordingId: string): Promise<void> {
  const second = await openHost('headless', { journalUrl: journal.url, pbxWsUrl: null }, browser, voice);
  const { page } = second;
  await page.getByTestId('sign-in-login').fill('supervisor1');
  await page.getByTestId('sign-in-password').fill(passwordOf('supervisor1'));
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('supervisor-search').fill(number);
  await page.getByTestId('supervisor-submit').click();
  await page.getByTestId('supervisor-row').first().click();
  await page.getByTestId('recording-play').click();
  await expect(page.getByTestId('recording-time')).toContainText('00:01', { timeout: 10_000 });
  await page.screenshot({ path: join(shots, '5-supervisor.png') });
  await second.stop();

  const plays = await journal.sql<{ login: string }>(
    `select distinct u.login from access_log l join user_account u on u.territory = l.territory and u.id = l.user_id
     where l.entity_id = $1 and l.what = 'recording.played'`,
    [recordingId],
  );
  expect(plays).toEqual([{ login: 'supervisor1' }]);
}

/** Left the operator, right the caller, as long as the talk was; and the exchange's own file says that the caller heard her. */
function checkVoices(file: Buffer, call: Call): void {
  const { dataOffset } = parseWavHeader(file) ?? { dataOffset: 0 };
  const { operator, caller } = splitChannels(file.subarray(dataOffset));
  const talkSec = (Date.parse(call.endedAt ?? '') - Date.parse(call.answeredAt ?? '')) / 1000;
  expect(Math.abs(operator.length / 8000 - talkSec)).toBeLessThan(1);
  expect(loudest(operator, OPERATOR_HZ)).toBeGreaterThan(10 * loudest(operator, CALLER_HZ));
  expect(loudest(caller, CALLER_HZ)).toBeGreaterThan(10 * loudest(caller, OPERATOR_HZ));
  expect(toneLevel(heardByExchange('tx'), OPERATOR_HZ)).toBeGreaterThan(
    10 * toneLevel(heardByExchange('tx'), CALLER_HZ),
  );
}

/** The level of a tone in the second in which it is loudest: speech and silence stand around it. */
function loudest(channel: Uint8Array, hz: number): number {
  const levels = [];
  for (let at = 0; at + 8000 <= channel.length; at += 4000) levels.push(toneLevel(channel.subarray(at, at + 8000), hz));
  return Math.max(...levels);
}

/** What the exchange heard from the caller (rx) or sent to the caller (tx) in the one call so far. */
function heardByExchange(direction: 'rx' | 'tx'): Int16Array {
  const [name = ''] = readdirSync(asterisk.recordingsDir)
    .filter((file) => file.endsWith(`-${direction}.wav`))
    .toSorted();
  return pcmFromWav(readFileSync(join(asterisk.recordingsDir, name)));
}

/** A telephone number of the region that belongs to one person, or to a family. */
async function phoneOf(having: string): Promise<{ phone: string; names: string[] }> {
  const [row] = await journal.sql<{ phone: string; names: string[] }>(
    `select n.phone, array_agg(p.family_name || ' ' || p.given_name) as names
     from person_phone n join person p on p.territory = n.territory and p.id = n.person_id
     where n.phone not like '+790000001%' group by n.phone ${having} order by n.phone limit 1`,
  );
  if (!row) throw new Error('the region has no such number');
  return row;
}

/** Asks the database until it has rows: of its own commits it tells nobody. */
async function eventually<Row>(query: () => Promise<Row[]>): Promise<Row[]> {
  let rows: Row[] = [];
  await expect
    .poll(
      async () => {
        rows = await query();
        return rows.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  return rows;
}
