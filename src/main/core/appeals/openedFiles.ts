import type { Appeal } from '../../../shared/domain/appeal/appeal.ts';

/** As many files as somebody may have looked at in one sitting. */
const MOST = 200;

/** Appeals of other people's that the present user has opened: what a step on one of them is predicted from. */
export interface OpenedFiles {
  get(viewerId: string, appealId: string): Appeal | null;
  put(viewerId: string, appeal: Appeal): void;
}

/** In memory alone: who watches has no copy of the region on this disk. */
export function createOpenedFiles(): OpenedFiles {
  const opened = new Map<string, Appeal>();
  const keyOf = (viewerId: string, appealId: string): string => `${viewerId} ${appealId}`;
  return {
    get: (viewerId, appealId) => opened.get(keyOf(viewerId, appealId)) ?? null,
    put(viewerId, appeal) {
      const key = keyOf(viewerId, appeal.id);
      const known = opened.get(key);
      if (known && known.version > appeal.version) return;
      opened.delete(key);
      opened.set(key, appeal);
      const [oldest] = opened.keys();
      if (opened.size > MOST && oldest !== undefined) opened.delete(oldest);
    },
  };
}
