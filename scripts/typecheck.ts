import { globSync } from 'node:fs';
import { runPackage } from './lib/run.ts';

/** One configuration per runtime: what a folder may use is what its runtime has. */
const projects = globSync(['src/**/tsconfig.json', 'tests/tsconfig.json']).toSorted();
let failed = 0;
for (const project of projects) {
  if ((await runPackage('typescript/bin/tsc', ['-p', project])) !== 0) {
    console.error(`types: ${project} failed`);
    failed += 1;
  }
}
console.log(`types: ${projects.length - failed} of ${projects.length} projects are sound`);
process.exit(failed === 0 ? 0 : 1);
