/**
 * The text as PostgreSQL can hold it: a U+0000 or half of a surrogate pair, pasted from who knows where, must not
 * keep an appeal out of the journal. What came stays in the log of acts as it came. Clean values come back as they are.
 */
export function cleanText(value: unknown): unknown {
  return isClean(value) ? value : cleaned(value);
}

/** Asked of every act, so it makes nothing. */
function isClean(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isClean);
  for (const key of Object.keys(value)) {
    if (!isClean(key) || !isClean((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleaned(key), cleaned(inner)]));
}
