import { z } from 'zod';
import { id, instant } from '../../lib/primitives.ts';

/** A recording of one call: a two-channel WAV, left the operator, right the caller, 8 kHz A-law as on the trunk. */
export const recording = z.object({
  id,
  callId: id,
  operatorId: id,
  startedAt: instant,
  bytes: z.int().nonnegative(),
  /** Hex SHA-256 of the whole file, known when it is finished. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** When the journal held and verified all of it. */
  verifiedAt: instant.nullable(),
});
export type Recording = z.infer<typeof recording>;
