import type { ActCommand } from '../../../src/shared/contracts/journal.ts';
import type { Action, Reach } from '../../../src/shared/domain/policy/policyTable.ts';
import type { Role } from '../../../src/shared/domain/user/user.ts';
import { toInstant } from '../../../src/shared/lib/primitives.ts';
import { offered, registerCommand } from '../appealCommands.ts';
import { ask, newId } from '../journal.ts';
import { PHONE, type Place, type RightsWorld } from './rightsWorld.ts';

/** What became of what somebody asked; a record that is not listed is one not found. */
export type Outcome = 'allowed' | 'forbidden' | 'notFound';

/** One thing somebody may want of the journal, so that it can be tried in anybody's name on anybody's record. */
export interface Probe {
  name: string;
  /** What lets them ask at all. */
  action: Action;
  /** By whose reach a record is given or withheld; absent where there is no record. */
  record?: Action;
  /** How far a reach goes here, where it is not as everywhere. */
  isWithin?: (reach: Reach, place: Place) => boolean;
  /** What becomes of it beyond the reach. */
  beyond?: Outcome;
  ask(world: RightsWorld, role: Role, place: Place): Promise<Outcome>;
}

type Request = { path: string; body?: unknown };

async function send(world: RightsWorld, role: Role, method: string, { path, body }: Request) {
  const authorization = world.workplaces[role].bearer;
  const answer = await ask<Record<string, unknown>>(world.journal, method, path, { authorization, body });
  if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const outcome: Outcome = answer.status === 403 ? 'forbidden' : answer.status === 404 ? 'notFound' : 'allowed';
  return { outcome, body: answer.body };
}

function endpointProbe(
  name: string,
  action: Action,
  rest: Pick<Probe, 'record' | 'isWithin' | 'beyond'>,
  request: (world: RightsWorld, role: Role, place: Place) => Promise<Request & { lists?: [list: string, id: string] }>,
): Probe {
  const [method = ''] = name.split(' ');
  return {
    name,
    action,
    ...rest,
    ask: async (world, role, place) => {
      const { lists, ...asked } = await request(world, role, place);
      const { outcome, body } = await send(world, role, method, asked);
      if (outcome !== 'allowed' || lists === undefined) return outcome;
      const [list, id] = lists;
      return (body[list] as { id: string }[]).some((one) => one.id === id) ? 'allowed' : 'notFound';
    },
  };
}

/** What belongs to an organisation as a whole is nobody's own. */
const ofOrganisations = (reach: Reach, place: Place): boolean =>
  reach === 'region' || (reach === 'organisation' && place !== 'foreign');

/** Whoever may ask is told that what they ask makes no sense; whoever may not is told only that. */
const senseless = (name: string, action: Action): Probe =>
  endpointProbe(name, action, {}, async () => ({
    path: (name.split(' ')[1] ?? '').replace(':id', 'not-an-id'),
    ...(name.startsWith('GET') ? {} : { body: [] }),
  }));

/** What is of the region as a whole, for whose right reaches that far. */
const ofTheRegion = (name: string, action: Action): Probe => ({
  ...senseless(name, action),
  record: action,
  isWithin: (reach) => reach === 'region',
  beyond: 'forbidden',
});

/** By endpoint: every one that a user may ask has its probe here. */
export const ENDPOINT_PROBES: readonly Probe[] = [
  // One that has not arrived yet: whoever may see it is told so, before a byte is asked for.
  endpointProbe(
    'GET /v1/attachments/:id/content',
    'appeal.open',
    { record: 'appeal.open' },
    async (world, role, place) => ({
      path: `/v1/attachments/${await world.attachment(role, place)}/content`,
    }),
  ),
  senseless('GET /v1/absences', 'absence.set'),
  senseless('POST /v1/absences', 'absence.set'),
  senseless('POST /v1/absences/:id/cancel', 'absence.set'),
  ofTheRegion('GET /v1/admin/organisations', 'organisation.manage'),
  senseless('POST /v1/admin/organisations', 'organisation.manage'),
  senseless('POST /v1/admin/organisations/:id', 'organisation.manage'),
  ofTheRegion('GET /v1/admin/settings', 'reference.manage'),
  senseless('POST /v1/admin/settings', 'reference.manage'),
  ofTheRegion('GET /v1/admin/classifiers', 'reference.manage'),
  senseless('POST /v1/admin/classifiers', 'reference.manage'),
  {
    ...endpointProbe('POST /v1/admin/classifiers/preview', 'reference.manage', {}, async () => ({
      path: '/v1/admin/classifiers/preview',
      body: { csvBase64: '' },
    })),
    ...{ record: 'reference.manage', isWithin: (reach) => reach === 'region', beyond: 'forbidden' },
  },
  ofTheRegion('GET /v1/admin/code-books', 'reference.manage'),
  senseless('POST /v1/admin/code-books', 'reference.manage'),
  senseless('POST /v1/admin/code-books/:id', 'reference.manage'),
  senseless('POST /v1/admin/code-books/:id/withdraw', 'reference.manage'),
  ofTheRegion('GET /v1/admin/users', 'user.manage'),
  senseless('POST /v1/admin/users', 'user.manage'),
  senseless('POST /v1/admin/users/:id', 'user.manage'),
  senseless('POST /v1/admin/users/:id/disable', 'user.manage'),
  senseless('POST /v1/admin/users/:id/enable', 'user.manage'),
  senseless('POST /v1/admin/users/:id/password', 'user.manage'),
  senseless('POST /v1/admin/users/:id/reassign', 'user.manage'),
  endpointProbe('POST /v1/devices', 'device.enrol', {}, async () => ({
    path: '/v1/devices',
    body: { deviceId: newId(), name: 'Проба', secretHash: '0'.repeat(64) },
  })),
  endpointProbe('POST /v1/sign-out', 'session.use', {}, async () => ({ path: '/v1/sign-out', body: {} })),
  endpointProbe('GET /v1/audit', 'audit.read', {}, async () => ({ path: '/v1/audit' })),
  endpointProbe('GET /v1/reference', 'reference.read', {}, async () => ({ path: '/v1/reference' })),
  endpointProbe('GET /v1/pull', 'feed.pull', {}, async () => ({ path: '/v1/pull?cursor=&limit=1' })),
  endpointProbe('GET /v1/persons', 'person.lookUp', {}, async () => ({ path: '/v1/persons?q=' })),
  endpointProbe('GET /v1/callers', 'person.lookUp', { record: 'appeal.seeLine' }, async (world, role, place) => ({
    lists: ['appeals', (await world.appeal(role, place)).id],
    path: `/v1/callers?phone=${encodeURIComponent(PHONE)}`,
  })),
  endpointProbe('GET /v1/appeals', 'appeal.list', { record: 'appeal.list' }, async (world, role, place) => ({
    lists: ['appeals', (await world.appeal(role, place)).id],
    path: '/v1/appeals?q=&limit=5',
  })),
  endpointProbe('GET /v1/appeals/:id', 'appeal.open', { record: 'appeal.open' }, async (world, role, place) => ({
    path: `/v1/appeals/${(await world.appeal(role, place)).id}`,
  })),
  endpointProbe('GET /v1/worklists', 'appeal.list', {}, async () => ({ path: '/v1/worklists' })),
  endpointProbe('GET /v1/worklists/:list', 'appeal.list', { record: 'appeal.list' }, async (world, role, place) => ({
    lists: ['lines', (await world.appeal(role, place)).id],
    path: '/v1/worklists/all',
  })),
  endpointProbe('GET /v1/appeals/search', 'appeal.list', { record: 'appeal.list' }, async (world, role, place) => {
    const { id, number } = await world.appeal(role, place);
    return { lists: ['lines', id], path: `/v1/appeals/search?number=${encodeURIComponent(number)}` };
  }),
  endpointProbe(
    'GET /v1/appeals/similar',
    'appeal.seeLine',
    { record: 'appeal.seeLine' },
    async (world, role, place) => ({
      lists: ['lines', (await world.appeal(role, place)).id],
      path: `/v1/appeals/similar?phone=${encodeURIComponent(PHONE)}`,
    }),
  ),
  endpointProbe(
    'GET /v1/recordings/:id/audio',
    'recording.listen',
    { record: 'recording.listen', isWithin: ofOrganisations },
    async (world, role, place) => ({ path: `/v1/recordings/${await world.recording(role, place)}/audio` }),
  ),
  endpointProbe(
    'GET /v1/hand-overs',
    'handOver.settle',
    { record: 'handOver.settle', isWithin: ofOrganisations },
    async (world, role, place) => ({
      lists: ['handOvers', await world.handOver(role, place)],
      path: '/v1/hand-overs',
    }),
  ),
  endpointProbe(
    'POST /v1/hand-overs/:id/settle',
    'handOver.settle',
    { record: 'handOver.settle', isWithin: ofOrganisations },
    async (world, role, place) => ({ path: `/v1/hand-overs/${await world.handOver(role, place)}/settle`, body: {} }),
  ),
  endpointProbe(
    'GET /v1/integrations',
    'integration.manage',
    { record: 'integration.manage', isWithin: ofOrganisations },
    async (world, role, place) => ({
      lists: ['integrations', await world.integration(role, place)],
      path: '/v1/integrations',
    }),
  ),
  endpointProbe(
    'POST /v1/integrations',
    'integration.manage',
    { record: 'integration.manage', isWithin: ofOrganisations, beyond: 'forbidden' },
    async (world, role, place) => {
      const organisationId = world.organisationOf(role, place);
      return { path: '/v1/integrations', body: { name: 'Проба прав', organisationId, scopes: ['appeals.read'] } };
    },
  ),
  endpointProbe(
    'POST /v1/integrations/:id/revoke',
    'integration.manage',
    { record: 'integration.manage', isWithin: ofOrganisations },
    async (world, role, place) => ({
      path: `/v1/integrations/${await world.integration(role, place)}/revoke`,
      body: {},
    }),
  ),
];

function actProbe(
  action: Action,
  rest: Pick<Probe, 'record' | 'isWithin'>,
  command: (world: RightsWorld, role: Role, place: Place) => Promise<ActCommand> | ActCommand,
): Probe {
  return {
    name: `act ${action}`,
    action,
    beyond: 'forbidden',
    ...rest,
    ask: async (world, role, place) => {
      const [answer] = await world.workplaces[role].push(await command(world, role, place));
      return answer?.refusal?.code === 'auth.forbidden' ? 'forbidden' : 'allowed';
    },
  };
}

const step = (action: Action, more: (world: RightsWorld) => object): Probe =>
  actProbe(action, { record: action }, async (world, role, place) => {
    const appealId = (await world.appeal(role, place)).id;
    return { kind: action, v: 1, appealId, ...more(world) } as ActCommand;
  });

/** Steps on an appeal's way: judged by the right first, and only then by where the appeal stands. */
const stepProbes: readonly Probe[] = [
  step('appeal.linkAppeal', () => ({ earlierId: newId() })),
  step('appeal.comment', () => ({ text: 'Проба прав' })),
  step('appeal.accept', () => ({})),
  step('appeal.decline', () => ({ reason: 'Проба прав' })),
  step('appeal.forward', ({ somebodyId }) => ({
    to: { organisationId: somebodyId, level: 2 },
    userId: null,
    reason: 'Проба прав',
  })),
  step('appeal.redirect', () => ({ to: 'regionalBody', organisation: 'Министерство' })),
  step('appeal.answer', () => ({ text: 'Проба прав' })),
  step('appeal.submit', () => ({ outcome: 'consulted' })),
  step('appeal.return', () => ({ reason: 'Проба прав' })),
  step('appeal.reopen', () => ({ reason: 'Проба прав' })),
  step('appeal.extend', () => ({ until: '2030-01-01', reason: 'Проба прав' })),
  step('appeal.involve', ({ somebodyId }) => ({ userId: somebodyId, isInvolved: true })),
  step('appeal.markExpertise', () => ({ expertise: 'quality', isSelected: true, note: 'Проба прав' })),
  step('appeal.attach', () => ({
    attachment: {
      id: newId(),
      name: 'проба.pdf',
      bytes: 1,
      mime: 'application/pdf',
      sha256: '0'.repeat(64),
      to: 'appeal',
    },
  })),
];

/** A file comes from a workstation, and is judged by the right of who chose it. */
const fileProbe: Probe = {
  name: 'PUT /v1/attachments/:id in the name of who chose the file',
  action: 'appeal.attach',
  record: 'appeal.attach',
  ask: async (world, role, place) => {
    const { device, session } = world.workplaces[role];
    const by = { authorId: session.user.id, sessionId: session.sessionId, occurredAt: world.now() };
    const appealId = (await world.appeal(role, place)).id;
    const body = { appealId, name: 'проба.pdf', bytes: 1, sha256: '0'.repeat(64), by };
    const { status } = await ask(world.journal, 'PUT', `/v1/attachments/${newId()}`, { authorization: device, body });
    if (status >= 500) throw new Error(`a file was answered with ${status}`);
    return status === 403 ? 'forbidden' : status === 404 ? 'notFound' : 'allowed';
  },
};

/** What desks' acts ask for; the endpoint that takes them knows workstations, not rights. */
export const ACT_PROBES: readonly Probe[] = [
  actProbe('appeal.register', {}, () => registerCommand(newId(), 'П-9901-1')),
  actProbe('appeal.change', { record: 'appeal.change' }, async (world, role, place) => ({
    kind: 'appeal.amend',
    v: 2,
    appealId: (await world.appeal(role, place)).id,
    changes: { answer: 'Уточнено' },
    was: null,
    settles: null,
  })),
  actProbe('appeal.closeAtOnce', { record: 'appeal.closeAtOnce' }, async (world, role, place) => ({
    kind: 'appeal.close',
    v: 1,
    appealId: (await world.appeal(role, place)).id,
    outcome: 'consulted',
  })),
  actProbe('appeal.linkCall', { record: 'appeal.linkCall' }, async (world, role, place) => ({
    kind: 'appeal.linkCall',
    v: 1,
    appealId: (await world.appeal(role, place)).id,
    callId: newId(),
  })),
  actProbe('appeal.assign', { record: 'appeal.assign' }, async (world, role, place) => ({
    kind: 'appeal.assign',
    v: 1,
    appealId: (await world.appeal(role, place)).id,
    assigneeId: world.somebodyId,
    reason: 'Проба прав',
  })),
  ...stepProbes,
  fileProbe,
  actProbe(
    'call.record',
    { record: 'call.record', isWithin: (reach, place) => reach !== 'own' || place === 'own' },
    ({ workplaces, somebodyId, journal }, role, place) => {
      const operatorId = place === 'own' ? workplaces[role].session.user.id : somebodyId;
      const fact = offered(operatorId, toInstant(journal.clock.nowMs()), null);
      return { kind: 'call.record', v: 1, callId: newId(), fact };
    },
  ),
  actProbe('operator.move', {}, () => ({
    kind: 'operator.moved',
    v: 1,
    status: 'notReady',
    reason: 'start',
    callId: null,
  })),
  actProbe('act.handOver', {}, () => ({
    kind: 'act.handOver',
    v: 1,
    handOverId: newId(),
    refusedActId: newId(),
    refusal: { code: 'appeal.closed', text: 'Обращение закрыто' },
    appealId: null,
    meant: {},
    note: '',
  })),
];

/** The row of a table, as far as a probe is concerned. */
export type Row = Readonly<Partial<Record<Role, Reach>>>;
export type Table = Readonly<Record<Action, Row>>;

/** What the table says becomes of a probe; told apart from the code that is tried. */
export function expectedOutcome(probe: Probe, table: Table, isOfFund: boolean, role: Role, place: Place): Outcome {
  const { action, record, isWithin = isWithinOfPlaces, beyond = 'notFound' } = probe;
  if (table[action][role] === undefined) return 'forbidden';
  if (record === undefined) return 'allowed';
  const reach = table[record][role];
  // An insurer's people see no further than their organisation, whatever the row says.
  const felt = reach === 'region' && !isOfFund ? 'organisation' : reach;
  return felt !== undefined && isWithin(felt, place) ? 'allowed' : beyond;
}

function isWithinOfPlaces(reach: Reach, place: Place): boolean {
  if (reach === 'region' || place === 'own') return true;
  return reach === 'organisation' && place === 'organisation';
}
