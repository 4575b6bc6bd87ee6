import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHttpTransport } from '../../src/main/core/journal/httpTransport.ts';
import type { JournalTransport } from '../../src/main/core/ports.ts';
import { systemClock } from '../../src/main/host/nodePorts.ts';
import { CONTRACT_VERSION } from '../../src/shared/contracts/version.ts';
import { ask, isDrained, registerLetter, synced } from '../support/askCore.ts';
import { startTestJournal, type TestJournal } from '../support/journal.ts';
import { startTestDesk, type TestDesk } from '../support/testDesk.ts';

let journal: TestJournal;
let desk: TestDesk;
/** What the journal says of its contract; its own word when null. */
let says: { contract: number; oldestContract?: number } | null;
/** Paths asked since the last look. */
let asked: string[];

beforeAll(async () => {
  journal = await startTestJournal();
});
afterAll(() => journal?.stop());
beforeEach(async () => {
  says = null;
  asked = [];
  desk = await startTestDesk({ clock: systemClock, journal: speakingOf(createHttpTransport(journal.url)) });
});
afterEach(() => desk.remove());

/** The real journal, as one of another version would introduce itself. */
function speakingOf(real: JournalTransport): JournalTransport {
  return {
    async request(request) {
      asked.push(request.path);
      const answer = await real.request(request);
      if (request.path !== '/v1/handshake' || says === null) return answer;
      const { oldestContract: _own, ...rest } = answer as Record<string, unknown>;
      return { ...rest, ...says };
    },
    doorbell: (token, listeners) => real.doorbell(token, listeners),
  };
}

const signIn = () =>
  ask(desk.core, 'session.signIn', { login: 'operator1', password: journal.users['operator1']?.password ?? '' });

async function isInJournal(essence: string): Promise<boolean> {
  const rows = await journal.db.selectFrom('appeal').where('essence', '=', essence).select('id').execute();
  return rows.length === 1;
}

test.each([
  ['the same', { contract: CONTRACT_VERSION, oldestContract: CONTRACT_VERSION }],
  ['newer, and serves older desks', { contract: CONTRACT_VERSION + 5, oldestContract: CONTRACT_VERSION }],
])('a journal that is %s is worked with', async (_how, contract) => {
  says = contract;
  await signIn();
  const essence = `Договорились ${contract.contract}`;
  await registerLetter(desk.core, { essence });
  await synced(desk.core, isDrained);
  expect(await isInJournal(essence)).toBe(true);
});

test.each([
  ['newer, and serves such desks no more', { contract: CONTRACT_VERSION + 5, oldestContract: CONTRACT_VERSION + 1 }],
  ['older than the desk', { contract: CONTRACT_VERSION - 1 }],
])(
  'beside a journal that is %s the desk works on by itself, and sends everything after the update',
  async (how, contract) => {
    await signIn();
    await synced(desk.core, isDrained);
    says = contract;
    await desk.restart();
    await synced(desk.core, ({ journal: state }) => state === 'contractMismatch');
    asked = [];
    // Whoever the desk knows is let in by its memory.
    expect((await signIn()).signedIn).toBe('offline');
    const essence = `Без журнала: ${how}`;
    await registerLetter(desk.core, { essence });
    desk.core.machineWoke();
    await synced(desk.core, ({ waiting }) => waiting > 0);
    expect(asked.filter((path) => path !== '/v1/handshake')).toEqual([]);
    expect(await isInJournal(essence)).toBe(false);
    const before = await ask(desk.core, 'appeals.list', {});
    expect(before.appeals.find(({ appeal }) => appeal.card.essence === essence)?.sync).toBe('waiting');

    says = null;
    await desk.restart();
    await signIn();
    await synced(desk.core, isDrained);
    expect(await isInJournal(essence)).toBe(true);
    const { acts } = await ask(desk.core, 'outbox.list', {});
    expect(acts).toEqual([]);
  },
);
