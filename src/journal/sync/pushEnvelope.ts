import { z } from 'zod';
import { id } from '../../shared/lib/primitives.ts';

/**
 * A push as far as the queue needs it. Anything else that is wrong with an act parks that act alone: a batch refused
 * as a whole would stand in the desk's way for ever.
 */
export const pushEnvelope = z.object({
  epoch: z.int().nonnegative(),
  acts: z
    .array(z.looseObject({ id: id.toLowerCase(), seq: z.int().positive() }))
    .min(1)
    .max(200),
});
export type PushEnvelope = z.output<typeof pushEnvelope>;
export type RawAct = PushEnvelope['acts'][number];
