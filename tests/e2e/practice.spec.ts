import { expect, test, type Browser } from '@playwright/test';
import { practiceCallers } from '../../src/shared/demo/practiceCallers.ts';
import { startProgram, type ChildProgram } from '../../scripts/lib/childProgram.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser } from '../support/operatorBrowser.ts';
import { openHost, type OperatorHost } from '../support/operatorHost.ts';
import { startJournalProcess, type JournalProcess } from '../support/workplace.ts';

const SECRET = 'secret-of-this-test';

let journal: JournalProcess;
let practice: ChildProgram<{ wsUrl: string; controlUrl: string }>;
let browser: Browser;
let desk: OperatorHost;

test.skip(isMissing('chromium'), 'no browser on this machine');

test.beforeAll(async () => {
  journal = await startJournalProcess();
  const config = { port: 0, secret: SECRET, accounts: journal.lines };
  practice = await startProgram('practice line', 'src/practice/index.ts', [], {
    OTKLIK_PRACTICE: JSON.stringify(config),
  });
  browser = await launchOperatorBrowser();
  const { wsUrl, controlUrl } = practice.ready;
  const options = { journalUrl: journal.url, pbxWsUrl: wsUrl, practice: { url: controlUrl, secret: SECRET } };
  desk = await openHost('headless', options, browser, '');
});

test.afterAll(async () => {
  await desk?.stop();
  await browser?.close();
  await practice?.stop();
  await journal?.stop();
});

test('a newcomer without a PBX signs in with one click, is rung by the practice line and registers', async () => {
  const { page, faults } = desk;
  const [known] = practiceCallers.filter((caller) => caller.persons.length === 1);
  await page.getByTestId('demo-user-operator1').click();
  await expect(page.getByTestId('line-status')).toHaveAttribute('data-status', 'registered');
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();
  await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');

  await page.getByTestId('practice-ring').click();
  await page.getByTestId(`practice-caller-${known?.id}`).click();
  await expect(page.getByTestId('person-name')).toContainText(known?.persons[0]?.familyName ?? '');
  await page.keyboard.press('F2');
  await expect(page.getByTestId('voice-state')).toBeVisible();

  await page.getByTestId('guide-search').fill('потерял карту');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text')).not.toHaveValue('');

  await page.getByTestId('essence').fill('Потеряла полис, спрашивает, как восстановить');
  await expect(page.getByTestId('draft-saved')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const number = (await page.getByTestId('registered-number').textContent())?.trim();
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await expect(page.getByTestId('operator-state')).toContainText('Готов', { timeout: 20_000 });

  await expect
    .poll(
      () =>
        journal.sql<{ status: string; essence: string }>('select status, essence from appeal where number = $1', [
          number,
        ]),
      { timeout: 20_000 },
    )
    .toEqual([{ status: 'closed', essence: 'Потеряла полис, спрашивает, как восстановить' }]);
  expect(faults).toEqual([]);
});

test('a card being typed comes back after the window is reloaded', async () => {
  const { page } = desk;
  await page.getByTestId('new-appeal').click();
  await page.getByTestId('new-appeal-letter').click();
  await page.getByTestId('essence').fill('Письмо: просит разъяснить порядок выбора врача');
  await expect(page.getByTestId('draft-saved')).toBeVisible();
  await page.reload();
  await page.getByTestId('nav-drafts').click();
  await page.getByTestId('draft-open').first().click();
  await expect(page.getByTestId('essence')).toHaveValue('Письмо: просит разъяснить порядок выбора врача');
});

test('from field to field it is one key, and Delete takes a choice away', async () => {
  const { page } = desk;
  await page.getByTestId('new-appeal').click();
  await page.getByTestId('new-appeal-letter').click();
  await page.getByTestId('theme-input').focus();
  await page.keyboard.type('потерял полис');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('clinic-input')).toBeFocused();
  await page.keyboard.type('поликлиника');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('clinic-input')).toHaveValue(/Поликлиника/);
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('essence')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('clinic-input')).toHaveValue('');
  await expect(page.getByTestId('clinic-input')).toBeFocused();
});
