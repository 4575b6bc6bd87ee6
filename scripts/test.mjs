import { runWithNode24 } from './bootstrap.mjs';

runWithNode24('scripts/test.ts');
