import { expect, test, type Browser, type Page } from '@playwright/test';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn } from '../support/operatorWork.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

let journal: JournalProcess;
let browser: Browser;
let desks: DeskProcess[] = [];
/** Who takes the complaint, who looks into it, and who looks at the answer. */
let first: Page;
let specialist: Page;
let admin: Page;
const faults: string[][] = [];
let number = '';

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
  first = await open('operator1');
  specialist = await open('specialist1');
  admin = await open('admin1');
});

test.afterAll(async () => {
  await browser?.close();
  for (const desk of desks) await desk.stop();
  await journal?.stop();
});

const statusOf = async (): Promise<string | undefined> =>
  (
    await journal.sql<{ status: string }>(`select state ->> 'status' as status from appeal where number = $1`, [number])
  )[0]?.status;

const isSent = async (page: Page): Promise<void> =>
  expect(page.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');

/** One step with its words, sent from its dialog. */
async function step(page: Page, name: string, write: () => Promise<void>): Promise<void> {
  await page.getByTestId(`step-${name}`).click();
  await expect(page.getByTestId(`dialog-${name}`)).toBeVisible();
  await write();
  await page.getByTestId('step-send').click();
  await expect(page.getByTestId(`dialog-${name}`)).toHaveCount(0);
  await isSent(page);
}

async function adminOpens(): Promise<void> {
  await admin.getByTestId('nav-region').click();
  await admin.getByTestId('supervisor-search').fill(number);
  await admin.getByTestId('supervisor-submit').click();
  await admin.locator(`[data-testid="supervisor-row"][data-number="${number}"]`).click();
  await expect(admin.getByTestId('appeal-file')).toContainText(number);
}

test('the first line registers a complaint and passes it to the specialists', async () => {
  await newLetter(first);
  await first.getByTestId('theme-input').fill('нахамили');
  await first.locator('[data-testid^="theme-input-option-"]').first().click();
  await first.getByTestId('kind-complaint').click();
  await first.getByTestId('clinic-input').fill('поликлиника');
  await first.locator('[data-testid^="clinic-input-option-"]').first().click();
  await first.getByTestId('essence').fill('Врач накричала и выгнала из кабинета');
  await first.getByTestId('applicant-name').fill('Громова Ирина Павловна');
  await first.keyboard.press('Control+KeyS');
  number = await registeredNumber(first);
  await isSent(first);

  await first.keyboard.press('Alt+KeyW');
  await expect(first.getByTestId('dialog-forward')).toBeVisible();
  // Without a reason it is refused at the field, and what was written otherwise stays.
  await first.getByTestId('step-text').fill('');
  await first.getByTestId('step-send').click();
  await expect(first.getByTestId('dialog-forward')).toContainText('зачем передаёте');
  await first.getByTestId('step-text').fill('Нужен разбор');
  await first.getByTestId('step-send').click();
  await expect(first.getByTestId('passed-on')).toBeVisible();
  await isSent(first);
  await expect.poll(statusOf).toBe('redirected');
});

test('a specialist accepts it, answers, changes the card and sends it to review', async () => {
  const row = specialist.locator(`[data-testid="worklist-row"][data-number="${number}"]`);
  await expect(row).toBeVisible();
  await row.locator('b').click();
  await expect(specialist.getByTestId('appeal-file')).toContainText('Врач накричала');
  await specialist.keyboard.press('Alt+KeyA');
  await expect(specialist.getByTestId('appeal-file')).toHaveAttribute('data-status', 'inWork');

  // Closed by mistake, the dialog keeps what was written.
  await specialist.getByTestId('step-answer').click();
  await specialist.getByTestId('step-text').fill('Запрошено объяснение главного врача');
  await specialist.getByTestId('step-later').click();
  await step(specialist, 'answer', async () => {
    await expect(specialist.getByTestId('step-text')).toHaveValue('Запрошено объяснение главного врача');
  });
  await expect(specialist.getByTestId('appeal-file')).toHaveAttribute('data-status', 'preliminary');

  await specialist.getByTestId('open-appeal').click();
  await specialist.getByTestId('answer-text').fill('Врачу объявлено замечание');
  await specialist.keyboard.press('Control+KeyS');
  await expect(specialist.getByTestId('changes-saved')).toBeVisible();
  await specialist.getByTestId('dismiss-card').click();
  await specialist.getByTestId('nav-worklists').click();
  await expect(specialist.getByTestId('appeal-file')).toContainText('Врачу объявлено замечание');

  // A complaint needs its finding: refused at the field first.
  await specialist.getByTestId('step-submit').click();
  await specialist.getByTestId('step-send').click();
  await expect(specialist.getByTestId('dialog-submit')).toContainText('обоснована ли жалоба');
  await specialist.getByTestId('step-finding').selectOption('founded');
  await specialist.getByTestId('step-measures').fill('Проведена беседа');
  await specialist.getByTestId('step-send').click();
  await expect(specialist.getByTestId('dialog-submit')).toHaveCount(0);
  await expect(specialist.getByTestId('appeal-file')).toHaveAttribute('data-status', 'onReview');
  await isSent(specialist);
  await expect.poll(statusOf).toBe('onReview');
});

test('the administrator returns it, the specialist submits again, and it is closed', async () => {
  await adminOpens();
  await step(admin, 'return', () => admin.getByTestId('step-text').fill('Не сказано, принесены ли извинения'));
  await expect.poll(statusOf).toBe('rework');

  await specialist.getByTestId('to-list').click();
  await specialist.getByTestId('worklist-mine').click();
  await specialist.locator(`[data-testid="worklist-row"][data-number="${number}"] b`).click();
  await expect(specialist.getByTestId('appeal-file')).toHaveAttribute('data-status', 'rework');
  await expect(specialist.getByTestId('timeline')).toContainText('Не сказано, принесены ли извинения');
  await step(specialist, 'submit', () => Promise.resolve());
  await expect.poll(statusOf).toBe('onReview');

  await adminOpens();
  await expect(admin.getByTestId('appeal-file')).toHaveAttribute('data-status', 'onReview');
  await step(admin, 'close', () => Promise.resolve());
  await expect.poll(statusOf).toBe('closed');
});

test('the timeline tells all of it, and the journal has every step once', async () => {
  await adminOpens();
  await expect(admin.getByTestId('appeal-file')).toHaveAttribute('data-status', 'closed');
  const timeline = admin.getByTestId('timeline');
  await expect(timeline).toContainText('Запрошено объяснение главного врача');
  await expect(timeline).toContainText('Не сказано, принесены ли извинения');
  await admin.screenshot({ path: 'test-results/screenshots/8-way.png' });
  const events = await journal.sql<{ kind: string }>(
    `select e.body ->> 'kind' as kind from appeal_event e join appeal a
     on a.territory = e.territory and a.id = e.appeal_id where a.number = $1 order by e.version`,
    [number],
  );
  const steps = events.map(({ kind }) => kind).filter((kind) => kind !== 'appeal.controlsChecked');
  expect(steps).toEqual([
    'appeal.registered',
    'appeal.forwarded',
    'appeal.accepted',
    'appeal.answered',
    'appeal.amended',
    'appeal.amended',
    'appeal.submitted',
    'appeal.returned',
    'appeal.submitted',
    'appeal.closed',
  ]);
  expect(faults.flat()).toEqual([]);
});
