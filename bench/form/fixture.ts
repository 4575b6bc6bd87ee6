import type { AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { emptyApplicant, emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import { typicalQuestions } from '../../src/shared/domain/knowledge/typicalQuestions.ts';

/** What the operator does at one field or choice. Words of a search are keystrokes; a text is what the caller said, typed freely. */
export type FormStep =
  | { do: 'answer' | 'person' | 'close' | 'register' | 'hangUp' }
  | { do: 'theme'; words: string; code: string }
  | { do: 'clinic'; words: string; code: string }
  | { do: 'question'; words: string; id: string }
  | { do: 'text'; field: 'essence' | 'applicant'; text: string };

/** Ids are made with the demo region; the fixture knows people by name and organisations by code. */
export interface FormCall {
  title: string;
  /** Of `practiceCallers`. */
  callerId: string;
  steps: readonly FormStep[];
  /** The card as it shall stand in the journal; the ids come from `person`, `insurer` and `clinic`. */
  card: Omit<AppealCard, 'personId' | 'insurerId' | 'clinicId'>;
  person: string | null;
  insurer: string | null;
  clinic: string | null;
}

const plain = emptyCard('hotline');

function answerOf(questionId: string): string {
  const question = typicalQuestions.find(({ id }) => id === questionId);
  if (!question) throw new Error(`no typical question ${questionId}`);
  return question.answer;
}

const askedToPay = 'Просят заплатить за анализы перед операцией';
const longWait = 'Запись на УЗИ только через полтора месяца';
const childMoved = 'Семья переехала, как прикрепить ребёнка';
const aboutDoctor = 'Врач накричал и выгнал, куда жаловаться';
/** Sixty characters, as the bar has it. */
const lostPolicy = 'Потеряла полис, как восстановить и примут ли пока без полиса';

/** Five calls of a shift and the cards they must become. */
export const formCalls: readonly FormCall[] = [
  {
    title: 'a complaint about the clinic the caller is attached to',
    callerId: 'asked-to-pay',
    steps: [
      { do: 'answer' },
      { do: 'theme', words: 'деньги', code: '3.1.11' },
      { do: 'clinic', words: '', code: '980029' },
      { do: 'text', field: 'essence', text: askedToPay },
      { do: 'register' },
      { do: 'hangUp' },
    ],
    card: {
      ...plain,
      kind: 'complaint',
      themeCode: '3.1.11',
      essence: askedToPay,
      applicant: {
        ...emptyApplicant,
        name: 'Соколова Ирина Олеговна',
        phone: '+79000000104',
        birthDate: '1979-01-08',
      },
    },
    person: 'Соколова Ирина Олеговна',
    insurer: '98001',
    clinic: '980029',
  },
  {
    title: 'a complaint about another clinic than the own one',
    callerId: 'ultrasound-wait',
    steps: [
      { do: 'answer' },
      { do: 'theme', words: 'узи', code: '3.1.5.4' },
      { do: 'clinic', words: 'црб нов', code: '980028' },
      { do: 'text', field: 'essence', text: longWait },
      { do: 'register' },
      { do: 'hangUp' },
    ],
    card: {
      ...plain,
      kind: 'complaint',
      themeCode: '3.1.5.4',
      essence: longWait,
      applicant: { ...emptyApplicant, name: 'Громов Виктор Петрович', phone: '+79000000103', birthDate: '1965-09-30' },
    },
    person: 'Громов Виктор Петрович',
    insurer: '98002',
    clinic: '980028',
  },
  {
    title: 'a mother calls about her child',
    callerId: 'family-attachment',
    steps: [
      { do: 'answer' },
      // She gives her own name first, as the guide has it; whom it is about comes later and must not write over it.
      { do: 'text', field: 'applicant', text: 'Озерова Анна Игоревна' },
      { do: 'person' },
      { do: 'question', words: 'прик', id: 'tq-09' },
      { do: 'text', field: 'essence', text: childMoved },
      { do: 'close' },
      { do: 'hangUp' },
    ],
    card: {
      ...plain,
      themeCode: '4.3',
      essence: childMoved,
      answer: answerOf('tq-09'),
      // The child's date of birth is not the mother's.
      applicant: { ...emptyApplicant, name: 'Озерова Анна Игоревна', phone: '+79000000102', birthDate: null },
    },
    person: 'Озеров Тимофей Павлович',
    insurer: '98002',
    clinic: null,
  },
  {
    title: 'a caller nobody knows',
    callerId: 'rude-doctor',
    steps: [
      { do: 'answer' },
      { do: 'question', words: 'пожал', id: 'tq-23' },
      { do: 'text', field: 'essence', text: aboutDoctor },
      { do: 'text', field: 'applicant', text: 'Крылов Денис Ильич' },
      { do: 'close' },
      { do: 'hangUp' },
    ],
    card: {
      ...plain,
      themeCode: '4.13',
      essence: aboutDoctor,
      answer: answerOf('tq-23'),
      applicant: { ...emptyApplicant, name: 'Крылов Денис Ильич', phone: '+79000000106' },
    },
    person: null,
    insurer: null,
    clinic: null,
  },
  {
    title: 'a consultation',
    callerId: 'policy-lost',
    steps: [
      { do: 'answer' },
      { do: 'question', words: 'потерял', id: 'tq-02' },
      { do: 'text', field: 'essence', text: lostPolicy },
      { do: 'close' },
      { do: 'hangUp' },
    ],
    card: {
      ...plain,
      themeCode: '4.2',
      essence: lostPolicy,
      answer: answerOf('tq-02'),
      applicant: {
        ...emptyApplicant,
        name: 'Лаврова Мария Степановна',
        phone: '+79000000101',
        birthDate: '1958-03-14',
      },
    },
    person: 'Лаврова Мария Степановна',
    insurer: '98003',
    clinic: null,
  },
];
