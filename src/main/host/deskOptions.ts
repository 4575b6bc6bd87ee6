import { hostname } from 'node:os';
import { z } from 'zod';

/** How old the key of a desk's memory grows unless somebody says otherwise. */
export const KEY_DAYS = 90;

/** What every host of the core must be told, however it is told it: by arguments, or by a settings file. */
export const deskOptions = z.object({
  dataDir: z.string().min(1),
  rendererDir: z.string().min(1),
  journalUrl: z.url({ protocol: /^https?$/ }),
  pbxWsUrl: z.url({ protocol: /^wss?$/ }).nullable(),
  deviceName: z.string().min(1).max(120),
  logFile: z.string().nullable(),
  /** The key of the desk's memory is changed when it is older than so many days. */
  keyDays: z.coerce.number().int().min(1).max(3650),
  /** Control address and secret of the practice line: demo only. */
  practice: z.object({ url: z.url(), secret: z.string().min(1) }).nullable(),
});
export type DeskOptions = z.infer<typeof deskOptions>;

/** The arguments of a host, for `parseArgs`. */
export const deskArguments = {
  'data-dir': { type: 'string' },
  'renderer-dir': { type: 'string' },
  'journal-url': { type: 'string' },
  'pbx-ws-url': { type: 'string' },
  'device-name': { type: 'string' },
  'log-file': { type: 'string' },
  'key-days': { type: 'string' },
  'practice-url': { type: 'string' },
} as const;

export type DeskArgumentValues = { [N in keyof typeof deskArguments]?: string | boolean | undefined };

/** Parsed arguments as options yet to be checked; secrets come by the environment, where a process list does not show them. */
export function deskOptionsFrom(
  values: DeskArgumentValues,
  env: NodeJS.ProcessEnv,
): Record<keyof DeskOptions, unknown> {
  return {
    dataDir: values['data-dir'],
    rendererDir: values['renderer-dir'],
    journalUrl: values['journal-url'],
    pbxWsUrl: values['pbx-ws-url'] ?? null,
    deviceName: values['device-name'] ?? hostname(),
    logFile: values['log-file'] ?? null,
    keyDays: values['key-days'] ?? KEY_DAYS,
    practice: values['practice-url'] ? { url: values['practice-url'], secret: env['OTKLIK_PRACTICE_SECRET'] } : null,
  };
}
