import { parseArgs } from 'node:util';
import { isShown } from './runWorker.ts';
import { simulate } from './simulate.ts';

/**
 * A process of the simulator: plays the schedules `seed:from` up to `seed:to`, every `stride`-th, and says what came
 * of them as one JSON line. `--untilCaught` ends at the first violation.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    to: { type: 'string', default: '1' },
    stride: { type: 'string', default: '1' },
    untilCaught: { type: 'boolean', default: false },
  },
});

/** What a worker says of its schedules. */
export interface WorkerReport {
  schedules: number;
  violated: { seed: string; violations: string[] }[];
  acts: number;
  deliveries: number;
  duplicates: number;
  kills: number;
  killsInsideTransaction: number;
  rebases: number;
  events: number;
}

const report: WorkerReport = {
  schedules: 0,
  violated: [],
  acts: 0,
  deliveries: 0,
  duplicates: 0,
  kills: 0,
  killsInsideTransaction: 0,
  rebases: 0,
  events: 0,
};
for (let n = Number(values.from); n < Number(values.to); n += Number(values.stride)) {
  const { seed, violations, digest: _, ...counts } = await simulate(`${values.seed}:${n}`);
  report.schedules += 1;
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) report[name] += counts[name];
  if (violations.length > 0) {
    report.violated.push({ seed, violations });
    if (values.untilCaught && isShown(violations)) break;
  }
}
process.stdout.write(`${JSON.stringify(report)}\n`);
