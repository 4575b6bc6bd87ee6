import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

/**
 * `node tests/simulation/run.ts --seed S [--trace]` plays one schedule; `--from S --schedules N` plays the schedules
 * `S:0` … `S:N-1`. With OTKLIK_PLANT and `--import ./tests/simulation/plantHook.ts` a planted bug is at work.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    trace: { type: 'boolean' },
    from: { type: 'string' },
    schedules: { type: 'string' },
  },
});

const seeds =
  values.seed === undefined
    ? Array.from({ length: Number(values.schedules ?? 1) }, (_, n) => `${values.from ?? '1'}:${n}`)
    : [values.seed];
let violated = 0;
const print = values.trace ? (line: string): void => console.log(line) : null;
for (const seed of seeds) {
  const { violations, ...rest } = await simulate(seed, print);
  console.log(JSON.stringify(rest));
  for (const violation of violations) console.log(`  ${seed}: ${violation}`);
  if (violations.length > 0) violated += 1;
}
process.exitCode = violated > 0 ? 1 : 0;
