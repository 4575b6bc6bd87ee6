import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const schema = z.object({
  dataDir: z.string().min(1),
  rendererDir: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
  journalUrl: z.url({ protocol: /^https?$/ }),
  pbxWsUrl: z.url({ protocol: /^wss?$/ }).nullable(),
  deviceName: z.string().min(1).max(120),
  logFile: z.string().nullable(),
  /** Control address and secret of the practice line: demo only. */
  practice: z.object({ url: z.url(), secret: z.string().min(1) }).nullable(),
});
export type HeadlessOptions = z.infer<typeof schema>;

/** Options of the headless host; secrets come by the environment, where a process list does not show them. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): HeadlessOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'data-dir': { type: 'string' },
      'renderer-dir': { type: 'string' },
      port: { type: 'string', default: '0' },
      'journal-url': { type: 'string' },
      'pbx-ws-url': { type: 'string' },
      'device-name': { type: 'string' },
      'log-file': { type: 'string' },
      'practice-url': { type: 'string' },
    },
  });
  return schema.parse({
    dataDir: values['data-dir'],
    rendererDir: values['renderer-dir'],
    port: values.port,
    journalUrl: values['journal-url'],
    pbxWsUrl: values['pbx-ws-url'] ?? null,
    deviceName: values['device-name'] ?? hostname(),
    logFile: values['log-file'] ?? null,
    practice: values['practice-url'] ? { url: values['practice-url'], secret: env['OTKLIK_PRACTICE_SECRET'] } : null,
  });
}
