import { randomBytes, randomUUID } from 'node:crypto';
import { newLetter } from '../support/operatorWork.ts';
import { closeSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { CONTRACT_VERSION } from '../../src/shared/contracts/version.ts';
import { demoStaff } from '../../src/shared/demo/region.ts';
import { ensureAsteriskRoot } from '../support/asterisk/asteriskRoot.ts';
import { placeCall, type CallerLeg } from '../support/asterisk/caller.ts';
import { startAsterisk, type Asterisk } from '../support/asterisk/startAsterisk.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { startRelay, type SwitchableRelay } from '../support/switchableRelay.ts';
import {
  startDeskProcess,
  startJournalProcess,
  type DeskOptions,
  type DeskProcess,
  type JournalProcess,
} from '../support/workplace.ts';

/** Whose line has one password at the journal and another at the exchange. */
const WRONG_LINE = 'operator3';
/** An OPTIONS every 10 s with 4 s of patience, and a moment for the screen. */
const WATCHDOG_MS = 16_000;

let journal: JournalProcess;
let asterisk: Asterisk;
let relay: SwitchableRelay;
let browser: Browser;

test.skip(isMissing('Asterisk') || isMissing('chromium'), 'no exchange or no browser on this machine');

test.beforeAll(async () => {
  test.setTimeout(300_000);
  journal = await startJournalProcess();
  asterisk = await launchExchange();
  relay = await startRelay(asterisk.wsUrl);
  browser = await launchOperatorBrowser();
});

test.afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  await asterisk?.stop();
  await journal?.stop();
});

async function launchExchange(): Promise<Asterisk> {
  return startAsterisk({
    rootDir: await ensureAsteriskRoot({ log: () => undefined }),
    operators: Object.entries(journal.lines).map(([user, password]) => ({
      user,
      password: user === lineOf(WRONG_LINE) ? `not-${password}` : password,
      displayName: `Линия ${user}`,
    })),
  });
}

test('a wrong line password is said in Russian, and nobody is ready without a line', async () => {
  await atDesk({}, async ({ page }) => {
    await test.step('she signs in, and the line says what is wrong with it', async () => {
      await signIn(page, WRONG_LINE);
      await expect(page.getByTestId('line-status')).toContainText('неверный пароль');
      await expect(page.getByTestId('line-trouble')).toContainText('не приняла пароль линии');
    });

    await test.step('«Готов» does not make her ready: the state names the reason, the queue has nobody', async () => {
      await page.getByTestId('operator-state').click();
      await page.getByTestId('operator-state-ready').click();
      await expect(page.getByTestId('operator-state')).toContainText('Не готов');
      await expect(page.getByTestId('operator-state')).toContainText('нет линии');
      await expect(page.getByTestId('queue-status')).not.toHaveAttribute('data-queue', 'unpaused');
      const isWaiting = (await asterisk.queueMembers()).some(
        (member) => member.user === lineOf(WRONG_LINE) && !member.isPaused,
      );
      expect(isWaiting).toBe(false);
    });

    await test.step('a card without a call is registered all the same', async () => {
      const essence = await writeLetter(page);
      await register(page);
      await expectOnce(essence, WRONG_LINE);
    });
  });
});

test('an exchange that falls silent is noticed, and the line comes back by itself', async () => {
  await atDesk({}, async ({ page }) => {
    await signIn(page, 'operator1');
    await goReady(page);
    const essence = await writeLetter(page);

    await test.step('the exchange says nothing any more: the watchdog sees it, the text stays', async () => {
      process.kill(asterisk.pid, 'SIGSTOP');
      await expect(page.getByTestId('line-status')).toContainText('нет связи', { timeout: WATCHDOG_MS });
      await expect(page.getByTestId('line-trouble')).toContainText('Нет связи с телефонной станцией');
      await expect(page.getByTestId('operator-state')).toContainText('Не готов');
      await expect(page.getByTestId('operator-state')).toContainText('нет линии');
      await expect(page.getByTestId('queue-status')).not.toHaveAttribute('data-queue', 'unpaused');
      await expect(page.getByTestId('essence')).toHaveValue(essence);
    });

    await test.step('another exchange answers at the same address: she is in its queue without a press', async () => {
      await asterisk.stop();
      asterisk = await launchExchange();
      relay.leadTo(asterisk.wsUrl);
      await expect(page.getByTestId('line-status')).toContainText('на связи', { timeout: 20_000 });
      await expect(page.getByTestId('operator-state')).toContainText('Готов');
      await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');
      await asterisk.waitFor('her in the new queue', async () =>
        (await asterisk.queueMembers()).some((member) => member.user === lineOf('operator1') && !member.isPaused),
      );
      await expect(page.getByTestId('line-trouble')).toHaveCount(0);
      await expect(page.getByTestId('essence')).toHaveValue(essence);
    });

    await register(page);
    await expectOnce(essence, 'operator1');
  });
});

test('a journal of another version is named at the door, and nothing breaks', async () => {
  const old = await startOldJournal();
  try {
    await atDesk({ journalUrl: old.url, pbxWsUrl: null }, async ({ page }) => {
      await test.step('the sign-in page says that an update is needed', async () => {
        await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'contractMismatch');
        await expect(page.getByTestId('journal-status')).toContainText('Нужно обновление');
      });

      await test.step('an attempt to sign in is refused in words, and what was typed stays', async () => {
        await page.getByTestId('sign-in-login').fill('operator1');
        await page.getByTestId('sign-in-password').fill('Любой-пароль-1');
        await page.getByTestId('sign-in-submit').click();
        await expect(page.getByTestId('sign-in-problem')).toContainText('не подходит к журналу');
        await expect(page.getByTestId('sign-in-login')).toHaveValue('operator1');
        await expect(page.getByTestId('sign-in-password')).toHaveValue('Любой-пароль-1');
        expect(old.asked).toEqual(new Set(['/v1/handshake']));
      });

      await test.step('once the journal is of the right version, the door opens by itself', async () => {
        old.contract = CONTRACT_VERSION;
        await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up', { timeout: 20_000 });
        await expect(page.getByTestId('sign-in-login')).toHaveValue('operator1');
      });
    });
  } finally {
    await old.stop();
  }
});

test('a full disk is said in Russian, the text stays in the window and is registered once there is room', async () => {
  test.skip(process.getuid?.() !== 0, 'a disk of its own needs root');
  await atDesk({ pbxWsUrl: null, diskMb: 12 }, async ({ page, desk }) => {
    await signIn(page, 'operator2');
    await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    const essence = await writeLetter(page);
    const ballast = join(desk.seenDataDir(), 'ballast');
    const more = `${essence}, и ещё строка`;

    await test.step('the disk is full: the draft is not saved, and the card says so', async () => {
      fillUp(ballast);
      await page.getByTestId('essence').fill(more);
      await expect(page.getByTestId('save-failed')).toContainText('текст остаётся в окне');
      await expect(page.getByTestId('save-failed')).toContainText('На диске нет места');
      await expect(page.getByTestId('desk-trouble')).toContainText('На диске нет места');
    });

    await test.step('nor is it registered; the text stays, and the journal is not blamed', async () => {
      await page.getByTestId('register-open').click();
      await expect(page.getByTestId('card-error')).toContainText('На диске нет места');
      await expect(page.getByTestId('registered-number')).toHaveCount(0);
      await expect(page.getByTestId('essence')).toHaveValue(more);
      await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    });

    await test.step('there is room again: the trouble goes by itself, and the same card is registered once', async () => {
      rmSync(ballast);
      await expect(page.getByTestId('desk-trouble')).toHaveCount(0);
      await expect(page.getByTestId('essence')).toHaveValue(more);
      await register(page);
      await expectOnce(more, 'operator2');
    });
  });
});

test('an unreadable cache is put aside, and the window gives back what was typed', async () => {
  await atDesk({ pbxWsUrl: null }, async ({ page, desk }) => {
    await signIn(page, 'operator1');
    const essence = await writeLetter(page);
    const noise = randomBytes(16_384);

    await test.step('the program dies, and its file is damaged', async () => {
      await desk.kill();
      await expect(page.getByTestId('core-away')).toContainText('Введённый текст остаётся в окне');
      await expect(page.getByTestId('essence')).toHaveValue(essence);
      overwriteStart(join(desk.dataDir, 'cache.db'), noise);
    });

    await test.step('it starts again and says what became of its memory', async () => {
      await desk.launch();
      await expect(page.getByTestId('sign-in-login')).toBeVisible();
      await expect(page.getByTestId('desk-trouble')).toContainText('Память рабочего места не прочиталась');
      await expect(page.getByTestId('desk-trouble')).toContainText('отложена');
    });

    await test.step('the damaged file is kept as it was', () => {
      const [name = ''] = readdirSync(desk.dataDir).filter((file) => /^cache-unreadable-.*\.db$/.test(file));
      expect(readFileSync(join(desk.dataDir, name)).subarray(0, noise.length).equals(noise)).toBe(true);
    });

    await test.step('a colleague who signs in first sees nothing of her card', async () => {
      await signIn(page, 'operator2');
      await expect(page.getByTestId('new-appeal')).toBeVisible();
      await expect(page.getByTestId('essence')).toHaveCount(0);
      await page.getByTestId('nav-drafts').click();
      await expect(page.getByTestId('draft-row')).toHaveCount(0);
      await page.getByTestId('settings-menu').click();
      await page.getByTestId('settings-menu-signOut').click();
    });

    await test.step('she signs in, her text is on the screen, and it is registered', async () => {
      await signIn(page, 'operator1');
      await expect(page.getByTestId('essence')).toHaveValue(essence);
      await expect(page.getByTestId('desk-trouble')).toContainText('отложена');
      await register(page);
      await expectOnce(essence, 'operator1');
    });
  });
});

test('a caller without a number is answered and registered like any other', async () => {
  await atDesk({}, async ({ page }) => {
    await signIn(page, 'operator2');
    await goReady(page);
    const talk = placeCall({ asterisk });
    await expect(page.getByTestId('caller-number')).toHaveText('Номер скрыт');
    await expect(page.getByTestId('hidden-number')).toContainText('Спросите имя');
    await expect(page.getByTestId('call-phone')).toHaveText('Номер скрыт');
    await expect(page.getByTestId('caller-cached')).toHaveCount(0);
    const essence = await answerAndWrite(page);
    await register(page);
    await hangUp(page, await talk);
    await expectOnce(essence, 'operator2');
    const [call] = await journal.sql<{ phone: string | null }>(
      `select c.phone from call c join appeal a on c.record -> 'appealIds' ? a.id::text where a.essence = $1`,
      [essence],
    );
    expect(call).toEqual({ phone: null });
  });
});

test('markup in the name of a caller is text', async () => {
  const name = '<img src=x onerror=alert(1)><b>x</b>';
  await atDesk({}, async ({ page }) => {
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await signIn(page, 'operator1');
    await goReady(page);
    const talk = placeCall({ asterisk, from: '+79005550007', displayName: name });
    await expect(page.getByTestId('new-caller')).toBeVisible();
    await expect(page.getByTestId('line-name')).toContainText(name);
    expect(await page.locator('img, b:text-is("x")').count()).toBe(0);
    const essence = await answerAndWrite(page);
    await register(page);
    await hangUp(page, await talk);
    expect(dialogs).toEqual([]);
    await expectOnce(essence, 'operator1');
  });
});

/** A workplace with its window, for one test; whatever happens, both are gone afterwards. */
async function atDesk(
  options: Partial<DeskOptions>,
  work: (place: { page: Page; desk: DeskProcess }) => Promise<void>,
): Promise<void> {
  const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: relay.wsUrl, ...options });
  try {
    const { page, context, faults } = await openWindow(browser, desk.url);
    await work({ page, desk });
    expect(faults).toEqual([]);
    await context.close();
  } finally {
    await desk.stop();
  }
}

function lineOf(login: string): string {
  return demoStaff.find((member) => member.login === login)?.line ?? '';
}

async function signIn(page: Page, login: string): Promise<void> {
  const password = journal.users.find((user) => user.login === login)?.password ?? '';
  await page.getByTestId('sign-in-login').fill(login);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('call-bar')).toBeVisible();
}

async function goReady(page: Page): Promise<void> {
  await expect(page.getByTestId('line-status')).toContainText('на связи');
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();
  await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');
}

/** A card without a call, with everything a registration asks for; resolves when it is with the core. */
async function writeLetter(page: Page): Promise<string> {
  await newLetter(page);
  return fillCard(page);
}

async function answerAndWrite(page: Page): Promise<string> {
  await expect(page.getByTestId('answer')).toBeEnabled();
  await page.keyboard.press('F2');
  await expect(page.getByTestId('voice-state')).toBeVisible();
  return fillCard(page);
}

async function fillCard(page: Page): Promise<string> {
  const essence = `Потеряла полис, спрашивает, как восстановить ${randomUUID()}`;
  await page.getByTestId('theme-input').fill('потерял полис');
  await page.keyboard.press('Enter');
  await page.getByTestId('essence').fill(essence);
  await expect(page.getByTestId('draft-saved')).toBeVisible();
  return essence;
}

async function register(page: Page): Promise<void> {
  await page.getByTestId('register-open').click();
  await expect(page.getByTestId('registered-number')).toHaveText(/98-\d{6}/);
}

async function hangUp(page: Page, caller: CallerLeg): Promise<void> {
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await caller.ended;
}

/** The journal has the appeal, once, by this operator. */
async function expectOnce(essence: string, login: string): Promise<void> {
  await expect
    .poll(
      () =>
        journal.sql<{ login: string }>(
          `select u.login from appeal a join user_account u on u.territory = a.territory and u.id = a.registered_by
           where a.essence = $1`,
          [essence],
        ),
      { timeout: 20_000 },
    )
    .toEqual([{ login }]);
}

/** Takes every byte the disk still has. */
function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    // A write that no longer fits whole is taken in part, down to the last page.
    for (;;) writeSync(file, Buffer.alloc(65_536, 1));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
  } finally {
    closeSync(file);
  }
}

function overwriteStart(path: string, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
}

interface OldJournal {
  url: string;
  contract: number;
  /** Paths somebody asked for. */
  asked: Set<string>;
  stop(): Promise<void>;
}

/** A journal that says of which version it is, and nothing else. */
async function startOldJournal(): Promise<OldJournal> {
  const server = createServer((request, response) => {
    old.asked.add(request.url ?? '');
    const hand = { territory: '98', region: 'Заречная область', demo: false, now: new Date().toISOString() };
    response.writeHead(request.url === '/v1/handshake' ? 200 : 404, { 'content-type': 'application/json' });
    // Newer than this desk and done with serving it, or older than it: either way its oldest contract is its own.
    response.end(JSON.stringify({ contract: old.contract, oldestContract: old.contract, ...hand }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const old: OldJournal = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    contract: 99,
    asked: new Set(),
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return old;
}
