/**
 * Words that callers say in every sentence and that say nothing about its subject.
 * Negation is here on purpose: «не могу записаться» and «как записаться» concern the same themes.
 */
const stopWords = new Set(
  (
    'а б бы был была были было быть в вам вас ваш весь во вот все всё вы где говорят да даже для до его ее ей ему если есть еще ещё ' +
    'же за здравствуйте зачем и из или им их к какая какие какой какое каком как когда кто куда ли либо меня мне мной мой моя мое моё мои ' +
    'моего моей моему мы на над надо нам нас наш наша нашей нашем не него нее ней нет ни них но нужно ну о об однако он она они оно от ' +
    'очень перед по под подскажите пожалуйста потому почему при про с сам свой свою себе себя сейчас сказали скажите со так такой там ' +
    'тебя то того тоже только том тот ту туда тут ты у уже хотя хочу что чтобы чтоб эта эти это этого этой этом этот я'
  ).split(' '),
);

/** Is the word too common in speech to be searched for? Takes a normalised word. */
export const isStopWord = (word: string): boolean => stopWords.has(word);

/** Lower case, ё as е, accents and every sign but letters and digits as spaces, one space between words. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The words of a text, normalised, in order, repeats and stop words included. */
export function splitWords(text: string): string[] {
  const normalised = normaliseText(text);
  return normalised === '' ? [] : normalised.split(' ');
}
