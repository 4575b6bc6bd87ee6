import { z } from 'zod';

/** What is needed to take a call back that was lost with its window. */
const kept = z.object({
  dialog: z.object({ callId: z.string(), localTag: z.string(), remoteTag: z.string() }),
  /** SIP Call-ID under which the core knows the call. */
  sipCallId: z.string(),
  direction: z.enum(['incoming', 'outgoing']),
  linkedId: z.string().nullable(),
  queue: z.string().nullable(),
  phone: z.string().nullable(),
  displayName: z.string().nullable(),
  /** Wall clock, ms: the monotonic one begins anew with the window. */
  answeredAtMs: z.number(),
  /** Wall clock, ms, of the last sign of life. */
  aliveAtMs: z.number(),
});
export type KeptCall = z.infer<typeof kept>;

export interface CallMemory {
  keep(call: KeptCall): void;
  /** The call of the window before this one, if the exchange can still have it. */
  recall(): KeptCall | null;
  forget(): void;
}

/** The exchange gives a caller back to the queue after 35 s without media: what is older than that is somebody else's call. */
const keptForMs = 35_000;
const key = 'otklik.call';

/** By the window's own session storage, which outlives a reload and a crash and belongs to no other window. */
export function createCallMemory(storage: Storage, nowMs: () => number): CallMemory {
  return {
    keep: (call) => storage.setItem(key, JSON.stringify(call)),
    recall() {
      try {
        const found = kept.safeParse(JSON.parse(storage.getItem(key) ?? 'null'));
        return found.success && nowMs() - found.data.aliveAtMs <= keptForMs ? found.data : null;
      } catch {
        return null;
      }
    },
    forget: () => storage.removeItem(key),
  };
}
