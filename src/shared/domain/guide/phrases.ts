/**
 * The guide of a conversation: what to say at each step and the rule behind it.
 * Structure and rules: appendix «Правила ведения диалога» of a regional hot-line order; the wording is ours.
 * Phrases avoid the past tense of the speaker, so that a man and a woman read the same text.
 */

/** Steps in the order of a usual conversation. */
export type GuideStepId =
  | 'greeting'
  | 'recordingNotice'
  | 'identification'
  | 'clarification'
  | 'hold'
  | 'transfer'
  | 'deferredAnswer'
  | 'writtenComplaint'
  | 'closing';

/** A shortcut bound to the physical key (`KeyboardEvent.code`), so that the Russian layout changes nothing. */
export interface GuideShortcut {
  readonly code: `Digit${number}`;
  readonly altKey: true;
}

export interface GuideStep {
  readonly id: GuideStepId;
  readonly shortcut: GuideShortcut;
  /** The shortcut as shown on the button: «Alt+1». */
  readonly key: `Alt+${number}`;
  readonly title: string;
  /** Texts to say; placeholders are filled by `fillPhrase`. */
  readonly phrases: readonly string[];
  /** One short line of advice under the phrases. */
  readonly hint: string;
  /** The rule the step serves. */
  readonly rule: string;
}

/** What the placeholders stand for. An empty or missing value never shows as a placeholder. */
export interface PhraseValues {
  /** `{organisation}`, in the nominative: «ТФОМС Московской области». */
  readonly organisation?: string | undefined;
  /** `{operator}`, in the nominative: «Анна». */
  readonly operator?: string | undefined;
  /** `{caller}`, as the person asked to be called: «Анна Петровна». */
  readonly caller?: string | undefined;
}

const keyOf = (digit: number): Pick<GuideStep, 'shortcut' | 'key'> => ({
  shortcut: { code: `Digit${digit}`, altKey: true },
  key: `Alt+${digit}`,
});

export const guideSteps: readonly GuideStep[] = [
  {
    id: 'greeting',
    ...keyOf(1),
    title: 'Приветствие',
    phrases: [
      'Здравствуйте! {organisation}, контакт-центр. Меня зовут {operator}. Слушаю вас.',
      '{organisation}, оператор {operator}. Чем могу помочь?',
    ],
    hint: 'Улыбнитесь: это слышно. Дайте человеку договорить.',
    rule: 'Назовите организацию, свою роль и имя, затем предложите помощь.',
  },
  {
    id: 'recordingNotice',
    ...keyOf(2),
    title: 'Предупреждение о записи',
    phrases: ['Наш разговор записывается.', '{caller}, предупреждаю, что разговор записывается.'],
    hint: 'Повторите, если при исходящем звонке или переводе сообщение не прозвучало.',
    rule: 'О записи предупреждает автоинформатор до ответа оператора; если он не сработал, предупреждает оператор.',
  },
  {
    id: 'identification',
    ...keyOf(3),
    title: 'Кто звонит',
    phrases: [
      'Как к вам можно обращаться?',
      'Назовите, пожалуйста, фамилию, имя и отчество.',
      'Назовите, пожалуйста, дату рождения.',
      '{caller}, назовите, пожалуйста, номер полиса или СНИЛС.',
      'Вы звоните по своему вопросу или за другого человека?',
    ],
    hint: 'Для справочного вопроса имя можно не спрашивать: анонимная консультация разрешена.',
    rule: 'Один вопрос за раз: имя и дата рождения, затем полис или СНИЛС.',
  },
  {
    id: 'clarification',
    ...keyOf(4),
    title: 'Уточнение вопроса',
    phrases: [
      'Правильно ли я понимаю, что вам нужно узнать …?',
      '{caller}, уточните, пожалуйста, когда и в какой медицинской организации это произошло.',
      'Это первое ваше обращение по этому вопросу?',
    ],
    hint: 'Кратко повторите вопрос своими словами и дождитесь подтверждения.',
    rule: 'Повторите суть вопроса. Не обсуждайте диагнозы и назначения, не спорьте.',
  },
  {
    id: 'hold',
    ...keyOf(5),
    title: 'Удержание',
    phrases: [
      'Мне нужно проверить данные, это займёт около минуты. Останетесь на линии?',
      '{caller}, спасибо за ожидание.',
      'Проверка занимает больше времени. Подождёте ещё минуту или вам перезвонить?',
    ],
    hint: 'Дождитесь согласия, только потом включайте удержание.',
    rule: 'Спросите разрешения и объясните причину. Вернитесь к разговору не позже чем через 60 секунд.',
  },
  {
    id: 'transfer',
    ...keyOf(6),
    title: 'Перевод звонка',
    phrases: [
      'На этот вопрос точнее ответит специалист страховой медицинской организации. Соединяю вас, оставайтесь на линии.',
      'Соединяю вас со специалистом второго уровня. Повторять рассказ не придётся: ваш вопрос уже записан.',
      'Специалист пока не отвечает. {caller}, можно ли вам перезвонить?',
    ],
    hint: 'Передайте специалисту имя и суть вопроса до соединения.',
    rule: 'Объясните, с кем соединяете. Оставайтесь на линии до ответа; если ответа нет, вернитесь к человеку.',
  },
  {
    id: 'deferredAnswer',
    ...keyOf(7),
    title: 'Отсроченный ответ',
    phrases: [
      'Чтобы ответить точно, нужно проверить сведения. Вам перезвонят до конца дня.',
      '{caller}, по какому номеру и в какое время вам удобно ответить?',
    ],
    hint: 'Повторите номер телефона вслух и запишите срок в карточку.',
    rule: 'Назовите день и способ ответа. Отсроченный ответ даётся в тот же день.',
  },
  {
    id: 'writtenComplaint',
    ...keyOf(8),
    title: 'Письменная жалоба',
    phrases: [
      'По такому вопросу нужна письменная жалоба. Подскажу, куда и как её направить.',
      'Жалобу можно отправить по почте, через сайт или принести лично. Продиктовать адрес?',
      'В жалобе укажите фамилию, имя и отчество, адрес для ответа, что произошло, где и когда.',
    ],
    hint: 'Если жалоба касается другого региона, назовите территориальный фонд того региона.',
    rule: 'Жалобу на организации другого региона принимают письменно: объясните, как её направить.',
  },
  {
    id: 'closing',
    ...keyOf(9),
    title: 'Завершение',
    phrases: [
      '{caller}, подведём итог: …',
      'Остались ли у вас вопросы?',
      'Спасибо за звонок, {caller}. Всего доброго!',
    ],
    hint: 'Первым трубку кладёт звонящий.',
    rule: 'Подведите итог, спросите, остались ли вопросы, поблагодарите и попрощайтесь.',
  },
];

/** What an operator must not do at any step. */
export const forbiddenInTalk: readonly string[] = [
  'Обсуждать диагнозы и лечение.',
  'Обещать результат, который зависит не от вас.',
  'Сообщать данные других людей.',
  'Спорить со звонящим.',
];

const capitalised = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** Takes an address out together with its comma: «{caller}, назовите…» → «Назовите…», «Спасибо, {caller}.» → «Спасибо.» */
function withoutCaller(phrase: string): string {
  return phrase
    .replace(
      /(^|[.!?…]\s+)\{caller\},\s*(\p{L}?)/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    )
    .replace(/,\s*\{caller\}(?=[.!?,…]|$)/gu, '')
    .replaceAll('{caller}', '');
}

/**
 * The phrase with its placeholders filled. Without a caller's name the address is left out and the sentence stays right;
 * a missing organisation or operator shows as «…», so that the operator says it by heart.
 */
export function fillPhrase(phrase: string, values: PhraseValues): string {
  const organisation = values.organisation?.trim() || '…';
  const operator = values.operator?.trim() || '…';
  const caller = values.caller?.trim() ?? '';
  const addressed = caller === '' ? withoutCaller(phrase) : phrase;
  // One pass, so that a value which looks like a placeholder is shown as it is.
  const byName: Readonly<Record<string, string>> = { organisation, operator, caller };
  const filled = addressed.replace(/\{(organisation|operator|caller)\}/gu, (_, name: string) => byName[name] ?? '');
  return capitalised(filled.trim());
}
