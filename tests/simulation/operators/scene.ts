import type { MemoryDump } from '../../support/memoryStore.ts';
import type { Words } from './cards.ts';

/** What surrounds the people of a schedule. */
export interface Scene {
  words: Words;
  /** The journal as it is now, for who looks into it from elsewhere. */
  dump(): MemoryDump;
  /** The journal or the disk of a desk was exchanged for an older one. */
  isPutBack(): boolean;
  /** Somebody does not see what they must. */
  complain(invariant: string, words: string): void;
}
