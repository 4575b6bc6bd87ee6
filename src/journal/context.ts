import type { DemoUser } from '../shared/contracts/journal.ts';
import type { Rates } from './auth/createRates.ts';
import type { SessionLookUp } from './auth/sessionLookUp.ts';
import type { Tokens } from './auth/tokens.ts';
import type { DbHandle } from './db/createDb.ts';
import type { Clock, Ids, Log } from './ports.ts';
import type { ReceivedFiles } from './files/receivedFiles.ts';
import type { RecoveryKeys } from './recovery/recoveryKeys.ts';
import type { ReferenceStore } from './reference/referenceStore.ts';
import type { SyncService } from './sync/syncService.ts';
import type { SecretSeal } from './webhooks/sealSecret.ts';

/** What every part of the journal works with. */
export interface Journal extends Pick<DbHandle, 'db' | 'lend' | 'lendPlanned'> {
  territory: string;
  region: string;
  demo: boolean;
  pbxDomain: string;
  clock: Clock;
  ids: Ids;
  log: Log;
  tokens: Tokens;
  sessions: SessionLookUp;
  /** How often other programs may ask. */
  rates: Rates;
  files: ReceivedFiles;
  attachmentFiles: ReceivedFiles;
  /** Seals what other programs entrust to this one. */
  seal: SecretSeal;
  webhooks: { allowPrivate: boolean };
  reference: ReferenceStore;
  sync: SyncService;
  /** Something was committed for desks: the sequencer may look. */
  committed: () => void;
  /** What opens the copies desks wrap of their cache's key; null while this journal keeps no such key. */
  recovery: RecoveryKeys | null;
  /** Given only by the demo: their passwords are printed. */
  demoUsers: readonly DemoUser[] | null;
}
