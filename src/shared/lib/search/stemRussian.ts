/**
 * The Snowball stemmer for Russian, written from the published description
 * (https://snowballstem.org/algorithms/russian/stemmer.html). Checked against PostgreSQL's russian_stem.
 * Group 1 endings count only after «а» or «я», which stay in the word.
 */
interface Endings {
  readonly afterAOrYa: readonly string[];
  readonly free: readonly string[];
}

const list = (words: string): readonly string[] => words.split(' ');
const vowels = new Set('аеиоуыэюя');

const perfectiveGerund: Endings = { afterAOrYa: list('в вши вшись'), free: list('ив ивши ившись ыв ывши ывшись') };
const adjective: Endings = {
  afterAOrYa: [],
  free: list('ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею'),
};
const participle: Endings = { afterAOrYa: list('ем нн вш ющ щ'), free: list('ивш ывш ующ') };
const reflexive: Endings = { afterAOrYa: [], free: list('ся сь') };
const verb: Endings = {
  afterAOrYa: list('ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно'),
  free: list(
    'ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю',
  ),
};
const noun: Endings = {
  afterAOrYa: [],
  free: list(
    'а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я',
  ),
};
const superlative: Endings = { afterAOrYa: [], free: list('ейш ейше') };
const derivational: Endings = { afterAOrYa: [], free: list('ост ость') };

/** Index just after the first vowel-then-consonant pair at or after `from`, or the length. */
function regionAfterPair(word: string, from: number): number {
  for (let at = from; at + 1 < word.length; at += 1) {
    if (vowels.has(word.charAt(at)) && !vowels.has(word.charAt(at + 1))) return at + 2;
  }
  return word.length;
}

/** Index just after the first vowel (the region called RV), or the length. */
function regionAfterVowel(word: string): number {
  for (let at = 0; at < word.length; at += 1) if (vowels.has(word.charAt(at))) return at + 1;
  return word.length;
}

/**
 * Removes the longest ending of the class that lies wholly in the region.
 * As in Snowball's `among`, the longest ending decides: if it is refused, no shorter one is tried.
 */
function cut(word: string, region: number, endings: Endings): string | null {
  let longest = '';
  let needsVowel = false;
  for (const ending of endings.free) {
    if (ending.length > longest.length && word.length - ending.length >= region && word.endsWith(ending))
      longest = ending;
  }
  for (const ending of endings.afterAOrYa) {
    if (ending.length > longest.length && word.length - ending.length >= region && word.endsWith(ending)) {
      longest = ending;
      needsVowel = true;
    }
  }
  if (longest === '') return null;
  const rest = word.slice(0, -longest.length);
  if (needsVowel && (rest.length <= region || !/[ая]$/u.test(rest))) return null;
  return rest;
}

const cutOrKeep = (word: string, region: number, endings: Endings): string => cut(word, region, endings) ?? word;

/** An adjective ending, and before it a participle suffix if there is one. */
function cutAdjectival(word: string, region: number): string | null {
  const rest = cut(word, region, adjective);
  return rest === null ? null : cutOrKeep(rest, region, participle);
}

/** The stem of a normalised word (lower case, ё already е). Words of other alphabets come back unchanged. */
export function stemRussian(word: string): string {
  const rv = regionAfterVowel(word);
  const r2 = regionAfterPair(word, regionAfterPair(word, 0));

  let stem = cut(word, rv, perfectiveGerund);
  if (stem === null) {
    const active = cutOrKeep(word, rv, reflexive);
    stem = cutAdjectival(active, rv) ?? cut(active, rv, verb) ?? cut(active, rv, noun) ?? active;
  }
  if (stem.length > rv && stem.endsWith('и')) stem = stem.slice(0, -1);
  stem = cutOrKeep(stem, r2, derivational);

  const plain = cut(stem, rv, superlative);
  if (plain !== null) stem = plain;
  if (stem.length - 1 > rv && stem.endsWith('нн')) return stem.slice(0, -1);
  if (plain === null && stem.length > rv && stem.endsWith('ь')) return stem.slice(0, -1);
  return stem;
}
