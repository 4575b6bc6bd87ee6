import { expect, type Page } from '@playwright/test';
import type { DemoUser } from '../../src/shared/contracts/journal.ts';

/** What an operator does at a window in every test of a whole workplace. */

export async function signIn(page: Page, users: readonly DemoUser[], login: string): Promise<void> {
  const password = users.find((user) => user.login === login)?.password ?? '';
  await page.getByTestId('sign-in-login').fill(login);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('settings-menu')).toBeVisible();
  await expect(page.getByTestId('sign-in-submit')).toHaveCount(0);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId('settings-menu').click();
  await page.getByTestId('settings-menu-signOut').click();
  await expect(page.getByTestId('sign-in-login')).toBeVisible();
}

export async function goReady(page: Page): Promise<void> {
  await expect(page.getByTestId('line-status')).toHaveAttribute('data-status', 'registered');
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();
  await expect(page.getByTestId('queue-status')).toHaveAttribute('data-queue', 'unpaused');
}

/** The practice line rings her through the window's own menu. */
export async function ringMe(page: Page, callerId: string): Promise<void> {
  await page.getByTestId('practice-ring').click();
  await page.getByTestId(`practice-caller-${callerId}`).click();
  await expect(page.getByTestId('answer')).toBeEnabled();
}

export async function answer(page: Page): Promise<void> {
  await page.keyboard.press('F2');
  await expect(page.getByTestId('voice-state')).toBeVisible();
}

/** Ends the talk and its wrap-up; the next call may come. */
export async function hangUp(page: Page): Promise<void> {
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await page.getByTestId('wrap-up-set-aside').click();
  await expect(page.getByTestId('operator-state')).toContainText('Готов');
}

/** The number of the card that was registered just now. */
export async function registeredNumber(page: Page): Promise<string> {
  const number = page.getByTestId('registered-number');
  await expect(number).toHaveText(/\d/);
  return ((await number.textContent()) ?? '').trim();
}

/** A card without a call, not registered yet. */
export async function newLetter(page: Page): Promise<void> {
  await page.getByTestId('new-appeal').click();
  await page.getByTestId('new-appeal-letter').click();
  await expect(page.getByTestId('essence')).toBeVisible();
  // Who writes signs: a letter of nobody is asked about.
  await page.getByTestId('applicant-name').fill('Пример Анна Петровна');
}
