import type { DeskHas } from './otherDesk.ts';
import { openDesk, signIn } from './syncDesks.ts';

/**
 * The other of two desks of one user, as its own process. The words are the journal's address, the user's id and login;
 * the password comes by the environment. It tells of an appeal when that is committed and the windows hear of it.
 */
const [journalUrl = '', id = '', login = ''] = process.argv.slice(2);
const desk = await openDesk(journalUrl);
await signIn(desk, { id, login, password: process.env['OTKLIK_BENCH_PASSWORD'] ?? '' });

let last = 0;
desk.core.onEvent((name) => {
  if (name !== 'appeals.changed') return;
  const fresh = desk.readCache((cache) =>
    cache
      .prepare<[number], { row: number; appealId: string }>(
        'SELECT rowid AS row, appeal_id AS appealId FROM appeal WHERE rowid > ? AND base IS NOT NULL ORDER BY rowid',
      )
      .all(last),
  );
  for (const { row, appealId } of fresh) {
    last = row;
    process.send?.({ appealId } satisfies DeskHas);
  }
});
process.on('SIGTERM', () => void desk.remove().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
process.send?.({});
