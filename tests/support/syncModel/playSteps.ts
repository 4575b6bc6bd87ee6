import type { RawAct } from '../../../src/journal/sync/pushEnvelope.ts';
import { bodyOf, readAct } from '../../../src/journal/sync/readAct.ts';
import type { ActAnswer } from '../../../src/shared/contracts/journal.ts';
import type { Appeal } from '../../../src/shared/domain/appeal/appeal.ts';
import { toInstant } from '../../../src/shared/lib/primitives.ts';
import { commandOf, type Known } from './commands.ts';
import type { ActStep, Step } from './steps.ts';
import { BEGAN_MS, type ModelUser, type TwoJournals } from './twoJournals.ts';

export const MODEL_USERS: readonly ModelUser[] = [
  { id: uuid('u', 0), login: 'op', role: 'op1', disabledAt: null },
  { id: uuid('u', 1), login: 'op2', role: 'op1', disabledAt: null },
  { id: uuid('u', 2), login: 'watch', role: 'supervisor', disabledAt: null },
  { id: uuid('u', 3), login: 'gone', role: 'op1', disabledAt: toInstant(BEGAN_MS + 5000) },
  // Never signs in anywhere: no desk may speak for them.
  { id: uuid('u', 4), login: 'stranger', role: 'op1', disabledAt: null },
];

/** How often what matters has happened: a test of nothing would pass too. */
export type Tally = Record<string, number>;

interface ModelDesk {
  deviceId: string;
  epoch: number;
  lastNonce: string;
  nextSeq: number;
  sent: RawAct[];
}

/** An id that says what it is of, the same in every run. */
export function uuid(letter: string, n: number): string {
  const kind = letter.charCodeAt(0).toString(16).padStart(4, '0');
  return `00000000-${kind}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Plays steps on both journals, remembering what a desk would. */
export async function playSteps(journals: TwoJournals, steps: readonly Step[], tally: Tally): Promise<void> {
  const count = (what: string): void => {
    tally[what] = (tally[what] ?? 0) + 1;
  };
  const known: Known = {
    appeals: new Map(),
    seen: [],
    blocks: [],
    users: MODEL_USERS.map(({ id }) => id),
    territory: journals.territory,
  };
  const desks: ModelDesk[] = [0, 1, 2].map((n) => ({
    deviceId: uuid('d', n),
    epoch: 0,
    lastNonce: '',
    nextSeq: 1,
    sent: [],
  }));
  const cursors = new Map<string, string>();
  let made = 0;
  const next = (letter: string): string => uuid(letter, ++made);

  for (const desk of desks) {
    await enrol(desk, 'a');
    for (const [n, user] of MODEL_USERS.slice(0, -1).entries()) {
      // One of them has never worked at one of the desks.
      if (n === 1 && desk === desks[0]) continue;
      await journals.signIn({
        sessionId: uuid('s', n + 10 * desks.indexOf(desk)),
        userId: user.id,
        deviceId: desk.deviceId,
      });
    }
  }
  for (const step of steps) {
    journals.clock.nowMs += 700;
    await play(step);
  }
  await journals.expectEqualState();

  async function enrol(desk: ModelDesk, secret: string): Promise<void> {
    const request = { deviceId: desk.deviceId, name: 'Рабочее место', secretHash: secret.repeat(64) };
    const { failed } = await journals.ask((sync) => sync.enrol(MODEL_USERS[0]?.id ?? '', request));
    if (failed) count(failed);
  }

  async function play(step: Step): Promise<void> {
    const desk = desks['desk' in step ? step.desk : 0];
    if (desk === undefined) return;
    switch (step.do) {
      case 'enrol':
        return enrol(desk, step.isStranger ? 'b' : 'a');
      case 'attach':
        return attach(desk, step.how);
      case 'block': {
        const epoch = step.isStale ? desk.epoch - 1 : desk.epoch;
        const { value, failed } = await journals.ask((sync) =>
          sync.numberBlock(desk.deviceId, { epoch, size: step.size }),
        );
        if (value) known.blocks.push({ ...value, deviceId: desk.deviceId });
        count(failed ?? 'block');
        return;
      }
      case 'push':
        return push(desk, step);
      case 'poison': {
        const acts = step.acts.map((act, i) => actOf(desk, { ...act, kind: i === 0 ? 'move' : act.kind }, i));
        const row = {
          actId: acts[0]?.id ?? '',
          operatorId: MODEL_USERS[0]?.id ?? '',
          deviceId: desk.deviceId,
          status: 'ready',
        };
        const at = toInstant(journals.clock.nowMs);
        const move = { ...row, reason: null, callId: null, occurredAt: at, receivedAt: at };
        // A row that stands in the way stands for any bug that ends in an exception.
        await journals.write((store) => store.transact((trx) => trx.save({ moves: [move] })));
        count('poison');
        return send(desk, desk.epoch, acts);
      }
      case 'park':
        return park(desk, step.act);
      case 'replay': {
        const { value } = await journals.ask((sync) => sync.replayParked());
        if (value) count('replayed');
        return;
      }
      case 'sequence':
        await journals.ask((sync) => sync.sequence());
        return;
      case 'openFeed':
        await journals.ask((sync) => sync.openFeed());
        return;
      case 'pull': {
        const user = MODEL_USERS[step.user];
        if (!user) return;
        const userId = user.id;
        const cursor = step.from === 'start' ? '' : step.from === 'wrong' ? '7.wrong' : (cursors.get(userId) ?? '');
        const { value, failed } = await journals.ask((sync) =>
          sync.pull({ ...user, organisationId: uuid('o', 0) }, { cursor, limit: step.limit }),
        );
        if (value) cursors.set(userId, value.cursor);
        if (value?.changes.some(({ body }) => body === null)) count('left scope');
        if (value?.changes.some(({ entity }) => entity === 'act')) count('act told again');
        count(failed ?? (value?.more ? 'page of more' : 'pull'));
        return;
      }
    }
  }

  async function attach(desk: ModelDesk, how: Extract<Step, { do: 'attach' }>['how']): Promise<void> {
    const nonce = how === 'again' ? desk.lastNonce || 'nonce-none' : next('n');
    const epoch = { next: desk.epoch, again: desk.epoch - 1, stale: desk.epoch - 1, ahead: desk.epoch + 3 }[how];
    if (epoch < 0) return;
    const top = Math.max(0, ...known.blocks.map(({ last }) => last));
    const own = known.blocks.filter(({ deviceId }) => deviceId === desk.deviceId).slice(-2);
    const others = known.blocks.filter(({ deviceId }) => deviceId !== desk.deviceId).slice(-1);
    const forgotten =
      how === 'ahead'
        ? [
            { first: top + 5, last: top + 8 },
            { first: top + 7, last: top + 9 },
          ]
        : [];
    const blocks = [...own, ...others, ...forgotten].map(({ first, last }) => ({ first, last }));
    const answered = { first: 1, outcomes: 'aaaaaa' };
    const { value, failed } = await journals.ask((sync) =>
      sync.attach(desk.deviceId, { epoch, nonce, blocks, answered }),
    );
    count(failed ?? `attach ${how}`);
    if (value === null) return;
    desk.epoch = value.epoch;
    desk.lastNonce = nonce;
    known.blocks = known.blocks.filter(({ deviceId }) => deviceId !== desk.deviceId);
    known.blocks.push(...value.blocks.map((block) => ({ ...block, deviceId: desk.deviceId })));
    if (forgotten.length > 0) count('blocks learnt');
  }

  function actOf(desk: ModelDesk, step: ActStep, place: number): RawAct {
    const id = next('a');
    const authors = { ofNobody: uuid('u', 99), ofStranger: MODEL_USERS.at(-1)?.id };
    const user = (step.kind in authors ? authors[step.kind as keyof typeof authors] : MODEL_USERS[step.user]?.id) ?? '';
    // Now and then the session of another desk: acts that were brought over name it.
    const signedInAt = step.choice >= 6 ? step.choice - 5 : desks.indexOf(desk);
    const sessionId = uuid('s', step.user + 10 * signedInAt);
    const act = {
      id,
      seq: desk.nextSeq + place,
      authorId: user,
      sessionId,
      occurredAt: toInstant(journals.clock.nowMs),
    };
    return JSON.parse(JSON.stringify({ ...act, command: commandOf(step, known, desk.deviceId, next) })) as RawAct;
  }

  async function push(desk: ModelDesk, step: Extract<Step, { do: 'push' }>): Promise<void> {
    const fresh = () => step.acts.map((act, i) => actOf(desk, act, i));
    switch (step.how) {
      case 'fresh':
        return send(desk, desk.epoch, fresh());
      case 'repeat':
        return desk.sent.length === 0 ? undefined : send(desk, desk.epoch, desk.sent.slice(-8));
      case 'overlap':
        return send(desk, desk.epoch, [...desk.sent.slice(-3), ...fresh()]);
      case 'gap':
        return send(
          desk,
          desk.epoch,
          fresh().map((act) => ({ ...act, seq: act.seq + 2 })),
        );
      case 'stale':
        return desk.epoch === 0 ? undefined : send(desk, desk.epoch - 1, fresh());
      case 'otherAct': {
        const last = desk.sent.at(-1);
        return last === undefined ? undefined : send(desk, desk.epoch, [{ ...last, id: next('a') }, ...fresh()]);
      }
      case 'ofOther': {
        const other = desks[(desks.indexOf(desk) + 1) % desks.length];
        const brought = other?.sent.slice(-4).map((act, i) => ({ ...act, seq: desk.nextSeq + i })) ?? [];
        if (brought.length > 0) count('twin');
        return brought.length === 0 ? undefined : send(desk, desk.epoch, brought);
      }
    }
  }

  async function send(desk: ModelDesk, epoch: number, acts: RawAct[]): Promise<void> {
    const { value, failed } = await journals.ask((sync) => sync.push(desk.deviceId, { epoch, acts }));
    if (value === null) return count(failed.split(' ')[0] ?? failed);
    for (const answer of value.answers) {
      if (answer.seq < desk.nextSeq) count('duplicate');
      else desk.sent.push(acts.find((act) => act.seq === answer.seq) ?? { id: answer.actId, seq: answer.seq });
      note(answer);
    }
    desk.nextSeq = value.lastSeq + 1;
  }

  function note({ outcome, refusal, appeal }: ActAnswer): void {
    count(outcome);
    if (refusal) count(refusal.code);
    if (appeal === null) return;
    if (appeal.conflicts.length > 0) count('conflict');
    if (appeal.assigneeId !== null) count('passed on');
    for (const flag of appeal.flags) count(flag);
    remember(appeal);
  }

  function remember(appeal: Appeal): void {
    known.appeals.set(appeal.id, appeal);
    known.seen.push(appeal);
  }

  /** As an older journal would have left it: entered, and not understood. */
  async function park(desk: ModelDesk, step: ActStep): Promise<void> {
    const raw = actOf(desk, step, 0);
    const read = readAct(raw);
    const { by } = read;
    const answer = {
      outcome: 'parked' as const,
      fault: 'act.unreadable',
      refusal: null,
      appealId: null,
      appealVersion: null,
    };
    await journals.write((store) =>
      store.transact(async (trx) => {
        const keys = { deviceId: desk.deviceId, seqs: [], actIds: [], userIds: [], sessionIds: [], appealIds: [] };
        const { device } = await trx.load({
          ...keys,
          callIds: [],
          numbers: [],
          serials: [],
          handOverIds: [],
          fileIds: [],
        });
        if (device === null || device.lastSeq !== desk.nextSeq - 1) throw new Error('the model has lost count');
        const who = { authorId: by?.authorId ?? null, sessionId: by?.sessionId ?? null, kind: by?.kind ?? null };
        const at = { occurredAt: by?.occurredAt ?? null, receivedAt: toInstant(journals.clock.nowMs) };
        const act = {
          deviceId: device.id,
          seq: raw.seq,
          actId: raw.id,
          isRepeat: false,
          body: bodyOf(read),
          ...who,
          ...at,
          ...answer,
        };
        await trx.save({ acts: [act], device: { ...device, lastSeq: raw.seq } });
      }),
    );
    desk.sent.push(raw);
    desk.nextSeq += 1;
  }
}
