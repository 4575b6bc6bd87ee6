import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type Download, type Page } from '@playwright/test';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn } from '../support/operatorWork.ts';
import { pdfPages } from '../support/pdfText.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';
import { docxParagraphs } from '../support/zipText.ts';

let journal: JournalProcess;
let browser: Browser;
let desks: DeskProcess[] = [];
/** Who takes the letter, the insurer's expert who answers it, and who looks at everything. */
let first: Page;
let expert: Page;
let admin: Page;
let firstDesk: DeskProcess;
const faults: string[][] = [];
let number = '';
const folder = mkdtempSync(join(tmpdir(), 'otklik-files-'));
const scan = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(900_000)]);
const ESSENCE = 'После операции возникло осложнение, просят проверить лечение';
const ANSWER = 'Проведена экспертиза качества медицинской помощи. Нарушений при операции не выявлено.';

test.skip(isMissing('chromium'), 'no browser on this machine');
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  journal = await startJournalProcess();
  browser = await launchOperatorBrowser();
  const open = async (login: string): Promise<{ page: Page; desk: DeskProcess }> => {
    const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null });
    desks = [...desks, desk];
    const window = await openWindow(browser, desk.url);
    faults.push(window.faults);
    await signIn(window.page, journal.users, login);
    await expect(window.page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    return { page: window.page, desk };
  };
  ({ page: first, desk: firstDesk } = await open('operator1'));
  ({ page: expert } = await open('insurer3'));
  ({ page: admin } = await open('admin1'));
});

test.afterAll(async () => {
  await browser?.close();
  for (const desk of desks) await desk.stop();
  await journal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const rowOf = (page: Page, name: string) => page.locator(`[data-testid="file-row"][data-name="${name}"]`);

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

async function paste(page: Page, testId: string, length: number): Promise<void> {
  await page.getByTestId(testId).evaluate((field, count) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'д'.repeat(count));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, length);
}

test('bad input is named at its place, and nothing typed is lost', async () => {
  await newLetter(first);
  await first.getByTestId('theme-input').fill('нахамили');
  await first.locator('[data-testid^="theme-input-option-"]').first().click();
  await first.getByTestId('kind-complaint').click();
  await first.getByTestId('clinic-input').fill('поликлиника');
  await first.locator('[data-testid^="clinic-input-option-"]').first().click();
  await first.getByTestId('essence').fill(ESSENCE);
  const card = first.getByTestId('appeal-card');

  await test.step('a file of two gigabytes is refused at once', async () => {
    const path = join(folder, 'видео.pdf');
    writeFileSync(path, '%PDF-1.7\n');
    truncateSync(path, 2 * 1024 ** 3);
    await first.getByTestId('file-input').setInputFiles(path);
    await expect(first.getByTestId('file-not-taken')).toContainText('больше 50 МБ');
    await expect(first.getByTestId('file-row')).toHaveCount(0);
  });

  await test.step('so are a program, and a program under the name of a document', async () => {
    await first.getByTestId('file-input').setInputFiles(fileOf('setup.exe', Buffer.from('MZ and more than that')));
    await expect(first.getByTestId('file-not-taken')).toContainText('setup.exe');
    await expect(first.getByTestId('file-not-taken')).toContainText('этого вида не принимают');
    await first.getByTestId('file-input').setInputFiles(fileOf('письмо.pdf', Buffer.from('MZ and more than that')));
    await expect(first.getByTestId('file-not-taken')).toContainText('письмо.pdf');
    await first.getByTestId('file-dismiss').click();
    await expect(first.getByTestId('file-not-taken')).toHaveCount(0);
  });

  await test.step('a hundred thousand characters are not cut off silently', async () => {
    await paste(first, 'essence', 100_000);
    await expect(card).toContainText('Вставляется 100 000 знаков, а поле вмещает 4 000');
    await expect(first.getByTestId('essence')).toHaveValue(ESSENCE);
  });

  await test.step('a date in the future is named at its field', async () => {
    await first.getByTestId('rare-fields').locator('summary').click();
    const arrived = card.locator('[data-field="arrivedOn"]');
    await arrived.fill('2099-01-01');
    // Pressed once, it says what is wrong; only pressed again would it register.
    await first.keyboard.press('Control+KeyS');
    await expect(card).toContainText('Дата поступления ещё не наступила');
    await expect(first.getByTestId('registered-number')).toHaveCount(0);
    await arrived.fill('');
  });
  await expect(first.getByTestId('essence')).toHaveValue(ESSENCE);
});

test('a scan goes with its card, survives a death of the program, and comes to the journal whole', async () => {
  await first.getByTestId('file-input').setInputFiles(fileOf('Скан письма.pdf', scan));
  await expect(rowOf(first, 'Скан письма.pdf')).toHaveAttribute('data-state', 'kept');
  // One more, dropped onto the card and taken back.
  const bytes = [...Buffer.from('%PDF-1.7\nчужой файл')];
  const dropped = await first.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(given)], 'лишний.pdf'));
    return transfer;
  }, bytes);
  const target = first.getByTestId('essence');
  await target.dispatchEvent('dragover', { dataTransfer: dropped });
  await target.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(rowOf(first, 'лишний.pdf')).toHaveAttribute('data-state', 'kept');
  await rowOf(first, 'лишний.pdf').getByTestId('file-remove').click();
  await expect(rowOf(first, 'лишний.pdf')).toHaveCount(0);
  await first.screenshot({ path: 'test-results/screenshots/9-files-of-a-card.png' });

  await firstDesk.kill();
  await expect(first.getByTestId('core-away')).toBeVisible();
  await firstDesk.launch();
  await expect(first.getByTestId('core-away')).toHaveCount(0);
  await expect(first.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
  await expect(rowOf(first, 'Скан письма.pdf')).toHaveAttribute('data-state', 'kept');
  await expect(first.getByTestId('essence')).toHaveValue(ESSENCE);
  await first.keyboard.press('Control+KeyS');
  number = await registeredNumber(first);
  const names = async () =>
    (
      await journal.sql<{ name: string }>(
        `select f.value ->> 'name' as name from appeal a, jsonb_array_elements(a.state -> 'attachments') f
         where a.number = $1`,
        [number],
      )
    ).map(({ name }) => name);
  await expect.poll(names, { timeout: 30_000 }).toEqual(['Скан письма.pdf']);
});

test('it is passed to the experts of the insurer, one of whom opens the scan', async () => {
  await first.keyboard.press('Alt+KeyW');
  await expect(first.getByTestId('dialog-forward')).toBeVisible();
  const insurer = await journal.sql<{ id: string }>(
    `select r.organisation_id as id from user_account u join user_role r on r.territory = u.territory and r.user_id = u.id
     where u.login = 'insurer3'`,
  );
  await first.getByTestId('step-organisation').selectOption(insurer[0]?.id ?? '');
  await first.getByTestId('step-level').selectOption('3');
  await first.getByTestId('step-text').fill('Нужна экспертиза');
  await first.getByTestId('step-send').click();
  const statuses = () => journal.sql<{ status: string }>(`select status from appeal where number = $1`, [number]);
  await expect.poll(statuses).toEqual([{ status: 'redirected' }]);

  await expert.locator(`[data-testid="worklist-row"][data-number="${number}"] b`).click();
  await expect(expert.getByTestId('appeal-file')).toContainText(ESSENCE);
  await expert.getByTestId('step-accept').click();
  await expect(expert.getByTestId('appeal-file')).toHaveAttribute('data-status', 'inWork');
  const coming = expert.waitForEvent('download');
  await rowOf(expert, 'Скан письма.pdf').getByTestId('file-save').click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('Скан письма.pdf');
  expect((await bytesOf(download)).equals(scan)).toBe(true);
  const looked = await journal.sql<{ login: string }>(
    `select distinct u.login from access_log l join user_account u on u.territory = l.territory and u.id = l.user_id
     where l.what = 'attachment.opened'`,
  );
  expect(looked).toEqual([{ login: 'insurer3' }]);
});

test('the expert selects the case for expertise, and finds it in the list by that', async () => {
  await expert.getByTestId('step-markExpertise').click();
  await expert.getByTestId('step-expertise').selectOption('quality');
  await expert.getByTestId('step-text').fill('Осложнение после операции');
  await expert.getByTestId('step-send').click();
  await expect(expert.getByTestId('expertise-marks')).toContainText('ЭКМП');
  await expect(expert.getByTestId('expertise-marks')).toContainText('Осложнение после операции');
  await expect(expert.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
  await expert.getByTestId('to-list').click();
  await expert.getByTestId('worklist-mine').click();
  const row = expert.locator(`[data-testid="worklist-row"][data-number="${number}"]`);
  await expert.getByTestId('worklist-expertise').selectOption('medicoEconomic');
  await expect(row).toHaveCount(0);
  await expert.getByTestId('worklist-expertise').selectOption('quality');
  await expect(row).toHaveCount(1);
  await row.locator('b').click();
});

test('the expert answers in writing: DOCX and PDF are downloaded and lie in the card', async () => {
  await expert.getByTestId('written-answer').click();
  const dialog = expert.getByTestId('dialog-written-answer');
  await expert.getByTestId('answer-attach').click();
  await expect(dialog).toContainText('Напишите текст ответа');
  await expert.getByTestId('answer-text-of-letter').fill(ANSWER);
  await expert.getByTestId('answer-format-docx').check();
  await expert.screenshot({ path: 'test-results/screenshots/10-written-answer.png' });
  const downloads: Download[] = [];
  expert.on('download', (download) => void downloads.push(download));
  await expert.getByTestId('answer-attach').click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => downloads.length).toBe(2);
  const [pdf, docx] = downloads.toSorted((a, b) => b.suggestedFilename().localeCompare(a.suggestedFilename()));
  expect([pdf, docx].map((one) => one?.suggestedFilename())).toEqual([`Ответ ${number}.pdf`, `Ответ ${number}.docx`]);
  if (!pdf || !docx) throw new Error('no files');
  const [page = ''] = pdfPages(await bytesOf(pdf));
  const paragraphs = docxParagraphs(await bytesOf(docx));
  for (const words of ['Пример Анна Петровна', number, ANSWER, 'Волкова Жанна Юрьевна']) {
    expect(page).toContain(words);
    expect(paragraphs.join(' ')).toContain(words);
  }
  for (const name of [`Ответ ${number}.pdf`, `Ответ ${number}.docx`]) {
    await expect(rowOf(expert, name)).toHaveAttribute('data-state', 'sent', { timeout: 20_000 });
  }
  await expert.screenshot({ path: 'test-results/screenshots/11-file-with-answer.png' });
});

test('the administrator sees the mark and the answer, and may fetch it', async () => {
  await admin.getByTestId('nav-region').click();
  await admin.getByTestId('supervisor-search').fill(number);
  await admin.getByTestId('supervisor-submit').click();
  await admin.locator(`[data-testid="supervisor-row"][data-number="${number}"]`).click();
  await expect(admin.getByTestId('expertise-marks')).toContainText('Волкова');
  const coming = admin.waitForEvent('download');
  await rowOf(admin, `Ответ ${number}.pdf`).getByTestId('file-save').click();
  expect(pdfPages(await bytesOf(await coming))[0]).toContain(ANSWER);
  expect(faults.flat()).toEqual([]);
});
