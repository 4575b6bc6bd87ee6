/** Longer words are never compared: no Russian word worth forgiving mistakes in is this long. */
const longestWord = 48;

// Three rows of the table, kept between calls: the search compares thousands of words per query.
let before = new Uint8Array(longestWord + 1);
let above = new Uint8Array(longestWord + 1);
let current = new Uint8Array(longestWord + 1);

/**
 * Damerau-Levenshtein distance in its "optimal string alignment" form: insert, delete, replace, swap of neighbours cost 1 each.
 * Answers `max + 1` as soon as the distance is known to exceed `max`, and for words of more than 48 letters that differ.
 */
export function editDistance(left: string, right: string, max: number): number {
  const over = max + 1;
  if (left === right) return 0;
  if (Math.abs(left.length - right.length) > max) return over;
  if (left.length > longestWord || right.length > longestWord) return over;
  for (let column = 0; column <= right.length; column += 1) above[column] = column;
  for (let row = 1; row <= left.length; row += 1) {
    const sign = left.charCodeAt(row - 1);
    let best = row;
    current[0] = row;
    for (let column = 1; column <= right.length; column += 1) {
      const other = right.charCodeAt(column - 1);
      let cost = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (sign === other ? 0 : 1));
      const isSwap =
        row > 1 && column > 1 && sign === right.charCodeAt(column - 2) && left.charCodeAt(row - 2) === other;
      if (isSwap) cost = Math.min(cost, before[column - 2]! + 1);
      current[column] = cost;
      if (cost < best) best = cost;
    }
    // A swap reaches back one row, so a row that is over the limit may be followed by one that is just within it.
    if (best > over) return over;
    [before, above, current] = [above, current, before];
  }
  return Math.min(above[right.length]!, over);
}

/** How many typing mistakes are forgiven: none in short words, one in words of 4–7 letters, two in longer ones. */
export const allowedMistakes = (word: string): 0 | 1 | 2 => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);
