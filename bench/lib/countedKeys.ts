import type { Page } from '@playwright/test';

/** Keystroke-level model (Card, Moran, Newell): seconds of a keystroke, of making up one's mind, of a hand finding the keyboard. */
const KEYSTROKE_S = 0.28;
const MENTAL_S = 1.35;
const HOMING_S = 0.4;

/** Signs that need Shift on a Russian keyboard, beside capitals. */
const SHIFTED = /[\p{Lu},!"№;:?*()_+«»]/u;

/** What was spent on one step. */
export interface Spent {
  label: string;
  /** As pressed, in order. */
  keys: string[];
  keystrokes: number;
  textKeystrokes: number;
  mental: number;
}

/** The only hand on the keyboard: whatever is pressed is counted. A chord is as many keystrokes as it has keys. */
export interface CountedKeys {
  /** Begins a step; what follows belongs to it. */
  begin(label: string): void;
  /** A pause before a field or a choice. */
  think(): void;
  press(chord: string): Promise<void>;
  /** Words of a search. */
  search(words: string): Promise<void>;
  /** What the caller said. */
  text(text: string): Promise<void>;
  spent(): readonly Spent[];
}

export function countKeys({ keyboard }: Page): CountedKeys {
  const steps: Spent[] = [];
  const now = (): Spent => {
    const step = steps.at(-1);
    if (!step) throw new Error('a key outside a step');
    return step;
  };
  return {
    begin: (label) => void steps.push({ label, keys: [], keystrokes: 0, textKeystrokes: 0, mental: 0 }),
    think: () => void (now().mental += 1),
    async press(chord) {
      now().keys.push(chord);
      now().keystrokes += chord.split('+').length;
      await keyboard.press(chord);
    },
    async search(words) {
      now().keys.push(`«${words}»`);
      now().keystrokes += keystrokesOf(words);
      await keyboard.type(words);
    },
    async text(text) {
      now().keys.push(`text of ${text.length}`);
      now().textKeystrokes += keystrokesOf(text);
      await keyboard.type(text);
    },
    spent: () => steps,
  };
}

/** What a card cost: the hand comes to the keyboard once and never leaves it. */
export function costOf(steps: readonly Spent[]): { keystrokes: number; klmSec: number; klmWithTextSec: number } {
  const sum = (of: (step: Spent) => number): number => steps.reduce((total, step) => total + of(step), 0);
  const keystrokes = sum((step) => step.keystrokes);
  const klmSec = HOMING_S + keystrokes * KEYSTROKE_S + sum((step) => step.mental) * MENTAL_S;
  return { keystrokes, klmSec, klmWithTextSec: klmSec + sum((step) => step.textKeystrokes) * KEYSTROKE_S };
}

function keystrokesOf(text: string): number {
  return Array.from(text).reduce((count, sign) => count + (SHIFTED.test(sign) ? 2 : 1), 0);
}
