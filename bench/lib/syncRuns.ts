import { pullResponse } from '../../src/shared/contracts/journal.ts';
import { appeal as appealSchema, type Appeal } from '../../src/shared/domain/appeal/appeal.ts';
import type { AppealCard } from '../../src/shared/domain/appeal/appealCard.ts';
import type { JournalProcess } from '../../tests/support/workplace.ts';
import { startOtherDesk } from './otherDesk.ts';
import { makeUser, nextEvent, openDesk, register, signIn, type BenchUser } from './syncDesks.ts';

const SLOW_MS = 300_000;

/** What the journal holds for a user, as it would tell it. */
export async function appealsOf(journal: JournalProcess, user: BenchUser): Promise<Appeal[]> {
  const rows = await journal.sql<{ state: unknown }>('select state from appeal where registered_by = $1 order by id', [
    user.id,
  ]);
  return rows.map(({ state }) => appealSchema.parse(state));
}

/** Until everything that was written has its number in the feed, and the tables are as they are on any other day. */
export async function settled(journal: JournalProcess): Promise<void> {
  const until = performance.now() + SLOW_MS;
  for (;;) {
    const [row] = await journal.sql<{ n: string }>('select count(*) as n from change where number is null');
    if (row?.n === '0') break;
    if (performance.now() > until) throw new Error('the feed was not numbered');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await journal.sql('vacuum analyze');
  await journal.sql('checkpoint');
}

/** A fresh desk signs in and fills its cache from the beginning of the feed; ms from its first question to its last commit. */
export async function fillDesk(journal: JournalProcess, user: BenchUser, count: number): Promise<number> {
  const desk = await openDesk(journal.url);
  let began: number | null = null;
  let isLast = false;
  desk.wire.listen({
    asked({ path }) {
      if (path.startsWith('/v1/pull')) began ??= performance.now();
    },
    answered({ path }, answer) {
      if (path.startsWith('/v1/pull')) isLast = !pullResponse.shape.more.parse((answer as { more: unknown }).more);
    },
  });
  const filled = nextEvent(desk, 'appeals.changed', () => isLast, SLOW_MS);
  await signIn(desk, user);
  const ms = (await filled) - (began ?? Number.NaN);
  const held = desk.readCache((cache) => cache.prepare('SELECT count(*) FROM appeal').pluck().get());
  if (held !== count) throw new Error(`the desk holds ${String(held)} of ${count}`);
  await desk.remove();
  return ms;
}

/**
 * A desk that registered these cards with the network gone finds it again; ms until the last act is accepted and
 * settled on its disk.
 */
export async function drainDesk(
  journal: JournalProcess,
  user: BenchUser,
  cards: readonly AppealCard[],
): Promise<number> {
  const desk = await openDesk(journal.url);
  await signIn(desk, user);
  desk.wire.unplug();
  for (const card of cards) await register(desk, card);
  let answers = 0;
  desk.wire.listen({
    answered({ path }, answer) {
      if (path === '/v1/push') answers += (answer as { answers: unknown[] }).answers.length;
    },
  });
  const drained = nextEvent(desk, 'outbox.changed', () => answers >= cards.length, SLOW_MS);
  desk.wire.plug();
  const began = performance.now();
  desk.core.machineWoke();
  const ms = (await drained) - began;
  const accepted = desk.readCache((cache) =>
    cache.prepare(`SELECT count(*) FROM outbox WHERE state = 'accepted' AND kind = 'appeal.register'`).pluck().get(),
  );
  if (accepted !== cards.length) throw new Error(`${String(accepted)} of ${cards.length} acts were settled`);
  await desk.remove();
  return ms;
}

/** Two desks of one user, both at work. */
export interface LivePair {
  /** From registering at one desk until the other has it on its disk and tells its windows; ms. */
  carry(card: AppealCard): Promise<number>;
  close(): Promise<void>;
}

export async function openLive(journal: JournalProcess): Promise<LivePair> {
  const user = await makeUser(journal);
  const here = await openDesk(journal.url);
  await signIn(here, user);
  const words = [journal.url, user.id, user.login];
  const there = await startOtherDesk('bench/lib/syncOther.ts', words, { OTKLIK_BENCH_PASSWORD: user.password });
  return {
    async carry(card) {
      const began = performance.now();
      await there.has(await register(here, card));
      return performance.now() - began;
    },
    async close() {
      await there.stop();
      await here.remove();
    },
  };
}
