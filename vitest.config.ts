import { defineConfig } from 'vitest/config';

/** Unit tests sit beside the code; what crosses processes lives in tests/ and may start real programs. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // A sign-in costs a password's hash, and a shared machine may be slow at it.
          testTimeout: 20_000,
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts', 'deploy/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          globalSetup: ['tests/support/postgresRun.ts'],
          include: [
            'tests/integration/**/*.test.ts',
            'tests/contract/**/*.test.ts',
            'tests/electron/**/*.test.ts',
            'tests/simulation/**/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
