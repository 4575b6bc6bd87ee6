import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { practiceCallers } from '../../src/shared/demo/practiceCallers.ts';
import { startProgram, type ChildProgram } from '../../scripts/lib/childProgram.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { answer, goReady, newLetter, registeredNumber, ringMe, signIn } from '../support/operatorWork.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

const SECRET = 'secret-of-this-test';

let journal: JournalProcess;
let practice: ChildProgram<{ wsUrl: string; controlUrl: string }>;
let browser: Browser;
let desk: DeskProcess;
let context: BrowserContext;
let page: Page;
let faults: string[];

test.skip(isMissing('chromium'), 'no browser on this machine');

test.beforeAll(async () => {
  journal = await startJournalProcess();
  const config = { port: 0, secret: SECRET, accounts: journal.lines };
  practice = await startProgram('practice line', 'src/practice/index.ts', [], {
    OTKLIK_PRACTICE: JSON.stringify(config),
  });
  browser = await launchOperatorBrowser();
  const { wsUrl, controlUrl } = practice.ready;
  desk = await startDeskProcess({
    journalUrl: journal.url,
    pbxWsUrl: wsUrl,
    practice: { url: controlUrl, secret: SECRET },
  });
  ({ page, context, faults } = await openWindow(browser, desk.url));
  await signIn(page, journal.users, 'operator1');
});

test.afterAll(async () => {
  await context?.close();
  await desk?.stop();
  await browser?.close();
  await practice?.stop();
  await journal?.stop();
});

/** The field the cursor is in, and the character it stands at. */
const cursor = (): Promise<{ field: string | undefined; caret: number | null }> =>
  page.evaluate(() => {
    const active = document.activeElement;
    const isText = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
    return { field: isText ? active.dataset['field'] : undefined, caret: isText ? active.selectionStart : null };
  });

/** What of a person's typing may be lost: the last second. A power cut right after it is the hardest one allowed. */
const WITHIN_MS = 1000;

async function cutThePower(): Promise<void> {
  await desk.crash();
  await page.reload();
  await expect(page.getByTestId('appeal-card')).toBeVisible();
}

test('a letter comes back after a SIGKILL in every field, with the cursor and the step of the guide', async () => {
  await newLetter(page);
  await page.getByTestId('theme-input').fill('потерял полис');
  await page.keyboard.press('Enter');
  await page.getByTestId('clinic-input').fill('поликлиника');
  await page.keyboard.press('Enter');
  await page.getByTestId('answer-text').fill('Обратитесь в страховую медицинскую организацию');
  await page.getByTestId('applicant-name').fill('Верёвкина Нина Фёдоровна');
  await page.getByTestId('applicant-phone').fill('8 900 000-01-55');
  await page.getByTestId('outcome').selectOption('callRedirected');
  await page.keyboard.press('Alt+Digit4');
  await page.getByTestId('essence').fill('Потеряла полис, как восстановить');
  await page.keyboard.press('Home');
  for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowRight');
  const fields = [
    'theme-input',
    'clinic-input',
    'essence',
    'answer-text',
    'applicant-name',
    'applicant-phone',
    'outcome',
  ];
  const values = (): Promise<string[]> => Promise.all(fields.map((field) => page.getByTestId(field).inputValue()));
  const before = await values();
  expect(before.every((value) => value !== '')).toBe(true);
  await expect(page.getByTestId('draft-saved')).toBeVisible({ timeout: WITHIN_MS });

  await cutThePower();
  await expect(page.getByTestId('essence')).toHaveValue('Потеряла полис, как восстановить');
  expect(await values()).toEqual(before);
  await expect(page.locator('[data-testid^="guide-step-"][aria-current="step"]')).toHaveText('4');
  await expect.poll(cursor).toEqual({ field: 'essence', caret: 8 });

  await page.keyboard.type(' вчера');
  await expect(page.getByTestId('essence')).toHaveValue('Потеряла вчера полис, как восстановить');
  await page.getByTestId('register-open').click();
  const number = await registeredNumber(page);
  await expect
    .poll(() => journal.sql('select number, essence from appeal where number = $1', [number]), { timeout: 20_000 })
    .toEqual([{ number, essence: 'Потеряла вчера полис, как восстановить' }]);
  await page.getByTestId('dismiss-card').click();
});

test('the card of a call comes back into its own card, beside the letter that lay open', async () => {
  const [known] = practiceCallers.filter((caller) => caller.persons.length === 1 && caller.phone !== null);
  await newLetter(page);
  await page.getByTestId('essence').fill('Письмо, начатое до звонка');
  await expect(page.getByTestId('draft-saved')).toBeVisible({ timeout: WITHIN_MS });
  await page.getByTestId('caller-card').click();
  await goReady(page);
  await ringMe(page, known?.id ?? '');
  await answer(page);
  await page.getByTestId('essence').fill('Слова звонящего');
  await expect(page.getByTestId('draft-saved')).toBeVisible({ timeout: WITHIN_MS });

  await cutThePower();
  await expect(page.getByTestId('essence')).toHaveValue('Слова звонящего');
  await expect(page.getByTestId('applicant-name')).toHaveValue(new RegExp(known?.persons[0]?.familyName ?? ''));
  await expect.poll(cursor).toEqual({ field: 'essence', caret: 'Слова звонящего'.length });
  await expect(page.locator('[data-testid^="card-tab-"]')).toHaveCount(2);
  await page.locator('[data-testid^="card-tab-"]').first().click();
  await expect(page.getByTestId('essence')).toHaveValue('Письмо, начатое до звонка');
  expect(faults).toEqual([]);
});
