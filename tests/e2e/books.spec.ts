import { Buffer } from 'node:buffer';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { addDays } from '../../src/shared/domain/term/workCalendar.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn } from '../support/operatorWork.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

let journal: JournalProcess;
let browser: Browser;
let desks: DeskProcess[] = [];
let admin: Page;
let first: Page;
let specialist: Page;
let colleague: Page;
let watching: Page;
const faults: string[][] = [];

test.skip(isMissing('chromium'), 'no browser on this machine');
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  journal = await startJournalProcess();
  browser = await launchOperatorBrowser();
  const open = async (login: string): Promise<Page> => {
    const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null });
    desks = [...desks, desk];
    const window = await openWindow(browser, desk.url);
    faults.push(window.faults);
    await signIn(window.page, journal.users, login);
    await expect(window.page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    return window.page;
  };
  admin = await open('sysadmin1');
  first = await open('operator1');
  colleague = await open('operator2');
  specialist = await open('specialist1');
  watching = await open('admin1');
});

test.afterAll(async () => {
  await browser?.close();
  for (const desk of desks) await desk.stop();
  await journal?.stop();
});

const shot = (page: Page, name: string) => page.screenshot({ path: `test-results/screenshots/11-${name}.png` });
const isSent = (page: Page) => expect(page.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
const today = (): string => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });

async function letter(page: Page, essence: string, theme: string): Promise<string> {
  await newLetter(page);
  await page.getByTestId('theme-input').fill(theme);
  await page.keyboard.press('Enter');
  await page.getByTestId('essence').fill(essence);
  await page.keyboard.press('Control+KeyS');
  const number = await registeredNumber(page);
  await isSent(page);
  await page.getByTestId('dismiss-card').click();
  return number;
}

test('a new version of the classifier is looked through, mended, imported, and picked from at once', async () => {
  const old = await letter(first, 'Спрашивает, где получить полис', 'потерял полис');
  await admin.getByTestId('nav-classifiers').click();
  await expect(admin.getByTestId('classifier-zpz-2023')).toContainText('действует сейчас');
  await admin.getByTestId('classifier-add').click();
  const clean = 'код;название;вид\n9;Разъяснения, всего;консультация\n9.1;о цифровом полисе;консультация\n';
  await admin
    .getByTestId('classifier-file')
    .setInputFiles(file('a.csv', `${clean}9.1;снова;просьба\n8.1;нет;жалоба\n`));
  await expect(admin.locator('[data-testid="fault-4"][data-code="csv.code_repeated"]')).toContainText('уже есть выше');
  await expect(admin.locator('[data-testid="fault-5"]')).toContainText('родителя «8»');
  await expect(admin.getByTestId('classifier-import')).toBeDisabled();
  await shot(admin, 'faults');
  await admin.getByTestId('classifier-file').setInputFiles(file('b.csv', clean));
  await expect(admin.getByTestId('classifier-preview')).toContainText('о цифровом полисе');
  await admin.getByTestId('classifier-id').fill('zpz-test');
  await admin.getByTestId('classifier-title').fill('ЗПЗ проба');
  await admin.getByTestId('classifier-from').fill(today());
  await shot(admin, 'preview');
  await admin.getByTestId('classifier-import').click();
  await expect(admin.getByTestId('classifier-zpz-test')).toContainText('действует сейчас');
  await shot(admin, 'classifiers');

  // The desk hears of it by itself, and the cards of before keep their theme.
  await newLetter(first);
  await expect(async () => {
    await first.getByTestId('theme-input').fill('цифровом');
    await expect(first.getByTestId('theme-input-option-9.1')).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 40_000 });
  await first.keyboard.press('Enter');
  await expect(first.getByTestId('theme-input')).toHaveValue('9.1 О цифровом полисе');
  await first.getByTestId('essence').fill('Как получить цифровой полис');
  await first.keyboard.press('Control+KeyS');
  const fresh = await registeredNumber(first);
  await isSent(first);
  await first.getByTestId('nav-appeals').click();
  await expect(first.getByTestId('my-appeals')).toContainText('Обеспечение полисами ОМС');
  await expect(first.getByTestId('my-appeals')).toContainText('О цифровом полисе');
  const rows = await journal.sql<{ number: string; version: string; flags: string[] }>(
    `select number, state ->> 'classifierVersion' as version, flags from appeal where number = any($1) order by number`,
    [[old, fresh]],
  );
  expect(rows.map(({ version }) => version).toSorted()).toEqual(['zpz-2023', 'zpz-test']);
  expect(rows.flatMap((row) => row.flags)).toEqual([]);
});

test('a ministry written into the code book is offered where an appeal is redirected', async () => {
  await admin.getByTestId('nav-codeBooks').click();
  await admin.getByTestId('book-redirectionBody/regionalBody').click();
  await admin.getByTestId('entry-new').fill('Министерство здравоохранения области');
  await admin.getByTestId('entry-add').click();
  await expect(admin.getByTestId('entry-row')).toContainText('Министерство здравоохранения области');
  await admin.getByTestId('entry-new').fill('министерство здравоохранения области');
  await admin.getByTestId('entry-add').click();
  await expect(admin.getByTestId('admin-codeBooks')).toContainText('Такая запись уже есть');
  await shot(admin, 'codeBooks');
});

test('the supervisor writes an absence down, and the substitute has what the absent person leads', async () => {
  await first.getByTestId('nav-work').click();
  const number = await letter(first, 'Просит разъяснить, что входит в полис', 'цифровом');
  await watching.getByTestId('nav-absences').click();
  const pick = (testId: string, name: RegExp) =>
    watching.getByTestId(testId).locator('option').filter({ hasText: name }).getAttribute('value');
  await watching.getByTestId('absence-save').click();
  await expect(watching.getByTestId('absence-form')).toContainText('Выберите, кто отсутствует');
  await watching.getByTestId('absence-user').selectOption(await pick('absence-user', /^Смирнова Анна/));
  await watching.getByTestId('absence-substitute').selectOption(await pick('absence-substitute', /^Кузнецов Борис/));
  await watching.getByTestId('absence-from').fill(today());
  await watching.getByTestId('absence-until').fill(addDays(today(), 1));
  await watching.getByTestId('absence-reason').fill('Учёба');
  await watching.getByTestId('absence-save').click();
  await expect(watching.getByTestId('absence-row')).toContainText('Кузнецов Борис');
  // The same days once more: said at the field, what was typed stays.
  await watching.getByTestId('absence-user').selectOption(await pick('absence-user', /^Смирнова Анна/));
  await watching.getByTestId('absence-substitute').selectOption(await pick('absence-substitute', /^Кузнецов Борис/));
  await watching.getByTestId('absence-from').fill(today());
  await watching.getByTestId('absence-until').fill(addDays(today(), 1));
  await watching.getByTestId('absence-reason').fill('Отпуск');
  await watching.getByTestId('absence-save').click();
  await expect(watching.getByTestId('absence-form')).toContainText('отсутствие уже записано');
  await expect(watching.getByTestId('absence-reason')).toHaveValue('Отпуск');
  await shot(watching, 'absences');

  await colleague.getByTestId('nav-worklists').click({ timeout: 40_000 });
  await colleague.getByTestId('worklist-mine').click();
  await colleague.locator(`[data-testid="worklist-row"][data-number="${number}"] b`).click();
  await expect(colleague.getByTestId('appeal-file')).toContainText('Просит разъяснить');
  await shot(colleague, 'substitute');
  await colleague.getByTestId('step-comment').click();
  await colleague.getByTestId('step-text').fill('Замещаю, отвечу завтра');
  await colleague.getByTestId('step-send').click();
  await expect(colleague.getByTestId('timeline')).toContainText('Замещаю, отвечу завтра');
  await isSent(colleague);

  await watching.getByTestId('absence-end').click();
  await watching.getByTestId('absence-end').click();
  await expect(watching.getByTestId('absence-row')).toHaveCount(0);
});

test('what is overdue stands before the eyes of who leads it and of the administrator', async () => {
  // The demo's past may have left some with her; this one is added to them.
  const reminded = first.getByTestId('reminder-overdue');
  const before = (await reminded.count()) === 0 ? 0 : Number((await reminded.textContent())?.match(/\d+/)?.[0]);
  await journal.sql(
    `update appeal set due_on = current_date - 2 where essence = 'Просит разъяснить, что входит в полис'`,
  );
  await expect(watching.getByTestId('reminder-overdue')).toBeVisible({ timeout: 70_000 });
  await watching.getByTestId('reminder-overdue').click();
  await expect(watching.getByTestId('worklist-overdue')).toHaveAttribute('aria-selected', 'true');
  const row = watching.getByTestId('worklist-row').filter({ hasText: 'Просит разъяснить' });
  await expect(row).toContainText('просрочено на 2 дня');
  await shot(watching, 'overdue');
  await expect(reminded).toContainText(`: ${before + 1}`, { timeout: 70_000 });
});

test('the palette goes to an appeal by its number, to a person’s appeals, and to a list; a row is accepted by a key', async () => {
  await first.getByTestId('nav-work').click();
  await newLetter(first);
  await first.getByTestId('theme-input').fill('цифровом');
  await first.keyboard.press('Enter');
  await first.getByTestId('essence').fill('Нужен специалист по полисам');
  await first.getByTestId('applicant-name').fill('Палитрова Евгения Сергеевна');
  await first.keyboard.press('Control+KeyS');
  const number = await registeredNumber(first);
  await isSent(first);
  await first.keyboard.press('Alt+KeyW');
  await first.getByTestId('step-text').fill('Нужен специалист');
  await first.getByTestId('step-send').click();
  await expect(first.getByTestId('passed-on')).toBeVisible();
  await isSent(first);

  // Nothing but keys from here.
  await specialist.keyboard.press('Control+KeyK');
  await specialist.keyboard.type('входящие');
  await expect(specialist.getByTestId('palette-command').first()).toContainText('Входящие');
  await shot(specialist, 'palette-commands');
  await specialist.keyboard.press('Enter');
  await expect(specialist.getByTestId('worklist-incoming')).toHaveAttribute('aria-selected', 'true');
  const row = specialist.locator(`[data-testid="worklist-row"][data-number="${number}"]`);
  await expect(row.getByTestId('row-accept')).toBeVisible();
  await shot(specialist, 'row-accept');
  await row.focus();
  await specialist.keyboard.press('Alt+KeyA');
  await expect(row).toHaveCount(0);
  await isSent(specialist);
  const [accepted] = await journal.sql<{ status: string }>(`select status from appeal where number = $1`, [number]);
  expect(accepted?.status).toBe('inWork');

  await specialist.keyboard.press('Control+KeyK');
  await specialist.keyboard.type('палитрова евг');
  await expect(specialist.getByTestId('palette-appeal').first()).toContainText(number);
  await shot(specialist, 'palette-found');
  await specialist.keyboard.press('Enter');
  await expect(specialist.getByTestId('appeal-file')).toContainText(number);
  await specialist.keyboard.press('Control+KeyK');
  await specialist.keyboard.type(number.slice(-4));
  await expect(specialist.getByTestId('palette-appeal').filter({ hasText: number })).toBeVisible();
  await specialist.keyboard.press('Escape');
  await expect(specialist.getByTestId('palette')).toHaveCount(0);
  expect(faults.flat()).toEqual([]);
});
