/** Whether every word of the query begins a word of one of the texts; «ё» is «е», as people type it. */
export function isFound(query: string, texts: readonly string[]): boolean {
  const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');
  const words = texts.flatMap((text) => fold(text).split(/[\s«»"(),-]+/));
  return fold(query)
    .split(/\s+/)
    .filter((asked) => asked !== '')
    .every((asked) => words.some((word) => word.startsWith(asked)));
}
