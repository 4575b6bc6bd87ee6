import { z } from 'zod';

/**
 * Frames of the headless window's WebSocket, JSON text. The first frame of the window is `hello` with the start
 * token of the printed address; nothing else is answered before it.
 */
export const windowFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), token: z.string().max(256) }),
  z.object({ t: z.literal('call'), n: z.int(), name: z.string().max(64), input: z.unknown() }),
]);
export type WindowFrame = z.infer<typeof windowFrame>;

export const coreFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('welcome') }),
  z.object({ t: z.literal('answer'), n: z.int(), output: z.unknown() }),
  z.object({
    t: z.literal('error'),
    n: z.int(),
    error: z.object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
      text: z.string().optional(),
    }),
  }),
  z.object({ t: z.literal('event'), name: z.string(), event: z.unknown() }),
]);
export type CoreFrame = z.infer<typeof coreFrame>;
