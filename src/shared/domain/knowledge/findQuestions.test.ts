import { expect, test } from 'vitest';
import fc from 'fast-check';
import { commonFirst, findQuestions } from './findQuestions.ts';
import { typicalQuestions } from './typicalQuestions.ts';

/** Written before the synonyms, as callers speak; each must be among the first three, which the screen shows at once. */
const callerPhrases: readonly (readonly [phrase: string, id: string])[] = [
  ['как оформить полис впервые', 'tq-01'],
  ['карточку омс потеряла', 'tq-02'],
  ['нужно ли менять старый бумажный полис', 'tq-03'],
  ['до какого числа можно поменять страховую', 'tq-04'],
  ['не знаю какая у меня страховая компания', 'tq-05'],
  ['в госуслугах полис не отображается', 'tq-06'],
  ['родился малыш, как сделать ему полис', 'tq-07'],
  ['вышла замуж поменяла фамилию, что с полисом', 'tq-08'],
  ['прекрепиться к поликлинике', 'tq-09'],
  ['хочу к другому терапевту', 'tq-10'],
  ['заболел в командировке в чужом городе', 'tq-11'],
  ['полиса с собой нет а человеку плохо', 'tq-12'],
  ['за сколько должен принять участковый', 'tq-13'],
  ['сколько ждать узкого спецалиста', 'tq-15'],
  ['какой срок ожидания мрт', 'tq-16'],
  ['сколько можно ждать плановую операцию', 'tq-17'],
  ['через сколько должна приехать скорая', 'tq-18'],
  ['врач просит деньги за приём', 'tq-19'],
  ['сколько стоило мое лечение', 'tq-25'],
  ['с какого возраста диспонсеризация', 'tq-26'],
  ['дают ли отгул на работе для диспансеризации', 'tq-28'],
  ['поставить имплант бесплатно', 'tq-32'],
  ['мигрант из узбекистана может получить полис', 'tq-36'],
  ['больничный лист не оплатили', 'tq-38'],
  ['не могу записаться к врачу', 'tq-39'],
  ['врач накричал на меня', 'tq-40'],
  ['gjnthzk gjkbc', 'tq-02'],
];

test.each(callerPhrases)('«%s» finds %s among the first three', (phrase, id) => {
  expect(findQuestions(phrase, 3).map((question) => question.id)).toContain(id);
});

test('an empty query gives the most common questions first', () => {
  expect(findQuestions('', 5).map(({ id }) => id)).toEqual(commonFirst.slice(0, 5));
  expect(findQuestions(' ', 100)).toHaveLength(typicalQuestions.length);
});

test('the exact title finds its question first', () => {
  const lost = typicalQuestions.filter(({ title, id }) => findQuestions(title, 1)[0]?.id !== id);
  expect(lost.map(({ title }) => title)).toEqual([]);
});

test('any text gives at most the asked number of different questions', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), (query, limit) => {
      const ids = findQuestions(query, limit).map(({ id }) => id);
      expect(ids.length).toBeLessThanOrEqual(limit);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
