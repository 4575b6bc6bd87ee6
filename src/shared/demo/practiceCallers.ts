/**
 * The simulated callers of the practice line. One list for three readers: the practice line rings with it, the journal's
 * demo region creates these persons, and the speech script voices the questions. Everybody here is invented; the numbers
 * are of the +7 900 000-01-xx kind, so that none of them can be taken for a real subscriber.
 */

export type PracticeSex = 'female' | 'male';

export interface PracticePerson {
  familyName: string;
  givenName: string;
  patronymic: string;
  /** ISO date, without time. */
  birthDate: string;
  sex: PracticeSex;
}

export interface PracticeCaller {
  id: string;
  /** E.164; null is a caller who hides the number. */
  phone: string | null;
  /** Display name of the call. It must not hold a double quote: it travels in a quoted SIP string. */
  label: string;
  /** Everybody the region knows under this number; for a caller without a number, who the region would find by name. */
  persons: readonly PracticePerson[];
  /** What the caller says, in Russian. */
  question: string;
  /** Raw A-law, 8 kHz, mono; a name inside assets/practice. */
  speechFile: string;
  voice: PracticeSex;
}

/** What the caller says into a silence; one file for each voice. */
export const practiceHello = {
  text: 'Алло! Алло, вы меня слышите?',
  speechFile: { female: 'hello-female.al', male: 'hello-male.al' },
} as const satisfies { text: string; speechFile: Record<PracticeSex, string> };

export const practiceCallers: readonly PracticeCaller[] = [
  {
    id: 'policy-lost',
    phone: '+79000000101',
    label: 'Лаврова Мария Степановна',
    persons: [
      {
        familyName: 'Лаврова',
        givenName: 'Мария',
        patronymic: 'Степановна',
        birthDate: '1958-03-14',
        sex: 'female',
      },
    ],
    question: 'Здравствуйте! Я потеряла полис. Как мне его восстановить и примут ли меня пока без него?',
    speechFile: 'policy-lost.al',
    voice: 'female',
  },
  {
    id: 'family-attachment',
    phone: '+79000000102',
    label: 'Семья Озеровых',
    persons: [
      { familyName: 'Озерова', givenName: 'Анна', patronymic: 'Игоревна', birthDate: '1989-07-02', sex: 'female' },
      { familyName: 'Озеров', givenName: 'Павел', patronymic: 'Андреевич', birthDate: '1987-11-25', sex: 'male' },
      { familyName: 'Озеров', givenName: 'Тимофей', patronymic: 'Павлович', birthDate: '2021-05-19', sex: 'male' },
    ],
    question: 'Добрый день! Мы переехали. Как прикрепить ребёнка к поликлинике по новому адресу?',
    speechFile: 'family-attachment.al',
    voice: 'female',
  },
  {
    id: 'ultrasound-wait',
    phone: '+79000000103',
    label: 'Громов Виктор Петрович',
    persons: [
      { familyName: 'Громов', givenName: 'Виктор', patronymic: 'Петрович', birthDate: '1965-09-30', sex: 'male' },
    ],
    question: 'Здравствуйте. Терапевт направил меня на узи, а запись только через полтора месяца. Так можно?',
    speechFile: 'ultrasound-wait.al',
    voice: 'male',
  },
  {
    id: 'asked-to-pay',
    phone: '+79000000104',
    label: 'Соколова Ирина Олеговна',
    persons: [
      { familyName: 'Соколова', givenName: 'Ирина', patronymic: 'Олеговна', birthDate: '1979-01-08', sex: 'female' },
    ],
    question: 'Здравствуйте! В больнице просят заплатить за анализы перед операцией. Разве это не по полису?',
    speechFile: 'asked-to-pay.al',
    voice: 'female',
  },
  {
    id: 'check-up',
    phone: '+79000000105',
    label: 'Семья Верёвкиных',
    persons: [
      { familyName: 'Верёвкин', givenName: 'Лев', patronymic: 'Борисович', birthDate: '1954-12-11', sex: 'male' },
      { familyName: 'Верёвкина', givenName: 'Нина', patronymic: 'Фёдоровна', birthDate: '1956-06-21', sex: 'female' },
    ],
    question: 'Добрый день. Нам с женой пришло приглашение на диспансеризацию. Что с собой взять и куда идти?',
    speechFile: 'check-up.al',
    voice: 'male',
  },
  {
    id: 'rude-doctor',
    phone: '+79000000106',
    label: 'Новый звонящий',
    persons: [],
    question: 'Я хочу пожаловаться! Врач в поликлинике накричала на меня и выгнала из кабинета.',
    speechFile: 'rude-doctor.al',
    voice: 'male',
  },
  {
    id: 'anonymous',
    phone: null,
    label: 'Номер скрыт',
    persons: [
      { familyName: 'Тихонова', givenName: 'Елена', patronymic: 'Юрьевна', birthDate: '1993-04-27', sex: 'female' },
    ],
    question: 'Здравствуйте. Меня не записывают к врачу, говорят, что нет талонов. Что мне делать?',
    speechFile: 'anonymous.al',
    voice: 'female',
  },
];
