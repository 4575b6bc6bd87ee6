import type { z } from 'zod';
import type { Cache } from './openCache.ts';

export interface SettingRepository {
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
  return {
    get(name, schema) {
      const row = read.get(name);
      if (!row) return null;
      // A value of an older shape is as good as none: all of them can be fetched or made again.
      const parsed = schema.safeParse(JSON.parse(row.body));
      return parsed.success ? parsed.data : null;
    },
    set(name, body) {
      write.run(name, JSON.stringify(body));
    },
    remove(name) {
      erase.run(name);
    },
  };
}
