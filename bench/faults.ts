import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from '../scripts/lib/run.ts';
import { runFaults, type FaultResult } from '../tests/support/faults/runFaults.ts';

/** Settles an act before the journal has answered: under kills it must lose what was on its way. */
const CONTROL_PLANT = 'delete-before-the-ack';
const CONTROL_KILLS = 60;
const CONTROL_REST_MS = 20_000;

/**
 * Real processes under SIGKILL: desks' cores, the journal, its PostgreSQL. The last figure is the same run with one
 * planted bug, which must lose something, or the others say nothing.
 */
export async function bench(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      desks: { type: 'string', default: '2' },
      'control-kills': { type: 'string', default: String(CONTROL_KILLS) },
    },
  });
  const seed = Number(values.seed);
  const desks = Number(values.desks);
  const say = (line: string): void => console.error(`faults: ${line}`);
  // First, and short: a control that cannot be run must not be found out after the long part.
  const control = await runFaults({
    ...{ kills: Number(values['control-kills']), seed, desks, restWithinMs: CONTROL_REST_MS },
    env: {
      NODE_OPTIONS: `--import ${pathToFileURL(join(root, 'tests/simulation/plantHook.ts')).href}`,
      OTKLIK_PLANT: CONTROL_PLANT,
    },
  });
  say(`control: ${control.lost} lost in ${control.kills} kills`);
  const begun = performance.now();
  const result = await runFaults({ kills: Number(values.kills), seed, desks, say });
  const seconds = (performance.now() - begun) / 1000;
  tell(result, say);
  return {
    seed,
    kills: result.kills,
    kills_inside_act: result.killsInsideAct,
    kills_of: result.killsOf,
    acts: result.acts,
    appeals: result.appeals,
    calls: result.calls,
    lost: result.lost,
    doubled: result.doubled,
    stuck: result.stuck,
    renumbered: result.renumbered,
    misattributed: result.misattributed,
    surprises: result.surprises.length,
    own_ends: result.ownEnds.length,
    seconds: Math.round(seconds),
    control_plant: CONTROL_PLANT,
    control_kills: control.kills,
    control_lost: control.lost,
  };
}

/** What a figure other than zero was made of. */
function tell(result: FaultResult, say: (line: string) => void): void {
  for (const line of result.told) say(line);
  for (const [code, all] of Map.groupBy(result.surprises, (code) => code)) say(`surprise: ${code} ×${all.length}`);
  for (const words of result.ownEnds) say(words);
}
