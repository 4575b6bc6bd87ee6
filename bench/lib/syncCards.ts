import { emptyApplicant, emptyCard, type AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { typicalQuestions, type TypicalQuestion } from '../../src/shared/domain/knowledge/typicalQuestions.ts';

/** An appeal of this many bytes of JSON is what the bench is about; the rest of an appeal is about 700 bytes. */
const TEXT_BYTES = 830;
const SPREAD = 0.3;

const families = ['Испытательная', 'Проверкина', 'Образцова', 'Замерова', 'Пробная', 'Опытная', 'Примерова', 'Тестова'];
const givenNames = ['Нина', 'Ольга', 'Тамара', 'Галина', 'Лидия', 'Раиса', 'Валентина', 'Светлана', 'Надежда'];
const patronymics = ['Олеговна', 'Петровна', 'Ильинична', 'Сергеевна', 'Андреевна', 'Викторовна', 'Юрьевна'];
const openings = [
  'Заявитель спрашивает',
  'Обратилась застрахованная',
  'Звонит дочь застрахованного',
  'Просит разъяснить',
  'Повторное обращение',
  'Заявительница сообщает',
];
const details = [
  'в регистратуре поликлиники отказали и предложили прийти через две недели',
  'направление выдано терапевтом, но талонов к специалисту нет',
  'полис оформлен в другом регионе, прописка временная',
  'анализы сданы до назначения лечащего врача',
  'лечение начато платно, чек и договор сохранены',
  'сведения в личном кабинете не совпадают с тем, что было на приёме',
  'ребёнок прикреплён по месту жительства бабушки',
  'вызов врача на дом приняли, но никто не пришёл',
];

/** A registration card with the text of a real conversation's length, of nobody who lives; the same for the same seed. */
export function makeCard(random: () => number): AppealCard {
  const question = oneOf(consultations, random);
  const size = TEXT_BYTES * (1 - SPREAD / 2 + SPREAD * random());
  const phone = `+7900${String(Math.floor(random() * 10_000_000)).padStart(7, '0')}`;
  const essence = grown(
    `${oneOf(openings, random)}: ${question.title} Дата обращения в поликлинику ${1 + Math.floor(random() * 28)} числа.`,
    details,
    size * 0.45,
    random,
  );
  return {
    ...emptyCard('hotline'),
    themeCode: question.themeCode,
    essence,
    answer: grown('Разъяснено.', question.answer.split(/(?<=\.) /), size * 0.55, random),
    applicant: {
      ...emptyApplicant,
      name: `${oneOf(families, random)} ${oneOf(givenNames, random)} ${oneOf(patronymics, random)}`,
      phone,
      birthDate: `19${30 + Math.floor(random() * 60)}-0${1 + Math.floor(random() * 9)}-${10 + Math.floor(random() * 18)}`,
    },
  };
}

const consultations: readonly TypicalQuestion[] = typicalQuestions.filter(({ kind }) => kind === 'consultation');

/** A text with sentences added until it has so many bytes. */
function grown(text: string, sentences: readonly string[], bytes: number, random: () => number): string {
  let all = text;
  while (Buffer.byteLength(all) < bytes) all += ` ${oneOf(sentences, random)}`;
  return all.slice(0, Math.ceil(bytes / 1.85));
}

function oneOf<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}
