import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { listsOf } from '../src/journal/lists/worklists.ts';
import type { Session } from '../src/shared/contracts/journal.ts';
import type { OpenedAppeal, WorklistPage, WorklistSort } from '../src/shared/contracts/worklists.ts';
import type { Somebody } from '../src/shared/domain/policy/policy.ts';
import { dateIn } from '../src/shared/domain/term/appealTerm.ts';
import { FREQUENT_WORD, pick, RARE_WORD, type AppealWorld } from '../tests/support/manyAppeals.ts';
import { startJournalProcess, type JournalProcess } from '../tests/support/workplace.ts';
import { bareLists } from './lib/bareLists.ts';
import { fillJournal } from './lib/journalRows.ts';
import { quantile, seededRandom } from './lib/random.ts';
import { ask, createDeskAgent, makeStormDesk, reconnect } from './lib/stormDesks.ts';

const CLIENTS = 10;
const WARM = 80;

/** A role that is measured, signed in once a client, as people are. */
interface Role {
  name: string;
  sessions: Session[];
  somebody: Somebody;
}

/**
 * A region's journal of some years under ten clients at once, over HTTP and role by role: lists with their counters, search
 * with frequent and rare words, cards, registrations; and beside it, in the same run, the same pages by hand.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      samples: { type: 'string', default: '600' },
    },
  });
  const [rows, seed, samples] = [Number(values.rows), Number(values.seed), Number(values.samples)];
  const journal = await startJournalProcess();
  const agent = createDeskAgent();
  const bare = bareLists(journal.databaseUrl(), CLIENTS);
  try {
    const began = performance.now();
    const { world, specialistLogin } = await fillJournal(journal.databaseUrl(), rows, seed);
    console.error(`filled in ${Math.round((performance.now() - began) / 1000)} s, load ${loadavg()[0]?.toFixed(1)}`);
    const roles = [
      await signInAs(journal, 'operator1', 'operator1', 'op1'),
      await signInAs(journal, specialistLogin, 'insurer2', 'sp2'),
      await signInAs(journal, 'admin1', 'admin1', 'ccAdmin'),
    ];
    const get = <T>({ sessions }: Role, path: string, client = 0): Promise<T> => {
      const authorization = `Bearer ${sessions[client]?.accessToken}`;
      return ask<T>(agent, journal.url, { method: 'GET', path, authorization });
    };
    const [first] = roles;
    if (first === undefined) throw new Error('no role to measure');
    const measured: Record<string, { worklist: number; search: number; open: number; bare: number }> = {};
    for (const role of roles) measured[role.name] = await measureRole(role, get);
    const register = await measureRegister(journal, first);
    console.error(`register: ${summary(register)}`);

    const all = Object.entries(measured);
    const worst = (which: 'worklist' | 'search' | 'open' | 'bare'): number =>
      Math.max(...all.map(([, one]) => one[which]));
    const [worstRole, worstOne] = all.toSorted((a, b) => b[1].worklist - a[1].worklist)[0] ?? [
      '',
      { worklist: 0, bare: 0 },
    ];
    console.error(`load ${loadavg()[0]?.toFixed(1)}`);
    return {
      rows,
      worst_role: worstRole,
      worklist_p95_ms: rounded(worstOne.worklist),
      search_p95_ms: rounded(worst('search')),
      open_card_p95_ms: rounded(worst('open')),
      register_p95_ms: rounded(quantile(register, 0.95)),
      bare_select_p95_ms: rounded(worstOne.bare),
    };

    async function measureRole(role: Role, read: typeof get) {
      const random = seededRandom(seed + 17);
      const lists = listsOf(role.somebody);
      const today = dateIn('Europe/Moscow', Date.now());
      const pages = lists.flatMap((list) => (['registered', 'due'] as const).map((sort) => ({ list, sort })));
      const ids = new Set<string>();
      const page = async ({ list, sort }: { list: string; sort: WorklistSort }, client: number): Promise<void> => {
        const { lines } = await read<WorklistPage>(role, `/v1/worklists/${list}?sort=${sort}`, client);
        for (const { id } of lines) ids.add(id);
      };
      const byHand = (of: (typeof pages)[number]): Promise<number> => bare.page(role.somebody, of.list, of.sort, today);
      // A journal that has run since yesterday has planned each of its statements on each of its connections.
      for (const of of pages) {
        await clients(WARM, (_, client) => page(of, client));
        await clients(WARM, () => byHand(of));
      }
      const counters = (_: number, client: number): Promise<unknown> => read(role, '/v1/worklists?contract=4', client);
      await clients(WARM, counters);
      const at =
        <T>(things: readonly T[]) =>
        (n: number): T => {
          const one = things.at(n % things.length);
          if (one === undefined) throw new Error('nothing to ask for');
          return one;
        };
      // In turn, so that a passing load weighs on both alike.
      const times: Record<'pages' | 'counters' | 'whole' | 'bare', number[]> = {
        pages: [],
        counters: [],
        whole: [],
        bare: [],
      };
      for (let turn = 0; turn < 4; turn++) {
        const share = Math.ceil(samples / 4);
        times.pages.push(...(await clients(share, (n, client) => page(at(pages)(n), client))));
        times.bare.push(...(await clients(share, (n) => byHand(at(pages)(n)))));
        times.counters.push(...(await clients(share, counters)));
        times.whole.push(
          ...(await clients(share, (n, client) => Promise.all([page(at(pages)(n), client), counters(n, client)]))),
        );
      }
      for (const of of pages) {
        const one = await clients(40, (_, client) => page(of, client));
        const hand = await clients(40, () => byHand(of));
        console.error(`  ${role.name} ${of.list} ${of.sort}: ${summary(one)}; by hand ${summary(hand)}`);
      }
      const asked = searches(world, random);
      for (const [what, paths] of asked) {
        const some = await clients(40, (n, client) => read(role, at(paths)(n), client));
        console.error(`  ${role.name} search ${what}: ${summary(some)}`);
      }
      const paths = asked.flatMap(([, some]) => some);
      const search = await clients(samples, (_, client) => read(role, pick(paths, random), client));
      const seen = [...ids];
      const card = (client: number): Promise<unknown> =>
        read<OpenedAppeal>(role, `/v1/appeals/${pick(seen, random)}`, client);
      const open = await clients(samples, (_, client) => card(client));
      console.error(`${role.name}: page ${summary(times.pages)}; counters ${summary(times.counters)}`);
      console.error(`${role.name}: page with counters ${summary(times.whole)}; by hand ${summary(times.bare)}`);
      console.error(`${role.name}: search ${summary(search)}; open ${summary(open)}`);
      const p95 = (some: readonly number[]): number => quantile(some, 0.95);
      return { worklist: p95(times.whole), search: p95(search), open: p95(open), bare: p95(times.bare) };
    }
  } finally {
    agent.destroy();
    await bare.close();
    await journal.stop();
  }

  /** Desks that register as they go: one act a push. */
  async function measureRegister(at: JournalProcess, { sessions }: Role): Promise<number[]> {
    const each = Math.max(10, Math.ceil(samples / CLIENTS / 2));
    const desks = await Promise.all(sessions.map((session) => makeStormDesk(agent, at.url, session, each * 6)));
    const times: number[] = [];
    await Promise.all(
      desks.map(async (desk) => {
        const { acts, epoch } = JSON.parse(desk.body.toString('utf8')) as {
          epoch: number;
          acts: { command: { kind: string } }[];
        };
        const registrations = acts.filter(({ command }) => command.kind === 'appeal.register');
        for (const [i, act] of registrations.entries()) {
          const body = Buffer.from(JSON.stringify({ epoch, acts: [{ ...act, seq: i + 1 }] }));
          const sent = performance.now();
          const [answer] = await reconnect(agent, at.url, { ...desk, body });
          times.push(performance.now() - sent);
          if (answer?.outcome !== 'accepted') throw new Error('a registration was not accepted');
        }
      }),
    );
    return times;
  }
}

/** Ten clients, each asking again as soon as it has its answer; how long every answer took, ms. */
async function clients(count: number, work: (n: number, client: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (next < count) {
        const n = next++;
        const began = performance.now();
        await work(n, client);
        times.push(performance.now() - began);
      }
    }),
  );
  return times;
}

async function signInAs(journal: JournalProcess, login: string, passwordOf: string, name: string): Promise<Role> {
  const password = journal.users.find((user) => user.login === passwordOf)?.password ?? '';
  const agent = createDeskAgent();
  const sessions: Session[] = [];
  for (let client = 0; client < CLIENTS; client++) {
    const body = JSON.stringify({ login, password, deviceId: randomUUID() });
    sessions.push(await ask<Session>(agent, journal.url, { method: 'POST', path: '/v1/sign-in', body }));
  }
  agent.destroy();
  const [first] = sessions;
  if (first === undefined) throw new Error('nobody signed in');
  const { id, role, organisationId } = first.user;
  const organisationKind = role.startsWith('sp') ? 'insurer' : 'fund';
  return { name, sessions, somebody: { id, role, organisationId, organisationKind } };
}

/** What is searched for, each kind as often as any other. */
function searches(world: AppealWorld, random: () => number): [string, string[]][] {
  const some = <T>(of: () => T): T[] => Array.from({ length: 20 }, of);
  const path = (key: string, value: string, more = ''): string =>
    `/v1/appeals/search?${key}=${encodeURIComponent(value)}${more}`;
  const person = () => pick(world.persons, random);
  return [
    ['frequent word', [path('q', FREQUENT_WORD)]],
    ['frequent beginning', [path('q', 'обр'), path('q', 'зая')]],
    ['seldom word', ['протезирование', 'логопед', 'гемодиализ'].map((word) => path('q', word))],
    ['rare word', [path('q', RARE_WORD), path('q', 'кохлеарный имплант')]],
    ['two words', [path('q', 'полис логопед'), path('q', 'анализы томография')]],
    ['word of a clinic', some(() => path('text', FREQUENT_WORD, `&clinicId=${pick(world.clinicIds, random)}`))],
    ['no such word', [path('q', 'ыъэщкх')]],
    ['name', some(() => path('personName', person().name))],
    ['telephone', some(() => path('q', person().phone))],
    ['policy', some(() => path('q', person().enp ?? '0000000000000000'))],
    ['number', some(() => path('q', `98-${1_000_000 + Math.floor(random() * 1000)}`))],
    ['clinic', some(() => `/v1/appeals/search?clinicId=${pick(world.clinicIds, random)}`)],
    ['kind and state', ['/v1/appeals/search?kind=complaint&status=inWork&status=rework']],
    ['month', ['/v1/appeals/search?registeredFrom=2025-03-01&registeredTo=2025-03-31&kind=complaint']],
  ];
}

function summary(times: readonly number[]): string {
  return `p50 ${rounded(quantile(times, 0.5))} p95 ${rounded(quantile(times, 0.95))} ms`;
}

function rounded(ms: number): number {
  return Number(ms.toFixed(1));
}
