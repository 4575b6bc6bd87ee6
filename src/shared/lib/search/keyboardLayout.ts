const latinKeys = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const russianKeys = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const shiftedLatinKeys = '~{}:"<>';
const shiftedRussianKeys = 'ёхъжэбю';

const russianByKey = new Map<string, string>();
for (const [at, key] of Array.from(latinKeys).entries()) russianByKey.set(key, russianKeys.charAt(at));
for (const [at, key] of Array.from(shiftedLatinKeys).entries()) russianByKey.set(key, shiftedRussianKeys.charAt(at));

/** The text as it would read had the same keys been pressed in the Russian layout: «gjkbc» → «полис». Lower case. */
export function inRussianLayout(text: string): string {
  return Array.from(text.toLowerCase(), (sign) => russianByKey.get(sign) ?? sign).join('');
}
