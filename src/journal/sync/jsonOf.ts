import type { Appeal } from '../../shared/domain/appeal/appeal.ts';

const texts = new WeakMap<Appeal, string>();

/** An appeal as JSON. States are immutable, so the text is made once for the table, the answer and whoever asks again. */
export function jsonOf(appeal: Appeal): string {
  let text = texts.get(appeal);
  if (text === undefined) {
    text = JSON.stringify(appeal);
    texts.set(appeal, text);
  }
  return text;
}
