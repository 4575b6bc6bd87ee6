/** `npm run bench -- NAME [options]`: measures one thing on real parts; the last line is one JSON object. */
const benches: Readonly<Record<string, () => Promise<{ bench: (args: readonly string[]) => Promise<object> }>>> = {
  faults: () => import('./faults.ts'),
  storm: () => import('./storm.ts'),
  pop: () => import('./pop.ts'),
  call: () => import('./call.ts'),
  cuts: () => import('./cuts.ts'),
  unplug: () => import('./unplug.ts'),
  sim: () => import('./sim.ts'),
  sync: () => import('./sync.ts'),
  journal: () => import('./journal.ts'),
  form: () => import('./form.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  console.error(`npm run bench -- ${Object.keys(benches).join(' | ')} [--seed N]`);
  process.exit(2);
}
const { bench } = await load();
console.log(JSON.stringify(await bench(args)));
process.exit(0);
