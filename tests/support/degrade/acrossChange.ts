import { ask, isDrained, registerLetter, signIn, synced } from '../askCore.ts';
import { scriptedJournal } from '../scriptedJournal.ts';
import { manualClock, startTestDesk } from '../testDesk.ts';

/** A desk at work over the hour in which the clocks are changed; prints every instant it has written, in order. */
const startMs = Number(process.argv[2]);
const HALF_HOUR_MS = 30 * 60_000;
const clock = manualClock(startMs);
const journal = scriptedJournal();
journal.now = new Date(startMs).toISOString();
const desk = await startTestDesk({ journal, clock });
await signIn(desk.core, 'anna');
await synced(desk.core, isDrained);
journal.plugged = false;
const drafts: string[] = [];
for (let step = 0; step < 6; step += 1) {
  await registerLetter(desk.core, { essence: `шаг ${step}` });
  const { draft } = await ask(desk.core, 'drafts.create', { channel: 'letter' });
  drafts.push(draft.updatedAt);
  clock.advance(HALF_HOUR_MS);
}
journal.plugged = true;
journal.now = new Date(clock.nowMs()).toISOString();
desk.core.machineWoke();
await synced(desk.core, isDrained);
const letters = journal.pushed.filter(({ command }) => command['kind'] === 'appeal.register');
const { appeals } = await ask(desk.core, 'appeals.list', {});
const shown = appeals.map(({ appeal }) => appeal.occurredAt);
process.stdout.write(
  JSON.stringify({
    zone: new Date(startMs).getTimezoneOffset() - new Date(clock.nowMs()).getTimezoneOffset(),
    written: { drafts, letters: letters.map(({ occurredAt }) => occurredAt), shown },
  }),
);
await desk.remove();
