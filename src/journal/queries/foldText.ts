/** «ё» is typed as «е» half of the time: both sides of every search lose it. */
export function foldText(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е');
}
