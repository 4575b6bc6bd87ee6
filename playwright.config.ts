import { defineConfig } from '@playwright/test';

/** The operator's whole job in a real browser. One at a time: an exchange, a journal and a browser fill two cores. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/playwright',
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  projects: [{ name: 'headless' }, { name: 'electron', testMatch: 'mainJob.spec.ts' }],
});
