import type { Organisation } from '../domain/organisation/organisation.ts';
import type { AppealKind, AppealOutcome } from '../domain/appeal/codeBooks.ts';
import type { ThemeCode } from '../domain/theme/themeTitles.ts';
import type { Role } from '../domain/user/user.ts';

/**
 * The synthetic region of the demo journal. There is no Заречная область and no code 98; every organisation, person and
 * number is invented. Numbers are +7 900 0…, never given to subscribers in this form.
 */

type DemoOrganisation = Pick<Organisation, 'kind' | 'code' | 'name' | 'shortName' | 'address' | 'phone'>;

export const demoFund: DemoOrganisation = {
  kind: 'fund',
  code: '98000',
  name: 'Территориальный фонд обязательного медицинского страхования Заречной области',
  shortName: 'ТФОМС Заречной области',
  address: 'г. Заречный-на-Ладе, ул. Набережная, д. 1',
  phone: '+79000980000',
};

export const demoInsurers: readonly DemoOrganisation[] = [
  ['98001', 'Страховая медицинская компания «Ладья-Мед»', 'СМК «Ладья-Мед»', '+79000980001'],
  ['98002', 'Страховая компания «Берег здоровья»', 'СК «Берег здоровья»', '+79000980002'],
  ['98003', 'Медицинское страховое общество «Синий журавль»', 'МСО «Синий журавль»', '+79000980003'],
].map(([code = '', name = '', shortName = '', phone = '']) => ({
  kind: 'insurer',
  code,
  name,
  shortName,
  address: 'г. Заречный-на-Ладе',
  phone,
}));

const towns = ['Заречный-на-Ладе', 'Верхнеладск', 'Сосноборье', 'Тихий Плёс', 'Каменная Горка', 'Новополье'] as const;
const clinicKinds: readonly (readonly [name: string, shortName: string])[] = [
  ['Городская поликлиника № 1', 'Поликлиника № 1'],
  ['Детская поликлиника', 'Детская поликлиника'],
  ['Центральная районная больница', 'ЦРБ'],
  ['Стоматологическая поликлиника', 'Стоматология'],
  ['Женская консультация', 'Женская консультация'],
];

/** Thirty medical organisations: five in each of six towns. */
export const demoClinics: readonly DemoOrganisation[] = towns.flatMap((town, t) =>
  clinicKinds.map(([name, shortName], c) => {
    const place = t * clinicKinds.length + c + 1;
    return {
      kind: 'clinic' as const,
      code: `98${String(place).padStart(4, '0')}`,
      name: `ГБУЗ «${name} г. ${town}»`,
      shortName: `${shortName}, ${town}`,
      address: `г. ${town}, ул. Лесная, д. ${place}`,
      phone: `+7900099${String(place).padStart(4, '0')}`,
    };
  }),
);

/** Somebody who works in the demo. `organisation`: `fund`, or the code of an insurer. */
export interface DemoStaff {
  login: string;
  name: string;
  role: Role;
  organisation: string;
  /** Number of the line at the exchange; null for who works no calls. */
  line: string | null;
}

export const demoStaff: readonly DemoStaff[] = [
  { login: 'operator1', name: 'Смирнова Анна Петровна', role: 'op1', organisation: 'fund', line: '101' },
  { login: 'operator2', name: 'Кузнецов Борис Ильич', role: 'op1', organisation: 'fund', line: '102' },
  { login: 'operator3', name: 'Васильева Вера Олеговна', role: 'op1', organisation: 'fund', line: '103' },
  { login: 'specialist1', name: 'Морозов Глеб Андреевич', role: 'op2', organisation: 'fund', line: '201' },
  { login: 'insurer1', name: 'Новикова Дарья Сергеевна', role: 'sp1', organisation: '98001', line: '301' },
  { login: 'insurer2', name: 'Фёдоров Егор Викторович', role: 'sp2', organisation: '98002', line: '302' },
  { login: 'insurer3', name: 'Волкова Жанна Юрьевна', role: 'sp3', organisation: '98003', line: '303' },
  { login: 'supervisor1', name: 'Орлова Зоя Михайловна', role: 'supervisor', organisation: 'fund', line: null },
  { login: 'admin1', name: 'Павлов Игорь Николаевич', role: 'ccAdmin', organisation: 'fund', line: null },
  { login: 'sysadmin1', name: 'Зайцев Кирилл Денисович', role: 'sysAdmin', organisation: 'fund', line: null },
  { login: 'analyst1', name: 'Белова Лидия Романовна', role: 'analyst', organisation: 'fund', line: null },
];

/** A printed password, one for each user: long enough for any policy, and good for nothing outside the demo. */
export function demoPassword(login: string): string {
  return `Zarechye-${login}-26`;
}

export const demoSettings = {
  centreName: 'Контакт-центр ТФОМС Заречной области',
  hotline: '+79000980000',
  areaCode: null,
  wrapUpSec: 60,
} as const;

/** Surnames as [male, female]. */
export const demoSurnames: readonly (readonly [male: string, female: string])[] = [
  ...['Иванов', 'Петров', 'Сидоров', 'Соколов', 'Попов', 'Лебедев', 'Козлов', 'Новиков', 'Морозов', 'Волков'],
  ...[
    'Соловьёв',
    'Васильев',
    'Зайцев',
    'Павлов',
    'Семёнов',
    'Голубев',
    'Виноградов',
    'Богданов',
    'Воробьёв',
    'Фёдоров',
  ],
  ...['Михайлов', 'Беляев', 'Тарасов', 'Белов', 'Комаров', 'Орлов', 'Киселёв', 'Макаров', 'Андреев', 'Ковалёв'],
  ...['Ильин', 'Гусев', 'Титов', 'Кузьмин', 'Кудрявцев', 'Баранов', 'Куликов', 'Алексеев', 'Степанов', 'Яковлев'],
  ...[
    'Сорокин',
    'Сергеев',
    'Романов',
    'Захаров',
    'Борисов',
    'Королёв',
    'Герасимов',
    'Пономарёв',
    'Григорьев',
    'Лазарев',
  ],
].map((male) => [male, `${male}а`] as const);

export const demoMaleNames: readonly string[] = [
  ...['Александр', 'Алексей', 'Андрей', 'Артём', 'Борис', 'Вадим', 'Виктор', 'Владимир', 'Глеб', 'Денис'],
  ...['Дмитрий', 'Егор', 'Иван', 'Кирилл', 'Максим', 'Михаил', 'Николай', 'Олег', 'Павел', 'Сергей'],
];
export const demoFemaleNames: readonly string[] = [
  ...['Алина', 'Анастасия', 'Анна', 'Валентина', 'Вера', 'Галина', 'Дарья', 'Екатерина', 'Елена', 'Ирина'],
  ...['Ксения', 'Любовь', 'Людмила', 'Мария', 'Надежда', 'Наталья', 'Ольга', 'Светлана', 'Татьяна', 'Юлия'],
];
/** Patronymics as [of a son, of a daughter]. */
export const demoPatronymics: readonly (readonly [son: string, daughter: string])[] = [
  ['Александрович', 'Александровна'],
  ['Алексеевич', 'Алексеевна'],
  ['Андреевич', 'Андреевна'],
  ['Борисович', 'Борисовна'],
  ['Викторович', 'Викторовна'],
  ['Владимирович', 'Владимировна'],
  ['Дмитриевич', 'Дмитриевна'],
  ['Иванович', 'Ивановна'],
  ['Михайлович', 'Михайловна'],
  ['Николаевич', 'Николаевна'],
  ['Олегович', 'Олеговна'],
  ['Павлович', 'Павловна'],
  ['Петрович', 'Петровна'],
  ['Сергеевич', 'Сергеевна'],
  ['Юрьевич', 'Юрьевна'],
];

/** What people of the region have asked before. */
export interface DemoQuestion {
  kind: AppealKind;
  themeCode: ThemeCode | null;
  essence: string;
  answer: string;
  closeWith: AppealOutcome | null;
}

export const demoQuestions: readonly DemoQuestion[] = [
  {
    kind: 'consultation',
    themeCode: '4.2',
    essence: 'Сменила фамилию, спрашивает, нужно ли менять полис ОМС.',
    answer:
      'Разъяснено: подать заявление в страховую компанию или через Госуслуги, взять паспорт и свидетельство о браке.',
    closeWith: 'consulted',
  },
  {
    kind: 'consultation',
    themeCode: '4.3',
    essence: 'Как прикрепиться к поликлинике по новому месту жительства.',
    answer:
      'Разъяснено: заявление в выбранной поликлинике или через Госуслуги, не чаще одного раза в год, кроме переезда.',
    closeWith: 'consulted',
  },
  {
    kind: 'consultation',
    themeCode: '4.6.1',
    essence: 'Сколько можно ждать УЗИ по направлению терапевта.',
    answer: 'Разъяснены предельные сроки ожидания исследований и порядок обращения к страховому представителю.',
    closeWith: 'consulted',
  },
  {
    kind: 'consultation',
    themeCode: '4.7.2',
    essence: 'Пригласили на диспансеризацию, спрашивает, что взять с собой.',
    answer: 'Разъяснено: паспорт и полис, прийти утром натощак; работодатель обязан отпустить на день.',
    closeWith: 'consulted',
  },
  {
    kind: 'consultation',
    themeCode: '4.12',
    essence: 'Просят оплатить анализ, назначенный врачом поликлиники.',
    answer:
      'Разъяснено: обследование по направлению лечащего врача бесплатно; оставить чек и обратиться в страховую компанию.',
    closeWith: 'consulted',
  },
  {
    kind: 'complaint',
    themeCode: '3.1.5.3',
    essence: 'Не может записаться к неврологу больше месяца, в регистратуре говорят, что талонов нет.',
    answer: '',
    closeWith: null,
  },
  {
    kind: 'gratitude',
    themeCode: '6',
    essence: 'Благодарит участкового врача за внимательность.',
    answer: 'Благодарность передана главному врачу.',
    closeWith: 'reviewed',
  },
  {
    kind: 'outside',
    themeCode: null,
    essence: 'Спрашивает о доплате к пенсии.',
    answer: 'Вопрос не относится к ОМС, дан телефон Социального фонда.',
    closeWith: 'consulted',
  },
];
