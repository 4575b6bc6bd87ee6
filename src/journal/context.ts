import type { Tokens } from './auth/tokens.ts';
import type { DbHandle } from './db/createDb.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { RecordingFiles } from './recordings/recordingFiles.ts';
import type { ReferenceStore } from './reference/referenceStore.ts';

/** What every part of the journal works with. */
export interface Journal extends Pick<DbHandle, 'db'> {
  territory: string;
  region: string;
  demo: boolean;
  pbxDomain: string;
  clock: Clock;
  ids: Ids;
  log: Log;
  tokens: Tokens;
  files: RecordingFiles;
  reference: ReferenceStore;
  /** Tells the sequencer that something was committed. */
  wakeFeed(): void;
}
