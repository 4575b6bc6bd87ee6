import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { KEY_FILE } from '../../src/main/core/keys/keyFiles.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn } from '../support/operatorWork.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

let journal: JournalProcess;
let browser: Browser;
let desk: DeskProcess;
let page: Page;
let faults: string[];

test.skip(isMissing('chromium'), 'no browser on this machine');

test.beforeAll(async () => {
  journal = await startJournalProcess();
  browser = await launchOperatorBrowser();
  desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null });
  ({ page, faults } = await openWindow(browser, desk.url));
});

test.afterAll(async () => {
  await browser?.close();
  await desk?.stop();
  await journal?.stop();
});

test('a desk whose key was lost is opened by an administrator, and what was not sent goes to the journal', async () => {
  let number = '';
  await test.step('an appeal is registered with the journal away', async () => {
    await signIn(page, journal.users, 'operator1');
    await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    await expect(page.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
    await journal.unplug();
    await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'down');
    await newLetter(page);
    await page.getByTestId('theme-input').fill('потерял полис');
    await page.keyboard.press('Enter');
    await page.getByTestId('essence').fill('Записано без журнала и без ключа');
    await page.keyboard.press('Control+KeyS');
    number = await registeredNumber(page);
  });

  await test.step('the key is gone: the window says that the records are safe, and asks for an administrator', async () => {
    await desk.kill();
    rmSync(join(desk.dataDir, KEY_FILE));
    await journal.plug();
    await desk.launch();
    await expect(page.getByTestId('recovery')).toContainText('целы');
    await page.screenshot({ path: 'test-results/screenshots/8-recovery.png' });
  });

  await test.step('an operator may not open it, and what was typed stays', async () => {
    await recover('operator1');
    await expect(page.getByTestId('recovery-problem')).not.toBeEmpty();
    await expect(page.getByTestId('recovery-login')).toHaveValue('operator1');
  });

  await test.step('«Начать заново» is asked twice, and can be left', async () => {
    await page.getByTestId('start-afresh').click();
    await page.getByTestId('start-afresh-no').click();
    await expect(page.getByTestId('start-afresh-yes')).toHaveCount(0);
    await expect(page.getByTestId('recovery')).toBeVisible();
  });

  await test.step('an administrator opens it, her session goes on, and the appeal is in the journal once', async () => {
    await recover('admin1');
    await expect(page.getByTestId('recovery')).toHaveCount(0, { timeout: 30_000 });
    // A core that was killed takes its session up again.
    await expect(page.getByTestId('call-bar')).toBeVisible();
    await expect
      .poll(() => journal.sql('select number, essence from appeal where number = $1', [number]), { timeout: 30_000 })
      .toEqual([{ number, essence: 'Записано без журнала и без ключа' }]);
  });
  expect(faults).toEqual([]);
});

async function recover(login: string): Promise<void> {
  await page.getByTestId('recovery-login').fill(login);
  await page.getByTestId('recovery-password').fill(journal.users.find((user) => user.login === login)?.password ?? '');
  await page.getByTestId('recovery-submit').click();
}
