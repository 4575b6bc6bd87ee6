/** A run of words; `isSame` when the other text has it too. */
export interface Piece {
  text: string;
  isSame: boolean;
}

/** Beyond this many cells the comparison would be felt while typing; the middle is then marked as a whole. */
const MOST_CELLS = 2_000_000;

/**
 * Two texts word by word, with what only one of them has. Longest common subsequence over what is left when the
 * common beginning and end are set aside.
 */
export function diffWords(one: string, other: string): { one: Piece[]; other: Piece[] } {
  const a = wordsOf(one);
  const b = wordsOf(other);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = commonMarks(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const whole = (count: number): boolean[] => Array.from({ length: count }, () => true);
  return {
    one: piecesOf(a, [...whole(head), ...middle.a, ...whole(tail)]),
    other: piecesOf(b, [...whole(head), ...middle.b, ...whole(tail)]),
  };
}

/** Words with the space after them, so that the pieces put together are the text. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*|\s+/g) ?? [];
}

function commonMarks(a: readonly string[], b: readonly string[]): { a: boolean[]; b: boolean[] } {
  const marks = { a: a.map(() => false), b: b.map(() => false) };
  if (a.length * b.length > MOST_CELLS) return marks;
  const keyA = a.map((word) => word.trim());
  const keyB = b.map((word) => word.trim());
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skip = Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
      longest[i * width + j] = keyA[i] === keyB[j] ? (longest[(i + 1) * width + j + 1] ?? 0) + 1 : skip;
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (keyA[i] === keyB[j]) {
      marks.a[i++] = true;
      marks.b[j++] = true;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return marks;
}

/** Neighbours of the same kind become one piece. */
function piecesOf(words: readonly string[], marks: readonly boolean[]): Piece[] {
  const pieces: Piece[] = [];
  words.forEach((text, at) => {
    const isSame = marks[at] === true;
    const last = pieces.at(-1);
    if (last?.isSame === isSame) last.text += text;
    else pieces.push({ text, isSame });
  });
  return pieces;
}
