import { join } from 'node:path';
import { createPracticeLine } from './createPracticeLine.ts';
import { readPracticeConfig } from './readPracticeConfig.ts';

const { port, secret, accounts } = readPracticeConfig(process.env, process.argv.slice(2));

const line = await createPracticeLine({
  port,
  accounts: (user) => (Object.hasOwn(accounts, user) ? (accounts[user] ?? null) : null),
  assetsDir: process.env['OTKLIK_PRACTICE_ASSETS'] ?? join(import.meta.dirname, '..', '..', 'assets', 'practice'),
  log: (event, ids) => console.log(JSON.stringify({ event, ...ids })),
  ...(secret ? { secret } : {}),
});

const leave = (): void => {
  void line.stop().finally(() => process.exit(0));
};
process.once('SIGTERM', leave);
process.once('SIGINT', leave);
// A training line has no life of its own: it goes with whoever started it.
process.once('disconnect', leave);
process.send?.({ ready: true, wsUrl: line.wsUrl, controlUrl: line.controlUrl });
