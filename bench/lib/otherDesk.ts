import { startProgram } from '../../scripts/lib/childProgram.ts';

/** A desk at another place: a process of its own, which says of every appeal it comes to have that it has it. */
export interface OtherDesk {
  /** Resolves when the desk has said so; at once when it has already. */
  has(appealId: string): Promise<void>;
  stop(): Promise<void>;
}

/** What the desk's process says after it is ready. */
export interface DeskHas {
  appealId: string;
}

const WITHIN_MS = 10_000;

export async function startOtherDesk(
  entry: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<OtherDesk> {
  const had = new Set<string>();
  const waiting = new Map<string, () => void>();
  const program = await startProgram('desk', entry, words, env, undefined, (child) =>
    child.on('message', (message) => {
      const { appealId } = message as Partial<DeskHas>;
      if (appealId === undefined) return;
      had.add(appealId);
      waiting.get(appealId)?.();
    }),
  );
  return {
    async has(appealId) {
      if (had.has(appealId)) return;
      const told = Promise.withResolvers<void>();
      waiting.set(appealId, told.resolve);
      const late = setTimeout(() => told.reject(new Error('an appeal did not come to the other desk')), WITHIN_MS);
      await told.promise;
      clearTimeout(late);
      waiting.delete(appealId);
    },
    stop: () => program.stop(),
  };
}
