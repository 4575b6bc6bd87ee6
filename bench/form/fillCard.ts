import type { Locator, Page } from '@playwright/test';
import type { AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { demoClinics } from '../../src/shared/demo/region.ts';
import { themeByCode } from '../../src/shared/domain/theme/theme.ts';
import type { CountedKeys } from '../lib/countedKeys.ts';
import type { FormCall, FormStep } from './fixture.ts';

type Ids = Pick<AppealCard, 'personId' | 'insurerId' | 'clinicId'>;

/** More than the window has places to stand at. */
const TOO_MANY_TABS = 60;

const inputs = {
  theme: 'theme-input',
  clinic: 'clinic-input',
  essence: 'essence',
  applicant: 'applicant-name',
} as const;
type FieldName = keyof typeof inputs;

interface Entered {
  field: FieldName;
  /** What is read back. */
  shown: string;
  again: () => Promise<void>;
}

/**
 * Takes one call by the steps of the fixture. Every field is read back when it was entered and once more before the
 * card is sent; what is not there any more is entered again, and that is counted.
 */
export async function fillCard(
  page: Page,
  keys: CountedKeys,
  call: FormCall,
  ids: Ids,
): Promise<{ number: string; retyped: number }> {
  const entered: Entered[] = [];
  let retyped = 0;
  let number = '';

  const readBack = async ({ field, shown, again }: Entered): Promise<void> => {
    if ((await page.getByTestId(inputs[field]).inputValue()) === shown) return;
    retyped += 1;
    await again();
  };

  async function enter(field: FieldName, shown: string, again: () => Promise<void>): Promise<void> {
    const one = { field, shown, again };
    await again();
    entered.push(one);
    await readBack(one);
  }

  async function send(chord: string): Promise<void> {
    for (const one of entered) await readBack(one);
    keys.think();
    await keys.press(chord);
    number = ((await page.getByTestId('registered-number').textContent()) ?? '').trim();
  }

  async function take(step: FormStep): Promise<void> {
    switch (step.do) {
      case 'answer':
        keys.think();
        await keys.press('F2');
        await page.getByTestId('voice-state').waitFor();
        await focused(page.getByTestId(inputs.theme));
        return;
      case 'person':
        keys.think();
        await keys.press('F3');
        keys.think();
        await walkTo(page, keys, page.getByTestId(`person-${ids.personId}`), 'Shift+Tab');
        await keys.press('Enter');
        await page.getByTestId('person-name').waitFor();
        return;
      case 'question':
        keys.think();
        await keys.press('F1');
        await keys.search(step.words);
        keys.think();
        await arrowTo(keys, () => page.getByTestId(`answer-${step.id}`).count());
        await keys.press('Enter');
        await focused(page.getByTestId(inputs.essence));
        return;
      case 'theme':
        return enter('theme', titleOf(step.code), () => find('theme', step.words, step.code));
      case 'clinic':
        return enter('clinic', clinicOf(step.code), () => find('clinic', step.words, ids.clinicId ?? ''));
      case 'text':
        return enter(step.field, step.text, async () => {
          const input = page.getByTestId(inputs[step.field]);
          keys.think();
          await walkTo(page, keys, input, 'Tab');
          const isTaken = await input.evaluate(isAllSelected);
          if (!isTaken) await keys.press('Control+A');
          await keys.text(step.text);
        });
      case 'close':
        return send('Control+Enter');
      case 'register':
        return send('Control+S');
      case 'hangUp':
        keys.think();
        await keys.press('F9');
        await keys.press('F9');
        return;
    }
  }

  /** A field that searches: words, or the arrow that opens its list, then the row. */
  async function find(field: 'theme' | 'clinic', words: string, key: string): Promise<void> {
    const input = page.getByTestId(inputs[field]);
    keys.think();
    await walkTo(page, keys, input, 'Tab');
    await (words === '' ? keys.press('ArrowDown') : keys.search(words));
    keys.think();
    const option = page.getByTestId(`${inputs[field]}-option-${key}`);
    await option.waitFor();
    await arrowTo(keys, () => option.and(page.locator('[aria-selected=true]')).count());
    await keys.press('Enter');
  }

  for (const step of call.steps) {
    keys.begin(labelOf(step));
    await take(step);
  }
  return { number, retyped };
}

/** How the field shows what was chosen. */
function titleOf(code: string): string {
  return `${code} ${themeByCode(code)?.title}`;
}

function clinicOf(code: string): string {
  return demoClinics.find((clinic) => clinic.code === code)?.shortName ?? '';
}

function labelOf(step: FormStep): string {
  return step.do === 'text' ? step.field : step.do;
}

/** The cursor comes by itself, in the frame after; an operator sees it there. */
async function focused(element: Locator): Promise<void> {
  await element.and(element.page().locator(':focus')).waitFor();
}

/** As people do who do not know the places by number: the same key until they are there. */
async function walkTo(page: Page, keys: CountedKeys, element: Locator, chord: 'Tab' | 'Shift+Tab'): Promise<void> {
  const here = element.and(page.locator(':focus'));
  for (let pressed = 0; (await here.count()) === 0; pressed += 1) {
    if (pressed > TOO_MANY_TABS) throw new Error(`${chord} does not lead there`);
    await keys.press(chord);
  }
}

async function arrowTo(keys: CountedKeys, isThere: () => Promise<number>): Promise<void> {
  for (let pressed = 0; (await isThere()) === 0; pressed += 1) {
    if (pressed > TOO_MANY_TABS) throw new Error('the arrows do not lead there');
    await keys.press('ArrowDown');
  }
}

/** Whether what is typed now replaces what stands there. */
function isAllSelected(element: Element): boolean {
  const field = element as HTMLInputElement;
  return field.selectionStart === 0 && field.selectionEnd === field.value.length;
}
