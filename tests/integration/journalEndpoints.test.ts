import { afterAll, beforeAll, expect, test } from 'vitest';
import { integrationScope, type IntegrationScope } from '../../src/shared/contracts/integration.ts';
import { nameOf, type Endpoint, type Who } from '../../src/journal/http/endpoint.ts';
import { endpoints } from '../../src/journal/http/endpoints.ts';
import { policyTable, type Action, type Reach } from '../../src/shared/domain/policy/policyTable.ts';
import type { Role } from '../../src/shared/domain/user/user.ts';
import { ask, newId, startTestJournal, type TestJournal } from '../support/journal.ts';
import { createIntegration } from '../support/integrations.ts';
import { ACT_PROBES, ENDPOINT_PROBES, expectedOutcome, type Probe, type Table } from '../support/rights/probes.ts';
import { createRightsWorld, PLACES, ROLES, type RightsWorld } from '../support/rights/rightsWorld.ts';

/** The table as it stands, kept from the mutations made below. */
const TABLE: Table = structuredClone(policyTable);
const PROBES = [...ENDPOINT_PROBES, ...ACT_PROBES];

/** A closing asks for it where the appeal lies on review: `wayOfAppeals.test.ts` tries it. A probe takes one off this list. */
const NOT_TRIED_YET: readonly Action[] = ['appeal.closeReviewed'];
/** Asked for with a password instead of a session: `keyRecovery.test.ts` tries it. */
const TRIED_ELSEWHERE: readonly Action[] = ['key.recover'];

let journal: TestJournal;
let world: RightsWorld;
/** Programs' tokens: one with every scope, and by scope one that has all the others. */
let wholeToken: string;
const tokensWithout = new Map<IntegrationScope, string>();
beforeAll(async () => {
  journal = await startTestJournal();
  world = await createRightsWorld(journal);
  const scopes = integrationScope.options;
  wholeToken = (await createIntegration(journal, world.workplaces.sysAdmin, { scopes })).token;
  for (const scope of scopes) {
    const others = scopes.filter((other) => other !== scope);
    tokensWithout.set(scope, (await createIntegration(journal, world.workplaces.sysAdmin, { scopes: others })).token);
  }
});
afterAll(() => journal.stop());

function placesOf({ record }: Probe) {
  return record === undefined ? (['own'] as const) : PLACES;
}

/** What becomes of a probe in the name of a role, by place, beside what a table says. */
async function tried(probe: Probe, role: Role, table: Table) {
  const outcomes: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const place of placesOf(probe)) {
    const key = `${probe.name} by ${role}, ${place}`;
    outcomes[key] = await probe.ask(world, role, place);
    expected[key] = expectedOutcome(probe, table, world.isOfFund(role), role, place);
  }
  return { outcomes, expected };
}

test('every endpoint a user may ask has its probe, of the very right it is declared with', () => {
  const declared = endpoints.flatMap((one) => (one.who.kind === 'user' ? [[nameOf(one), one.who.action]] : []));
  expect(Object.fromEntries(ENDPOINT_PROBES.map(({ name, action }) => [name, action]))).toEqual(
    Object.fromEntries(declared),
  );
});

test('every row of the policy is tried, or stands among those that are not yet', () => {
  const asked = PROBES.flatMap(({ action, record }) => [action, record ?? action]);
  const known = new Set([...asked, ...NOT_TRIED_YET, ...TRIED_ELSEWHERE]);
  expect([...known].toSorted()).toEqual(Object.keys(TABLE).toSorted());
  expect(NOT_TRIED_YET.filter((action) => asked.includes(action))).toEqual([]);
});

test.each(PROBES.map((probe) => [probe.name, probe] as const))(
  '%s is given and withheld as the policy says, to every role, on own and other records',
  async (_, probe) => {
    for (const role of ROLES) {
      const { outcomes, expected } = await tried(probe, role, TABLE);
      expect(outcomes).toEqual(expected);
    }
  },
);

/** Asks as nobody, as a workstation, as a user, and under false names; gives the statuses. */
async function statusesOf(of: Endpoint): Promise<Record<string, number>> {
  const { bearer, device, deviceId } = world.workplaces.supervisor;
  const names = {
    nobody: undefined,
    user: bearer,
    device,
    integration: `Bearer ${wholeToken}`,
    forgedIntegration: `Bearer ${wholeToken.slice(0, -1)}${wholeToken.endsWith('A') ? 'B' : 'A'}`,
    forgedUser: `${bearer}x`,
    forgedDevice: `Device ${deviceId}:wrong`,
  };
  const statuses: Record<string, number> = {};
  for (const [name, authorization] of Object.entries(names)) {
    const path = of.path.replace(':id', newId());
    const call = authorization === undefined ? {} : { authorization };
    const body = of.method === 'GET' ? {} : { body: {} };
    statuses[name] = (await ask(journal, of.method, path, { ...call, ...body })).status;
  }
  return statuses;
}

/** Whether an endpoint lets exactly those in whom it is declared for. */
async function isGuarded(of: Endpoint, who: Who): Promise<boolean> {
  const statuses = await statusesOf(of);
  return Object.entries(statuses).every(([name, status]) => (status === 401) === (name !== who.kind));
}

const guarded = endpoints.filter(({ who }) => who.kind !== 'open');

test('nobody comes in without a name, under a forged one, or under one of another kind', async () => {
  for (const one of guarded) expect(await statusesOf(one), nameOf(one)).toMatchObject({ nobody: 401 });
  for (const one of guarded) expect(await isGuarded(one, one.who), nameOf(one)).toBe(true);
});

test('an endpoint whose guard is taken away or exchanged is found out', async () => {
  for (const one of guarded) {
    const declared = one.who;
    const others: Who[] = [{ kind: 'open' }, declared.kind === 'user' ? { kind: 'device' } : userOf('session.use')];
    for (const other of others) {
      one.who = other;
      expect(await isGuarded(one, declared), `${nameOf(one)} as ${other.kind}`).toBe(false);
      one.who = declared;
    }
  }
});

function userOf(action: Action): Who {
  return { kind: 'user', action };
}

test('an endpoint that asks for a right everybody has, instead of its own, is found out', async () => {
  for (const probe of ENDPOINT_PROBES) {
    const one = endpoints.find((candidate) => nameOf(candidate) === probe.name);
    const shutOut = ROLES.filter((role) => TABLE[probe.action][role] === undefined);
    // Where the command judges the same right once more, the exchange lets nobody in.
    const isJudgedTwice = probe.record === probe.action && probe.beyond === 'forbidden';
    if (one === undefined || shutOut.length === 0 || isJudgedTwice) continue;
    const declared = one.who;
    one.who = userOf('session.use');
    for (const role of shutOut) {
      const { outcomes, expected } = await tried(probe, role, TABLE);
      expect(outcomes, probe.name).not.toEqual(expected);
    }
    one.who = declared;
  }
});

/** A guard that lets every program in, whatever it may do, is no guard. */
test('a program does only what its token is for, and an endpoint that asks for another scope is found out', async () => {
  const guardedByScope = endpoints.flatMap((one) => (one.who.kind === 'integration' ? [{ one, who: one.who }] : []));
  expect(guardedByScope.length).toBeGreaterThan(0);
  for (const { one, who } of guardedByScope) {
    const authorization = `Bearer ${tokensWithout.get(who.scope)}`;
    const body = one.method === 'GET' ? {} : { body: {} };
    const status = async () =>
      (await ask(journal, one.method, one.path.replace(':id', newId()), { authorization, ...body })).status;
    expect(await status(), nameOf(one)).toBe(403);
    for (const scope of integrationScope.options.filter((other) => other !== who.scope)) {
      one.who = { kind: 'integration', scope };
      expect(await status(), `${nameOf(one)} for ${scope}`).not.toBe(403);
    }
    one.who = who;
  }
});

const REACHES: readonly (Reach | undefined)[] = [undefined, 'own', 'organisation', 'region'];

/** Runs with one cell of the policy changed; rows share objects, so the row is replaced. */
async function withCell<T>(action: Action, role: Role, reach: Reach | undefined, work: () => Promise<T>): Promise<T> {
  const table = policyTable as Record<Action, Partial<Record<Role, Reach>>>;
  const row = table[action];
  const { [role]: _, ...others } = row;
  table[action] = reach === undefined ? others : { ...others, [role]: reach };
  try {
    return await work();
  } finally {
    table[action] = row;
  }
}

const mutated = [...new Set(PROBES.flatMap(({ action, record }) => [action, record ?? action]))];

test.each(mutated)('a cell of %s that is widened, narrowed, given or taken away is found out', async (action) => {
  const probes = PROBES.filter((probe) => probe.action === action || probe.record === action);
  let mutants = 0;
  for (const role of ROLES) {
    for (const reach of REACHES) {
      const table = { ...TABLE, [action]: { ...TABLE[action], [role]: reach } };
      // Where nothing could be told apart the change means nothing: «region» of an insurer is its organisation.
      const telling = probes.filter((probe) =>
        placesOf(probe).some((place) => {
          const outcomeBy = (by: Table) => expectedOutcome(probe, by, world.isOfFund(role), role, place);
          return outcomeBy(table) !== outcomeBy(TABLE);
        }),
      );
      for (const probe of telling) {
        mutants += 1;
        await withCell(action, role, reach, async () => {
          const { outcomes, expected } = await tried(probe, role, TABLE);
          expect(outcomes, `${probe.name}, ${role}: ${reach}`).not.toEqual(expected);
        });
      }
    }
  }
  expect(mutants).toBeGreaterThan(0);
});
