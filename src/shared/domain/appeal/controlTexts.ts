/** What each logical control says, in plain words: at the field, in a refusal and in a task to mend. */
export const controlTexts = {
  theme_missing: 'Выберите тему',
  theme_unknown: 'Такой темы нет в классификаторе',
  theme_of_other_kind: 'Тема относится к другому виду обращения',
  theme_not_needed: 'Вопросу не по ОМС тема не нужна',
  theme_comment_missing: 'Тема «другие»: поясните, о чём обращение',
  clinic_missing: 'Укажите, на какую организацию жалоба',
  clinic_unknown: 'Такой организации нет в справочнике',
  source_organisation_missing: 'Напишите, какая организация прислала обращение',
  arrived_in_future: 'Дата поступления ещё не наступила',
  arrived_long_ago: 'Дата поступления слишком давняя: проверьте её',
  applicant_missing: 'Напишите, кто обратился: без имени принимают только устный вопрос',
  enp_wrong: 'Номер полиса неверный: в нём 16 цифр, последняя контрольная',
  essence_missing: 'Запишите суть обращения',
  answer_missing: 'Запишите ответ или вставьте типовой',
  outcome_of_other_kind: 'Исход не подходит к виду обращения',
  finding_missing: 'Укажите, обоснована ли жалоба',
  finding_not_needed: 'Обоснованность указывают только у жалобы',
  measures_missing: 'Жалоба обоснована: напишите, какие меры приняты',
  needs_review: 'Этот вид не закрывают сразу: его закрывает администратор после проверки',
  closed_before_registered: 'Закрыто раньше, чем поступило: проверьте часы рабочего места',
  number_taken: 'Номер уже занят другим обращением, журнал дал новый',
  number_not_reserved: 'Номер не был выдан журналом, журнал дал новый',
  number_of_other_desk: 'Номер выдан другому рабочему месту',
  from_the_future: 'Время регистрации впереди часов журнала',
  classifier_of_other_version: 'Классификатор на рабочем месте другой версии',
  not_closed_at_once: 'Обращение осталось открытым: для закрытия карточка не полна',
} as const;

/** The text of a control; its code for one this version does not know. */
export function controlText(code: string): string {
  const texts: Readonly<Record<string, string>> = controlTexts;
  return texts[code.replace(/^control\./, '')] ?? code;
}
