import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { emptyCard } from '../src/shared/domain/appeal/appealCard.ts';
import type { BridgeInput } from '../src/shared/contracts/bridge.ts';
import { AppError } from '../src/shared/errors.ts';
import { connectBridge, type BridgeClient } from '../tests/support/bridgeClient.ts';
import { startDeskProcess, startJournalProcess, type DeskProcess } from '../tests/support/workplace.ts';
import { seededRandom } from './lib/random.ts';

const APPEALS = 50;
/** Appeals whose act is hit by a kill, at an instant from just before it was sent to just after its answer. */
const HIT = 42;
const HIT_WITHIN_MS = 40;

/**
 * The journal is killed; appeals are registered while the desk's core is killed with SIGKILL at random instants.
 * An act counts once the window got its answer; one without an answer is repeated with the same id. Then everything
 * is started again, and the journal is read by plain SQL.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: 'string', default: '1' } } });
  const random = seededRandom(Number(values.seed));
  const journal = await startJournalProcess();
  const desk = await startDeskProcess({ journalUrl: journal.url, pbxWsUrl: null });
  const operator = journal.users.find((user) => user.role === 'op1');
  if (!operator) throw new Error('the demo has no operator');

  let window = await connectBridge(desk.url);
  await window.call('session.signIn', { login: operator.login, password: operator.password });
  await journal.unplug();

  const tally = { kills: 0, inside: 0 };
  const registered: string[] = [];
  for (let i = 0; i < APPEALS; i++) {
    const essence = `Проверка ${values.seed}-${i}`;
    const input: BridgeInput<'appeals.register'> = {
      actId: randomUUID(),
      draftId: randomUUID(),
      card: { ...emptyCard('letter'), themeCode: '4.2', essence, answer: 'Разъяснено' },
      callId: null,
      closeWith: 'consulted',
    };
    if (i < HIT) window = await registerUnderFire(desk, window, input, random, tally);
    else await window.call('appeals.register', input);
    registered.push(essence);
  }

  await desk.crash();
  tally.kills += 1;
  window = await connectBridge(desk.url);
  await journal.plug();
  const drained = window.event('sync.changed', (info) => info.journal === 'up' && info.waiting === 0);
  const now = await window.call('sync.get', {});
  if (now.journal !== 'up' || now.waiting > 0) await drained;

  const rows = await journal.sql<{ essence: string; n: string }>(
    `select essence, count(*) as n from appeal where essence like $1 group by essence`,
    [`Проверка ${values.seed}-%`],
  );
  const counts = new Map(rows.map((row) => [row.essence, Number(row.n)]));
  window.close();
  await desk.stop();
  await journal.stop();
  return {
    seed: Number(values.seed),
    registered: registered.length,
    in_journal: rows.length,
    lost: registered.filter((essence) => !counts.has(essence)).length,
    doubled: [...counts.values()].filter((n) => n > 1).length,
    kills: tally.kills,
    kills_inside_act: tally.inside,
  };
}

/** Registers one appeal while the core dies under it; gives the window that is open afterwards. */
async function registerUnderFire(
  desk: DeskProcess,
  window: BridgeClient,
  input: BridgeInput<'appeals.register'>,
  random: () => number,
  tally: { kills: number; inside: number },
): Promise<BridgeClient> {
  let answered = false;
  const asked = window.call('appeals.register', input).then(
    () => {
      answered = true;
    },
    (thrown: unknown) => {
      if (!(thrown instanceof AppError) || thrown.code !== 'bridge.down') throw thrown;
    },
  );
  await instant(random() * HIT_WITHIN_MS);
  const wasInside = !answered;
  await desk.kill();
  tally.kills += 1;
  if (wasInside) tally.inside += 1;
  await asked;
  await desk.launch();
  const reopened = await connectBridge(desk.url);
  // The window got no answer, so it asks again: the same act.
  if (!answered) await reopened.call('appeals.register', input);
  return reopened;
}

/** A pause finer than a timer's millisecond. */
async function instant(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) await new Promise<void>((resolve) => setImmediate(resolve));
}
