import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { practiceCallers } from '../../src/shared/demo/practiceCallers.ts';
import { startProgram, type ChildProgram } from '../../scripts/lib/childProgram.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser } from '../support/operatorBrowser.ts';
import { openHost, type OperatorHost } from '../support/operatorHost.ts';
import { answer, goReady, hangUp, registeredNumber, ringMe, signIn, signOut } from '../support/operatorWork.ts';
import { startJournalProcess, type JournalProcess } from '../support/workplace.ts';

const SECRET = 'secret-of-this-test';
const CALLS_EACH = 15;

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

interface Registered {
  number: string;
  essence: string;
  login: string;
}

test('a shift without the journal, with a change of operators: 30 calls, 30 appeals, nothing lost', async () => {
  const { page, faults } = desk;
  const [single] = practiceCallers.filter((caller) => caller.persons.length === 1 && caller.phone !== null);
  const [family] = practiceCallers.filter((caller) => caller.persons.length > 1);
  if (!single || !family) throw new Error('the practice line has no such callers');
  const known = single.persons[0]?.familyName ?? '';
  const registered: Registered[] = [];

  await test.step('with the journal: the second operator is known here, and two callers have rung before', async () => {
    await signIn(page, journal.users, 'operator2');
    await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up');
    await signOut(page);
    await signIn(page, journal.users, 'operator1');
    await goReady(page);
    for (const caller of [single, family]) {
      await ringMe(page, caller.id);
      await expect(page.getByTestId('caller-card')).toContainText(caller.persons[0]?.familyName ?? '');
      await answer(page);
      await page.getByTestId('no-appeal').click();
      await page.getByTestId('no-appeal-cutOff').click();
      await expect(page.getByTestId('no-appeal-done')).toBeVisible();
      await hangUp(page);
    }
    await expect(page.getByTestId('unsent')).toHaveAttribute('data-waiting', '0');
  });

  await journal.unplug();
  await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'down');

  await test.step('a caller known to this desk comes up by name, and says that it is from memory', async () => {
    await ringMe(page, single.id);
    await expect(page.getByTestId('person-name')).toContainText(known);
    await expect(page.getByTestId('caller-cached')).toBeVisible();
    await answer(page);
    registered.push(await register(page, 'operator1', 0));
    await hangUp(page);
  });

  await test.step('people, themes and typical questions are found without the journal', async () => {
    await ringMe(page, family.id);
    await expect(page.getByTestId('person-choice')).toHaveCount(1);
    await answer(page);
    await page.getByTestId('find-person').fill(known);
    await expect(page.getByTestId('found-persons')).toContainText(known);
    await page.getByTestId('find-person').fill('');
    await page.getByTestId('theme-input').fill('прикрепиться');
    await expect(page.locator('[data-testid^="theme-input-option-"]').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByTestId('guide-search').fill('потерял карту');
    await expect(page.locator('[data-testid^="question-"]').first()).toBeVisible();
    registered.push(await register(page, 'operator1', 1));
    await hangUp(page);
  });

  await test.step('the first operator works on', async () => {
    for (let n = 2; n < CALLS_EACH; n++) registered.push(await takeCall(page, 'operator1', n));
  });

  await test.step('the shift changes: the second operator is let in by memory, and sees nothing of the first', async () => {
    await signOut(page);
    await signIn(page, journal.users, 'operator2');
    await page.getByTestId('nav-appeals').click();
    await expect(page.getByTestId('list-appeals')).toBeVisible();
    await expect(ofThisShift(page)).toHaveCount(0);
    await page.getByTestId('nav-work').click();
    await goReady(page);
    for (let n = 0; n < CALLS_EACH; n++) registered.push(await takeCall(page, 'operator2', n));
  });

  await test.step('what waits is counted, and listed one by one', async () => {
    await page.keyboard.press('Alt+Digit0');
    await expect(page.getByTestId('outbox-waiting-row')).toHaveCount(CALLS_EACH);
    await expect(page.getByTestId('outbox-waiting-row').first()).toContainText('ждёт отправки');
    await page.getByTestId('nav-appeals').click();
    await expect(page.getByTestId('sync-waiting')).toHaveCount(CALLS_EACH);
  });

  await test.step('the journal is back: 30 of 30, each once, under its own number and author', async () => {
    await journal.plug();
    await expect(page.getByTestId('journal-status')).toHaveAttribute('data-journal', 'up', { timeout: 60_000 });
    await expect(page.getByTestId('unsent')).toHaveAttribute('data-waiting', '0', { timeout: 60_000 });
    await expect(ofThisShift(page).getByTestId('sync-accepted')).toHaveCount(CALLS_EACH);
    const rows = await journal.sql<Registered>(
      `select a.number, a.essence, u.login from appeal a
       join user_account u on u.territory = a.territory and u.id = a.registered_by where a.essence like 'Смена без журнала%'`,
    );
    const byNumber = (one: Registered, other: Registered): number => one.number.localeCompare(other.number);
    expect(rows.toSorted(byNumber)).toEqual(registered.toSorted(byNumber));
    expect(new Set(rows.map((row) => row.number)).size).toBe(2 * CALLS_EACH);
    const calls = await journal.sql<{ count: string }>(
      `select count(distinct c.id) from call c join appeal a on c.record -> 'appealIds' ? a.id::text
       where a.essence like 'Смена без журнала%'`,
    );
    expect(Number(calls[0]?.count)).toBe(2 * CALLS_EACH);
  });
  expect(faults).toEqual([]);
});

/** The region has a history; these are the rows of what was registered with the journal away. */
function ofThisShift(page: Page): Locator {
  return page.getByTestId('appeal-row').filter({ hasText: 'Смена без журнала' });
}

async function takeCall(page: Page, login: string, n: number): Promise<Registered> {
  const callers = practiceCallers.filter((caller) => caller.phone !== null);
  await ringMe(page, callers[n % callers.length]?.id ?? '');
  await answer(page);
  const made = await register(page, login, n);
  await hangUp(page);
  return made;
}

/** Fills the card of the call in hand by the keyboard and closes it with a typical answer. */
async function register(page: Page, login: string, n: number): Promise<Registered> {
  const essence = `Смена без журнала: ${login}, звонок ${n + 1}`;
  await page.getByTestId('guide-search').fill('потерял карту');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text')).not.toHaveValue('');
  await page.getByTestId('essence').fill(essence);
  await page.keyboard.press('Control+Enter');
  return { number: await registeredNumber(page), essence, login };
}
