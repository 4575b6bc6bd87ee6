import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { deskArguments, deskOptions, deskOptionsFrom, KEY_DAYS, type DeskOptions } from '../host/deskOptions.ts';

/**
 * Options given on the command line, or null when there are none: then it is the installed program.
 * Not strict: the same line carries Chromium's own switches and the path of this script.
 * @throws AppError options.invalid
 */
export function readGivenOptions(args: readonly string[], env: NodeJS.ProcessEnv): DeskOptions | null {
  const { values } = parseArgs({ args: [...args], options: deskArguments, strict: false, allowPositionals: true });
  if (values['journal-url'] === undefined) return null;
  const parsed = deskOptions.safeParse(deskOptionsFrom(values, env));
  if (!parsed.success) throw new AppError('options.invalid', { field: fieldOf(parsed.error) });
  const { dataDir, rendererDir } = parsed.data;
  return { ...parsed.data, dataDir: resolve(dataDir), rendererDir: resolve(rendererDir) };
}

const settings = z.object({
  journalUrl: deskOptions.shape.journalUrl,
  pbxWsUrl: deskOptions.shape.pbxWsUrl.default(null),
  deviceName: deskOptions.shape.deviceName.optional(),
  keyDays: deskOptions.shape.keyDays.default(KEY_DAYS),
});

/**
 * Options of the installed program: addresses from `settings.json`, which an administrator lays out, the rest by rule.
 * @throws AppError settings.missing, settings.invalid
 */
export function readSettings(userData: string, rendererDir: string): DeskOptions {
  const file = join(userData, 'settings.json');
  if (!existsSync(file)) throw new AppError('settings.missing', { file });
  const parsed = settings.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new AppError('settings.invalid', { file, field: fieldOf(parsed.error) });
  const dataDir = join(userData, 'desk');
  return {
    dataDir,
    rendererDir,
    journalUrl: parsed.data.journalUrl,
    pbxWsUrl: parsed.data.pbxWsUrl,
    deviceName: parsed.data.deviceName ?? hostname(),
    logFile: join(dataDir, 'desk.log'),
    keyDays: parsed.data.keyDays,
    practice: null,
  };
}

function parseJson(text: string): unknown {
  try {
    // Notepad of Windows begins a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? '';
}
