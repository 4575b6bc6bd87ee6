import type { z } from 'zod';
import type { Cache } from './openCache.ts';

export interface SettingRepository {
  /** The value is shared by everybody who asks: nobody changes it in place. */
  get<T>(name: string, schema: z.ZodType<T>): T | null;
  set(name: string, body: unknown): void;
  remove(name: string): void;
}

/** Named values of this desk: its identity, the reference data, the session in hand. */
export function settingRepository(cache: Cache): SettingRepository {
  const read = cache.prepare<[string], { body: string }>('SELECT body FROM setting WHERE name = ?');
  const write = cache.prepare(
    'INSERT INTO setting (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body',
  );
  const erase = cache.prepare('DELETE FROM setting WHERE name = ?');
  /** The identity is asked for in every round: what has not changed since is not parsed again. */
  const known = new Map<string, { body: string; schema: z.ZodType; value: unknown }>();
  return {
    get<T>(name: string, schema: z.ZodType<T>) {
      const row = read.get(name);
      if (!row) return null;
      const last = known.get(name);
      if (last?.body === row.body && last.schema === schema) return last.value as T;
      // A value of an older shape is as good as none: all of them can be fetched or made again.
      const parsed = schema.safeParse(JSON.parse(row.body));
      if (!parsed.success) return null;
      known.set(name, { body: row.body, schema, value: parsed.data });
      return parsed.data;
    },
    set(name, body) {
      write.run(name, JSON.stringify(body));
    },
    remove(name) {
      erase.run(name);
    },
  };
}
