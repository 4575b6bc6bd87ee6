import type { AppealReference } from '../../shared/domain/appeal/controls.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import type { Account } from '../queries/users.ts';

/** What is known of an act besides its command. */
export interface ActContext {
  territory: string;
  actId: string;
  deviceId: string;
  /** The author as they were when the act was done. */
  author: Account;
  occurredAt: Instant;
  /** By the journal's clock. */
  receivedAt: Instant;
  reference: AppealReference;
}
