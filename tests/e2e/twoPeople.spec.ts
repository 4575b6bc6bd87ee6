import { expect, test, type Browser, type Page } from '@playwright/test';
import { demoStaff } from '../../src/shared/demo/region.ts';
import { connectBridge } from '../support/bridgeClient.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn } from '../support/operatorWork.ts';
import { startRelay, type SwitchableRelay } from '../support/switchableRelay.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

let journal: JournalProcess;
let relay: SwitchableRelay;
let browser: Browser;
let desks: DeskProcess[] = [];
/** The operator's window, whose desk can be cut off from the journal, and the supervisor's, whose cannot. */
let operator: Page;
let supervisor: Page;
let supervisorUrl: string;
const faults: string[][] = [];

test.skip(isMissing('chromium'), 'no browser on this machine');
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  journal = await startJournalProcess();
  relay = await startRelay(journal.url.replace('http', 'ws'));
  browser = await launchOperatorBrowser();
  const open = async (journalUrl: string, login: string): Promise<Page> => {
    const desk = await startDeskProcess({ journalUrl, pbxWsUrl: null });
    desks = [...desks, desk];
    const window = await openWindow(browser, desk.url);
    faults.push(window.faults);
    await signIn(window.page, journal.users, login);
    await expect(window.page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    return window.page;
  };
  operator = await open(relay.wsUrl.replace('ws', 'http').replace(/\/$/, ''), 'operator1');
  supervisor = await open(journal.url, 'supervisor1');
  supervisorUrl = desks[1]?.url ?? '';
});

test.afterAll(async () => {
  await browser?.close();
  for (const desk of desks) await desk.stop();
  await relay?.stop();
  await journal?.stop();
});

let number = '';
let appealId = '';
const supervisorName = demoStaff.find((member) => member.login === 'supervisor1')?.name ?? '';

const row = (): ReturnType<Page['locator']> => operator.locator(`[data-testid="appeal-row"][data-number="${number}"]`);
const inJournal = async (): Promise<{ essence: string; answer: string } | undefined> =>
  (
    await journal.sql<{ essence: string; answer: string }>(
      `select card ->> 'essence' as essence, card ->> 'answer' as answer from (select state -> 'card' as card from appeal
       where number = $1) as one`,
      [number],
    )
  )[0];

async function openFile(): Promise<void> {
  await supervisor.getByTestId('nav-region').click();
  await supervisor.getByTestId('supervisor-search').fill(number);
  await supervisor.getByTestId('supervisor-submit').click();
  await supervisor.locator(`[data-testid="supervisor-row"][data-number="${number}"]`).click();
  await expect(supervisor.getByTestId('appeal-file')).toContainText(number);
}

/** The supervisor changes one field of the appeal and saves. */
async function supervisorWrites(field: 'essence' | 'answer-text', text: string): Promise<void> {
  await openFile();
  await supervisor.getByTestId('open-appeal').click();
  await supervisor.getByTestId(field).fill(text);
  await supervisor.keyboard.press('Control+KeyS');
  await expect(supervisor.getByTestId('changes-saved')).toBeVisible();
  await supervisor.getByTestId('dismiss-card').click();
  await expect(supervisor.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
}

async function operatorOpens(): Promise<void> {
  await operator.getByTestId('nav-appeals').click();
  await row().getByTestId('open-appeal').click();
}

async function cutOff(): Promise<void> {
  relay.cut();
  await expect(operator.getByTestId('journal-status')).toHaveAttribute('data-journal', 'down', { timeout: 40_000 });
}

async function joinAgain(): Promise<void> {
  relay.join();
  await expect(operator.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up', { timeout: 60_000 });
  await expect(operator.getByTestId('unsent')).toHaveAttribute('data-waiting', '0', { timeout: 30_000 });
}

test('an open appeal is changed by its operator, and what somebody else changed meanwhile is said', async () => {
  await newLetter(operator);
  await operator.getByTestId('kind-complaint').click();
  await operator.getByTestId('essence').fill('Врач накричала');
  await operator.keyboard.press('Control+KeyS');
  await operator.keyboard.press('Control+KeyS');
  number = await registeredNumber(operator);
  await expect(operator.getByTestId('sync-accepted')).toBeVisible();

  await operatorOpens();
  await operator.getByTestId('essence').fill('Врач накричала и выгнала из кабинета');
  await supervisorWrites('answer-text', 'Направлен запрос главному врачу');
  await expect(operator.getByTestId('base-news')).toContainText(supervisorName);
  await expect(operator.getByTestId('base-news')).toContainText('Ответ');
  await expect(operator.getByTestId('answer-text')).toHaveValue('Направлен запрос главному врачу');
  await expect(operator.getByTestId('essence')).toHaveValue('Врач накричала и выгнала из кабинета');
  await operator.keyboard.press('Control+KeyS');
  await expect(operator.getByTestId('changes-saved')).toBeVisible();
  await expect
    .poll(inJournal)
    .toEqual({ essence: 'Врач накричала и выгнала из кабинета', answer: 'Направлен запрос главному врачу' });
});

test('two who changed the same unseen of each other: the later one sees mine and theirs, and chooses', async () => {
  await cutOff();
  await operatorOpens();
  await operator.getByTestId('essence').fill('Врач накричала, есть свидетели');
  await operator.keyboard.press('Control+KeyS');
  await expect(operator.getByTestId('sync-waiting')).toBeVisible();
  await supervisorWrites('essence', 'Врач накричала, просит извинений');
  await joinAgain();

  await operator.getByTestId('nav-appeals').click();
  await expect(row().getByTestId('has-conflict')).toBeVisible();
  await row().getByTestId('open-appeal').click();
  await expect(operator.getByTestId('mine-essence')).toHaveText('Врач накричала, есть свидетели');
  await expect(operator.getByTestId('theirs-essence')).toHaveText('Врач накричала, просит извинений');
  await expect(operator.getByTestId('conflict-essence')).toContainText(supervisorName);
  await expect(operator.getByTestId('save-choice')).toBeDisabled();
  await operator.keyboard.press('Alt+ArrowLeft');
  await expect(operator.getByTestId('result-essence')).toHaveValue('Врач накричала, есть свидетели');
  await operator.keyboard.press('Alt+ArrowRight');
  await operator.getByTestId('result-essence').fill('Врач накричала, есть свидетели, просит извинений');
  await operator.screenshot({ path: 'test-results/screenshots/6-conflict.png' });
  await operator.keyboard.press('Control+KeyS');
  await expect(operator.getByTestId('changes-saved')).toBeVisible();

  await expect.poll(async () => (await inJournal())?.essence).toBe('Врач накричала, есть свидетели, просит извинений');
  await operator.getByTestId('nav-appeals').click();
  await expect(row().getByTestId('has-conflict')).toHaveCount(0);
  const [history] = await journal.sql<{ text: string }>(
    `select string_agg(e.body::text, ' ') as text from appeal_event e join appeal a
     on a.territory = e.territory and a.id = e.appeal_id where a.number = $1`,
    [number],
  );
  expect(history?.text).toContain('Врач накричала, есть свидетели');
  expect(history?.text).toContain('Врач накричала, просит извинений');
});

test('what was refused is shown with its reason, handed over with a note, and settled by the supervisor', async () => {
  const [found] = await journal.sql<{ id: string }>('select id from appeal where number = $1', [number]);
  appealId = found?.id ?? '';
  const [other] = await journal.sql<{ id: string }>(`select id from user_account where login = 'operator2'`);
  await cutOff();
  await operatorOpens();
  await operator.getByTestId('answer-text').fill('Ответ, который не дошёл');
  await operator.keyboard.press('Control+KeyS');
  await expect(operator.getByTestId('sync-waiting')).toBeVisible();
  // The appeal is given to somebody else meanwhile.
  const bridge = await connectBridge(supervisorUrl);
  const actId = '00000000-0000-7000-8000-0000000000a1';
  await bridge.call('appeals.assign', { actId, appealId, assigneeId: other?.id ?? '' });
  bridge.close();
  await expect(supervisor.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
  await joinAgain();

  await operator.getByTestId('refused-count').click();
  const refused = operator.getByTestId('not-taken');
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText('Ответ, который не дошёл');
  await expect(refused.getByTestId('not-taken-why')).not.toBeEmpty();
  await operator.screenshot({ path: 'test-results/screenshots/7-refused.png' });
  await refused.getByTestId('hand-over').click();
  await refused.getByTestId('hand-over-note').fill('Прошу внести этот ответ');
  await refused.getByTestId('hand-over-send').click();
  await expect(refused).toHaveCount(0);
  await expect(operator.getByTestId('refused-count')).toHaveCount(0);
  await expect(operator.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');

  await supervisor.getByTestId('nav-handOvers').click();
  await supervisor.getByTestId('hand-over-row').first().click();
  await expect(supervisor.getByTestId('hand-over')).toContainText('Прошу внести этот ответ');
  await expect(supervisor.getByTestId('hand-over')).toContainText('Ответ, который не дошёл');
  await supervisor.getByTestId('hand-over-open-appeal').click();
  await expect(supervisor.getByTestId('appeal-file')).toContainText(number);
  await supervisor.getByTestId('nav-handOvers').click();
  await supervisor.getByTestId('hand-over-row').first().click();
  await supervisor.getByTestId('hand-over-settle').click();
  await expect(supervisor.locator('[data-testid="hand-over-row"][data-settled="true"]')).toHaveCount(1);
  expect(faults.flat()).toEqual([]);
});
