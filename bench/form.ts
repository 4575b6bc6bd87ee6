import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from '@playwright/test';
import { buildWindow } from '../scripts/lib/buildWindow.ts';
import { startProgram } from '../scripts/lib/childProgram.ts';
import type { Appeal } from '../src/shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../src/shared/domain/appeal/appealCard.ts';
import { connectBridge } from '../tests/support/bridgeClient.ts';
import { launchOperatorBrowser, openWindow } from '../tests/support/operatorBrowser.ts';
import { startDeskProcess, startJournalProcess, type JournalProcess } from '../tests/support/workplace.ts';
import { formCalls, type FormCall } from './form/fixture.ts';
import { fillCard } from './form/fillCard.ts';
import { costOf, countKeys, type CountedKeys } from './lib/countedKeys.ts';
import { quantile } from './lib/random.ts';

const SECRET = 'secret-of-this-bench';
const IN_JOURNAL_MS = 20_000;
const ASK_AGAIN_MS = 50;

/**
 * Five calls of the practice line, taken and written down by an operator who never touches the mouse: what the cards
 * cost by the keystroke-level model, and whether the journal has them as they were meant.
 */
export async function bench(): Promise<object> {
  await buildWindow();
  const journal = await startJournalProcess();
  const practice = await startProgram<{ wsUrl: string; controlUrl: string }>(
    'practice line',
    'src/practice/index.ts',
    [],
    { OTKLIK_PRACTICE: JSON.stringify({ port: 0, secret: SECRET, accounts: journal.lines }) },
  );
  const { wsUrl, controlUrl } = practice.ready;
  const line = { pbxWsUrl: wsUrl, practice: { url: controlUrl, secret: SECRET } };
  const desk = await startDeskProcess({ journalUrl: journal.url, ...line });
  const browser = await launchOperatorBrowser();
  const { page, faults } = await openWindow(browser, desk.url);
  await takePlace(page, journal);
  const mouseUses = await watchMouse(page);
  const core = await connectBridge(desk.url);

  const costs: ReturnType<typeof costOf>[] = [];
  let equal = 0;
  let retyped = 0;
  for (const [index, call] of formCalls.entries()) {
    const keys = countKeys(page);
    await page.locator('[data-testid=queue-status][data-queue=unpaused]').waitFor({ timeout: 90_000 });
    await core.call('practice.ring', { callerId: call.callerId });
    await page.locator('[data-caller-shown]').waitFor();
    const ids = await idsOf(journal, call);
    const filled = await fillCard(page, keys, call, ids);
    retyped += filled.retyped;
    const differences = differencesOf({ ...call.card, ...ids }, await cardInJournal(journal, filled.number));
    if (differences.length === 0) equal += 1;
    const cost = costOf(keys.spent());
    costs.push(cost);
    report(index + 1, call, keys, cost, differences);
  }
  if ((await mouseUses()) > 0) throw new Error('the mouse was used');
  if (faults.length > 0) throw new Error(`the window failed: ${faults.join('; ')}`);

  core.close();
  await browser.close();
  await desk.stop();
  await practice.stop();
  await journal.stop();
  const median = (of: (cost: ReturnType<typeof costOf>) => number): number =>
    Math.round(quantile(costs.map(of), 0.5) * 100) / 100;
  return {
    cards_equal: equal,
    keystrokes_p50: median((cost) => cost.keystrokes),
    klm_seconds_p50: median((cost) => cost.klmSec),
    klm_seconds_with_text_p50: median((cost) => cost.klmWithTextSec),
    fields_retyped: retyped,
  };
}

/** The beginning of the shift, which is not measured. */
async function takePlace(page: Page, journal: JournalProcess): Promise<void> {
  const operator = journal.users.find((user) => user.login === 'operator1');
  await page.getByTestId('sign-in-login').fill(operator?.login ?? '');
  await page.getByTestId('sign-in-password').fill(operator?.password ?? '');
  await page.getByTestId('sign-in-submit').press('Enter');
  await page.getByTestId('line-status').and(page.locator('[data-status=registered]')).waitFor();
  await page.getByTestId('operator-state').click();
  await page.getByTestId('operator-state-ready').click();
}

/** Counts presses of a pointer from now on; a button pressed by Enter is a click without one. */
async function watchMouse(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const root = document.documentElement;
    const count = (): void => void (root.dataset['mouseUses'] = String(Number(root.dataset['mouseUses'] ?? 0) + 1));
    for (const kind of ['pointerdown', 'mousedown', 'wheel', 'touchstart']) {
      window.addEventListener(kind, (event) => event.isTrusted && count(), { capture: true, passive: true });
    }
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset['mouseUses'] ?? 0));
}

/** The fixture's names and codes as ids of this journal. */
async function idsOf(
  journal: JournalProcess,
  { person, insurer, clinic }: FormCall,
): Promise<Pick<AppealCard, 'personId' | 'insurerId' | 'clinicId'>> {
  const one = async (text: string, value: string | null): Promise<string | null> => {
    if (value === null) return null;
    const rows = await journal.sql<{ id: string }>(text, [value]);
    if (rows.length !== 1) throw new Error(`${value}: ${rows.length} found`);
    return rows[0]?.id ?? null;
  };
  return {
    personId: await one(`select id from person where concat_ws(' ', family_name, given_name, patronymic) = $1`, person),
    insurerId: await one(`select id from organisation where kind = 'insurer' and code = $1`, insurer),
    clinicId: await one(`select id from organisation where kind = 'clinic' and code = $1`, clinic),
  };
}

/** The card as PostgreSQL has it; asked again until the desk's act has come. */
async function cardInJournal(journal: JournalProcess, number: string): Promise<Partial<AppealCard>> {
  const until = Date.now() + IN_JOURNAL_MS;
  for (;;) {
    const rows = await journal.sql<{ state: Appeal }>('select state from appeal where number = $1', [number]);
    const [row] = rows;
    if (row) return rows.length === 1 ? row.state.card : {};
    if (Date.now() > until) return {};
    await setTimeout(ASK_AGAIN_MS);
  }
}

/** Every field of either card that the other has differently. */
function differencesOf(wanted: AppealCard, found: Partial<AppealCard>): string[] {
  const fields = [...new Set([...Object.keys(wanted), ...Object.keys(found)])] as (keyof AppealCard)[];
  return fields
    .filter((field) => !isDeepStrictEqual(wanted[field], found[field]))
    .map((field) => `${field}: wanted ${JSON.stringify(wanted[field])}, found ${JSON.stringify(found[field])}`);
}

function report(
  place: number,
  call: FormCall,
  keys: CountedKeys,
  cost: ReturnType<typeof costOf>,
  differences: readonly string[],
): void {
  console.log(`call ${place}, ${call.title}:`);
  for (const step of keys.spent()) {
    const text = step.textKeystrokes > 0 ? ` + ${step.textKeystrokes} of text` : '';
    console.log(`  ${step.label}: ${step.keys.join(' ')} (${step.keystrokes}${text}, M ${step.mental})`);
  }
  const { keystrokes, klmSec, klmWithTextSec } = cost;
  console.log(`  ${keystrokes} keystrokes, ${klmSec.toFixed(2)} s, with text ${klmWithTextSec.toFixed(2)} s`);
  console.log(differences.length === 0 ? '  the journal has the card' : `  DIFFERS ${differences.join('; ')}`);
}
