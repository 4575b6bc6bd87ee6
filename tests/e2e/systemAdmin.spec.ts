import { expect, test, type Browser, type Page } from '@playwright/test';
import {
  addDays,
  nearestWorkingDay,
  withDayToggled,
  type WorkCalendar,
} from '../../src/shared/domain/term/workCalendar.ts';
import { defaultTermRules, firstDueOn } from '../../src/shared/domain/term/appealTerm.ts';
import { isMissing } from '../support/missing.ts';
import { launchOperatorBrowser, openWindow } from '../support/operatorBrowser.ts';
import { newLetter, registeredNumber, signIn, signOut } from '../support/operatorWork.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess, type JournalProcess } from '../support/workplace.ts';

let journal: JournalProcess;
let browser: Browser;
let desks: DeskProcess[] = [];
let admin: Page;
let operator: Page;
let faults: string[][] = [];

const NEW_PASSWORD = 'берег-тихий-7';

test.skip(isMissing('chromium'), 'no browser on this machine');

test.beforeAll(async () => {
  journal = await startJournalProcess();
  browser = await launchOperatorBrowser();
  desks = [
    await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null }),
    await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null }),
  ];
  const windows = await Promise.all(desks.map((desk) => openWindow(browser, desk.url)));
  [admin, operator] = windows.map(({ page }) => page) as [Page, Page];
  faults = windows.map((window) => window.faults);
});

test.afterAll(async () => {
  await browser?.close();
  for (const desk of desks) await desk.stop();
  await journal?.stop();
});

test('the system administrator lets a person in, moves a day of the calendar, and takes everything from who leaves', async () => {
  let oneTime = '';
  await test.step('a new operator is written down; what is wrong stands at its field and nothing typed is lost', async () => {
    await signIn(admin, journal.users, 'sysadmin1');
    await expect(admin.getByTestId('user-row-operator1')).toBeVisible();
    await admin.getByTestId('user-add').click();
    await admin.keyboard.type('Петрова Мария Ильинична');
    await admin.getByTestId('user-organisation').selectOption({ label: 'ТФОМС Заречной области' });
    await admin.getByTestId('user-role').selectOption('op1');
    await admin.getByTestId('user-login').fill('operator1');
    await admin.keyboard.press('Control+KeyS');
    await expect(admin.getByTestId('user-form')).toContainText('Такой логин уже есть');
    await expect(admin.getByTestId('user-name')).toHaveValue('Петрова Мария Ильинична');
    await admin.getByTestId('user-login').fill('petrova');
    await admin.getByTestId('user-save').click();
    oneTime = (await admin.getByTestId('one-time-password').textContent()) ?? '';
    expect(oneTime).toMatch(/^(\w{4}-){3}\w{4}$/);
    await admin.getByTestId('one-time-password-done').click();
    await expect(admin.getByTestId('one-time-password')).toHaveCount(0);
    await admin.screenshot({ path: 'test-results/screenshots/10-users.png' });
  });

  await test.step('she comes in by it only through a password of her own', async () => {
    await operator.getByTestId('sign-in-login').fill('petrova');
    await operator.getByTestId('sign-in-password').fill(oneTime);
    await operator.getByTestId('sign-in-submit').click();
    await operator.getByTestId('password-fresh').fill('petrova-2026');
    await operator.getByTestId('password-again').fill('petrova-2026');
    await operator.getByTestId('password-submit').click();
    await expect(operator.getByTestId('change-password')).toContainText('не должно быть логина');
    await operator.getByTestId('password-fresh').fill(NEW_PASSWORD);
    await operator.getByTestId('password-again').fill(NEW_PASSWORD);
    await operator.screenshot({ path: 'test-results/screenshots/10-password.png' });
    await operator.getByTestId('password-submit').click();
    await expect(operator.getByTestId('settings-menu')).toBeVisible();
  });

  const rules = defaultTermRules;
  const due = (calendar: WorkCalendar): string =>
    firstDueOn({ occurredAt: new Date().toISOString(), card: { channel: 'letter' } }, { ...rules, calendar });
  const before = due(rules.calendar);
  const shown = (date: string): string => date.slice(5).split('-').toReversed().join('.');

  await test.step('her first appeal has its term', async () => {
    await newLetter(operator);
    await operator.getByTestId('theme-input').fill('потерял полис');
    await operator.keyboard.press('Enter');
    await operator.getByTestId('essence').fill('Пишет, что потерял полис, и просит ответить письмом');
    await operator.getByTestId('applicant-name').fill('Верёвкина Нина Фёдоровна');
    await operator.keyboard.press('Control+KeyS');
    await registeredNumber(operator);
    await operator.getByTestId('nav-appeals').click();
    await expect(operator.getByTestId('my-appeals')).toContainText(shown(before));
  });

  await test.step('the last day becomes a day off, and the term on her desk moves by itself', async () => {
    await admin.getByTestId('nav-calendar').click();
    await expect(admin.getByTestId('terms-example')).toContainText(shown(before));
    while ((await admin.getByTestId(`day-${before}`).count()) === 0) await admin.getByTestId('next-year').click();
    await admin.getByTestId(`day-${before}`).focus();
    await admin.keyboard.press('Space');
    const after = nearestWorkingDay(addDays(before, 1), rules.calendar, 'next');
    expect(due(withDayToggled(rules.calendar, before))).toBe(after);
    await expect(admin.getByTestId('terms-example')).toContainText(shown(after));
    await admin.screenshot({ path: 'test-results/screenshots/10-calendar.png' });
    await admin.getByTestId('calendar-save').click();
    await expect(admin.getByTestId('calendar-done')).not.toBeEmpty();
    await expect(operator.getByTestId('my-appeals')).toContainText(shown(after), { timeout: 40_000 });
  });

  await test.step('she leaves: how much she leads is said before, and goes to a colleague', async () => {
    await admin.getByTestId('nav-users').click();
    await signOut(operator);
    await admin.getByTestId('user-row-petrova').click();
    await admin.getByTestId('user-disable').click();
    await admin.getByTestId('leave-reason').fill('Перевод в другой отдел');
    await expect(admin.getByTestId('leave-count')).toContainText('1 открытое обращение');
    await admin.getByTestId('leave-heir').selectOption({ label: 'Кузнецов Борис Ильич, Оператор 1-го уровня' });
    await admin.screenshot({ path: 'test-results/screenshots/10-disable.png' });
    await admin.getByTestId('leave-go').click();
    await expect(admin.getByTestId('leave-panel')).toHaveCount(0);
    const [row] = await journal.sql<{ login: string }>(
      `select u.login from appeal as a join user_account as u on u.id = coalesce(a.assignee_id, a.registered_by)
        where a.essence like 'Пишет, что потерял полис%'`,
    );
    expect(row?.login).toBe('operator2');
  });

  await test.step('the door is closed to her', async () => {
    await operator.getByTestId('sign-in-login').fill('petrova');
    await operator.getByTestId('sign-in-password').fill(NEW_PASSWORD);
    await operator.getByTestId('sign-in-submit').click();
    await expect(operator.getByTestId('sign-in-problem')).not.toBeEmpty();
  });
  expect(faults).toEqual([[], []]);
});
