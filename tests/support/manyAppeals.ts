import type { Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import { appealNumber, deskOf } from '../../src/shared/domain/appeal/appeal.ts';
import { emptyApplicant, emptyCard } from '../../src/shared/domain/appeal/appealCard.ts';
import type { AppealEvent } from '../../src/shared/domain/appeal/appealEvent.ts';
import { evolve } from '../../src/shared/domain/appeal/evolve.ts';
import type { AppealKind } from '../../src/shared/domain/appeal/codeBooks.ts';
import { levelOf } from '../../src/shared/domain/policy/policy.ts';
import { currentClassifierId, selectableThemes } from '../../src/shared/domain/theme/theme.ts';
import type { Role } from '../../src/shared/domain/user/user.ts';
import { toInstant } from '../../src/shared/lib/primitives.ts';
import type { AppealWrite } from '../../src/journal/store/journalStore.ts';

/** Somebody who works appeals, as far as making them needs it. */
export interface Worker {
  id: string;
  role: Role;
  organisationId: string;
}

export interface AppealWorld {
  territory: string;
  workers: readonly Worker[];
  /** Insurers; the first has nearly half of everything. */
  insurerIds: readonly string[];
  /** The first has every twelfth appeal. */
  clinicIds: readonly string[];
  persons: readonly { id: string; name: string; enp: string | null; phone: string }[];
  fromMs: number;
  toMs: number;
}

/** Words of made-up appeals, the frequent first; `RARE` are beside them, some in a hundred thousand. */
const COMMON = ['полис', 'запись к врачу', 'прикрепление к поликлинике', 'анализы', 'направление на обследование'];
const SELDOM = [
  ...['протезирование', 'диспансеризация', 'реабилитация', 'санаторий', 'томография', 'офтальмолог', 'вакцинация'],
  ...['ингаляция', 'ортодонт', 'логопед', 'рецепт', 'эндоскопия', 'маммография', 'холтер', 'гемодиализ'],
];
export const RARE = ['кохлеарный имплант', 'эндопротез', 'плазмаферез'] as const;
export const FREQUENT_WORD = 'полис';
export const RARE_WORD = 'плазмаферез';
const SYLLABLES = [
  'ва',
  'ло',
  'мир',
  'тен',
  'кос',
  'рин',
  'бел',
  'дор',
  'ску',
  'ним',
  'пар',
  'зел',
  'гор',
  'фем',
  'жу',
];
const KINDS: readonly AppealKind[] = [
  'consultation',
  'consultation',
  'consultation',
  'consultation',
  'complaint',
  'application',
];

/** Appeals of a region, made the same by the same randomness: oldest first, a few of a hundred still open. */
export function makeAppeal(world: AppealWorld, random: () => number, i: number, count: number): AppealWrite {
  const atMs = Math.floor(world.fromMs + ((world.toMs - world.fromMs) * (i + random())) / count);
  const maker = { world, random, atMs, at: toInstant(atMs) };
  // Half of the last sixteenth is open: three of a hundred.
  const isOpen = i > count * (15 / 16) && random() < 0.5;
  const registrar = registrarOf(maker);
  const events: AppealEvent[] = [registration(maker, registrar, i)];
  let after = evolve(null, events[0] as AppealEvent);
  const happen = (event: AppealEvent): void => {
    events.push(event);
    after = evolve(after, event);
  };
  const isGiven = random() < (isOpen ? 0.7 : 0.15);
  if (isGiven) give(maker, after, happen);
  if (!isOpen) happen({ ...head(maker, registrar), kind: 'appeal.closed', outcome: 'consulted' });
  else if (isGiven && random() < 0.15)
    happen({ ...head(maker, registrar), kind: 'appeal.submitted', outcome: 'reviewed' });
  const { at } = maker;
  return {
    after,
    isNew: true,
    events: events.map((event, n) => ({ version: n + 1, event, actId: null, receivedAt: at })),
  };
}

interface Maker {
  world: AppealWorld;
  random: () => number;
  atMs: number;
  at: string;
}

function head({ at }: Maker, actor: Worker) {
  const { id, organisationId } = actor;
  return { v: 1, actorId: id, organisationId, occurredAt: at, receivedAt: at, reference: 'many' } as const;
}

function registrarOf({ world, random }: Maker): Worker {
  const [first = '', second = '', third = ''] = world.insurerIds;
  const dice = random();
  const organisationId = dice < 0.45 ? first : dice < 0.55 ? second : dice < 0.6 ? third : null;
  const line = organisationId === null ? teamsOf(world).firstLine : teamsOf(world).of(organisationId);
  return pick(line.length > 0 ? line : world.workers, random);
}

/** Who works where, sorted out once a world. */
function teamsOf(world: AppealWorld): Teams {
  let teams = sorted.get(world);
  if (teams === undefined) {
    const working = world.workers.filter(({ role }) => levelOf(role) > 0);
    const byPlace = Map.groupBy(working, ({ organisationId }) => organisationId);
    const higher = working.filter(({ role }) => levelOf(role) >= 2);
    const higherByPlace = Map.groupBy(higher, ({ organisationId }) => organisationId);
    teams = {
      firstLine: working.filter(({ role }) => role === 'op1'),
      of: (organisationId: string) => byPlace.get(organisationId) ?? [],
      higher,
      higherOf: (organisationId: string) => higherByPlace.get(organisationId) ?? [],
      byId: new Map(world.workers.map((worker) => [worker.id, worker])),
    };
    sorted.set(world, teams);
  }
  return teams;
}

interface Teams {
  firstLine: readonly Worker[];
  of(organisationId: string): readonly Worker[];
  /** Specialists and experts. */
  higher: readonly Worker[];
  higherOf(organisationId: string): readonly Worker[];
  byId: ReadonlyMap<string, Worker>;
}
const sorted = new WeakMap<AppealWorld, Teams>();

/** To another team, where somebody accepts it or nobody has yet; sometimes with an expert beside. */
function give(maker: Maker, appeal: Appeal, happen: (event: AppealEvent) => void): void {
  const { world, random } = maker;
  const teams = teamsOf(world);
  const to = pick(teams.higher, random);
  const from = deskOf(appeal);
  const sender = teams.byId.get(appeal.registeredBy) ?? to;
  const isNamed = random() < 0.3;
  const desk = { organisationId: to.organisationId, level: levelOf(to.role) };
  happen({
    ...head(maker, sender),
    kind: 'appeal.forwarded',
    from,
    to: desk,
    userId: isNamed ? to.id : null,
    reason: '',
  });
  if (random() < 0.7) {
    happen({ ...head(maker, to), kind: 'appeal.accepted' });
    if (random() < 0.1) {
      // An expert of the same organisation: what is one insurer's is not shown to another's.
      const expert = pick(teams.higherOf(to.organisationId), random);
      happen({ ...head(maker, to), kind: 'appeal.involved', userId: expert.id, isInvolved: true });
    }
    if (random() < 0.1) {
      const until = toInstant(maker.atMs + 50 * 86_400_000).slice(0, 10);
      happen({ ...head(maker, to), kind: 'appeal.extended', until, reason: 'Ждём ответа' });
    }
  }
}

const themeCodes = selectableThemes().map(({ code }) => code as string);

function registration(maker: Maker, registrar: Worker, i: number): AppealEvent {
  const { world, random, atMs } = maker;
  const person = pick(world.persons, random);
  const dice = random();
  const insurerId = world.insurerIds[dice < 0.45 ? 0 : dice < 0.8 ? 1 : 2] ?? null;
  const clinicId = random() < 0.08 ? world.clinicIds[0] : pick(world.clinicIds, random);
  const card = {
    ...emptyCard(random() < 0.9 ? 'hotline' : 'email'),
    kind: pick(KINDS, random),
    // Themes as they come: a few of them nearly always.
    themeCode: themeCodes[Math.floor(random() ** 3 * themeCodes.length)] ?? null,
    clinicId: clinicId ?? null,
    essence: essence(random),
    answer: answer(random),
    applicant: { ...emptyApplicant, name: person.name, phone: person.phone, birthDate: '1961-04-02' },
    personId: person.id,
    insurerId,
  };
  return {
    ...head(maker, registrar),
    kind: 'appeal.registered',
    appealId: uuid(atMs, random),
    number: appealNumber(world.territory, 1_000_000 + i),
    classifierVersion: currentClassifierId,
    card,
    callIds: [],
  };
}

function essence(random: () => number): string {
  const seldom = random() < 0.3 ? ` Упомянуто: ${pick(SELDOM, random)}.` : '';
  const rare = random() < 0.0002 ? ` Нужен ${pick(RARE, random)}.` : '';
  const common = COMMON[Math.floor(random() ** 2 * COMMON.length)] ?? '';
  return `Заявитель обратился по вопросу: ${common}. Сообщает, что ${madeUp(random, 8)}.${seldom}${rare}`;
}

function answer(random: () => number): string {
  return `Разъяснён порядок обращения, ${madeUp(random, 10)}; медицинская помощь оказывается по полису.`.replace(
    random() < 0.7 ? ' по полису' : '',
    '',
  );
}

/** Words nobody uses, some of them often and most hardly ever. */
function madeUp(random: () => number, words: number): string {
  return Array.from({ length: words }, () => {
    const at = Math.floor(random() ** 4 * SYLLABLES.length ** 3);
    const [one, two, three] = [at % 15, Math.floor(at / 15) % 15, Math.floor(at / 225) % 15];
    return `${SYLLABLES[one]}${SYLLABLES[two]}${SYLLABLES[three]}`;
  }).join(' ');
}

export function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** A UUID of version 7 out of the given randomness. */
export function uuid(ms: number, random: () => number): string {
  const hex = (digits: number): string =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${(8 + Math.floor(random() * 4)).toString(16)}${hex(3)}-${hex(12)}`;
}
