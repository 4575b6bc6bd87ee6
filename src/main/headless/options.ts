import { parseArgs } from 'node:util';
import { z } from 'zod';
import { deskArguments, deskOptions, deskOptionsFrom } from '../host/deskOptions.ts';

const schema = deskOptions.extend({ port: z.coerce.number().int().min(0).max(65535) });
export type HeadlessOptions = z.infer<typeof schema>;

/** Options of the headless host. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): HeadlessOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { ...deskArguments, port: { type: 'string', default: '0' } },
  });
  return schema.parse({ ...deskOptionsFrom(values, env), port: values.port });
}
