import type { Complain, Outcome, View } from '../model/checks.ts';
import { notesOf } from '../model/ledger.ts';
import { sitDown } from '../operators/steps.ts';
import type { Window } from '../operators/window.ts';
import { CALM } from '../world/network.ts';
import type { Stage } from './stage.ts';

/** Longer than this nothing may take once nothing fails any more. */
const REST_WITHIN_MS = 30 * 60_000;
/** Within this a signed-in desk has asked for its news at least once. */
const LOOK_MS = 8_000;

/** The faults stop; what is owed is sent, and everybody looks once more at each desk they ever worked at. */
export async function comeToRest(stage: Stage, complain: Complain): Promise<Omit<Outcome, 'ledger'> | null> {
  const { world, network, journal, windows, ledger } = stage;
  stage.isCalm = true;
  network.weather = CALM;
  journal.slownessMs = 0;
  world.note('calm');
  for (const { desk } of windows) {
    network.cutOff(desk.name, 0);
    desk.killAtTouch(null);
    desk.update();
  }
  journal.isShortOfNumbers = false;
  journal.killAtCall(null);
  const byMs = world.nowMs() + REST_WITHIN_MS;
  const calmMs = world.nowMs();
  // What the storm has swallowed is waited for as long as its desk thinks right.
  const areUp = (): boolean =>
    journal.isUp() && !network.isAwaited(calmMs) && windows.every(({ desk, isBusy }) => desk.isUp() && !isBusy);
  stage.reviveJournal();
  for (const { desk } of windows) stage.revive(desk);
  if (!(await world.run(areUp, byMs))) {
    complain('rest is reached', 'not everything has come up');
    return null;
  }

  await everybody(stage, async (window) => sitDown(window, window.people[0]));
  if (!(await waitUntilNothingIsOwed(stage, byMs, complain))) return null;
  if (stage.plan.restoresJournal || stage.disturbed.size > 0) {
    // Whose feed is of a journal that is no more finds out only when they look, and owes anew what it forgot.
    await everybody(stage, async (window) => {
      for (const viewerId of notesOf(ledger, window.desk.name).viewers) await look(stage, window, viewerId);
    });
    if (!(await waitUntilNothingIsOwed(stage, byMs, complain))) return null;
  }

  const views: View[] = [];
  await everybody(stage, async (window) => {
    for (const viewerId of notesOf(ledger, window.desk.name).viewers) views.push(await look(stage, window, viewerId));
  });
  return {
    journal: journal.dump(),
    views,
    disks: new Map(windows.map(({ desk }) => [desk.name, desk.disk])),
    copied: stage.copied,
    identities: new Map(windows.map(({ desk }) => [desk.name, desk.identity])),
    isUndisturbed: stage.disturbed.size === 0 && !stage.plan.restoresJournal,
  };
}

async function waitUntilNothingIsOwed(stage: Stage, byMs: number, complain: Complain): Promise<boolean> {
  const { world, journal, windows } = stage;
  const isQuiet = (): boolean =>
    windows.every(({ desk }) => owes(desk.disk) === 0) &&
    [...journal.dump().changes.values()].every((change) => change.number !== null);
  while (!isQuiet()) {
    if (world.nowMs() >= byMs) {
      const owing = windows.map(({ desk }) => `${desk.name} ${owes(desk.disk)}`).join(', ');
      complain('rest is reached', `after ${REST_WITHIN_MS / 60_000} minutes still owed: ${owing}`);
      return false;
    }
    await world.run(() => false, world.nowMs() + 2_000);
  }
  return true;
}

function owes(disk: Window['desk']['disk']): number {
  return disk.look<{ n: number }>(`SELECT count(*) AS n FROM outbox WHERE state = 'waiting'`)[0]?.n ?? 0;
}

/** One after another at each desk, all desks side by side. */
async function everybody(stage: Stage, does: (window: Window) => Promise<void>): Promise<void> {
  const { world } = stage;
  let left = stage.windows.length;
  for (const window of stage.windows) {
    world.after(1, `${window.desk.name} at rest`, () => {
      does(window)
        .catch((thrown: unknown) => stage.onBug(`${window.desk.name} at rest`, thrown))
        .finally(() => {
          left -= 1;
        });
    });
  }
  await world.run(() => left === 0, world.nowMs() + REST_WITHIN_MS);
}

/** Signs a person in and reads everything a window can show them. */
async function look(stage: Stage, window: Window, viewerId: string): Promise<View> {
  const { world } = stage;
  const who = window.people.find((one) => one.id === viewerId);
  if (!who) throw new Error(`${viewerId} does not work at ${window.desk.name}`);
  await window.ask('session.signOut', {});
  await sitDown(window, who);
  await new Promise<void>((resolve) => {
    world.after(LOOK_MS, `${window.desk.name} has looked`, resolve);
  });
  const told = async <N extends Parameters<typeof window.ask>[0]>(name: N, input: object) => {
    const heard = await window.ask(name, input as never);
    if (heard.kind !== 'told')
      throw new Error(`${name} is ${heard.kind === 'denied' ? heard.code : heard.kind} at rest`);
    return heard.output;
  };
  const session = await told('session.get', {});
  if (session.user?.id !== viewerId || session.signedIn !== 'journal')
    throw new Error(`${viewerId} is not let in at rest`);
  return {
    desk: window.desk.name,
    viewerId,
    appeals: (await told('appeals.list', {})).appeals,
    calls: (await told('calls.list', { filter: 'all' })).calls,
    acts: (await told('outbox.list', {})).acts,
    drafts: (await told('drafts.list', {})).drafts,
    sync: await told('sync.get', {}),
  };
}
