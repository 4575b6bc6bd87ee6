import { appealNumber, isProvisional } from '../../shared/domain/appeal/appeal.ts';
import type { BlockRow, SerialRange, Writes } from '../store/journalStore.ts';

/** What became of the number a desk gave to an appeal. */
export interface NumberVerdict {
  /** The number the journal gives instead, or null when the desk's stands. */
  fresh: string | null;
  /** Control codes to mend, when the number was not as it should be. */
  flags: string[];
  numbers: Writes['numbers'][number][];
}

export interface NumberContext {
  territory: string;
  deviceId: string;
  blocks: readonly BlockRow[];
  finalOwner(number: string): string | null;
  /** A number nobody has. */
  fresh(): Promise<string>;
}

/**
 * Keeps the number that was said to the caller wherever it can be kept, and never refuses the registration for it:
 * a number that is taken or was never given out is replaced, with a flag, and still finds the appeal.
 */
export async function settleNumber(context: NumberContext, appealId: string, given: string): Promise<NumberVerdict> {
  const replaced = async (flags: string[]): Promise<NumberVerdict> => {
    const fresh = await context.fresh();
    const alias = given === '' ? [] : [{ number: given, appealId, isFinal: false }];
    return { fresh, flags, numbers: [...alias, { number: fresh, appealId, isFinal: true }] };
  };
  if (isProvisional(given)) return replaced([]);
  const owner = blockOwner(context, given);
  if (owner === null) return replaced(['control.number_not_reserved']);
  if (context.finalOwner(given) !== null) return replaced(['control.number_taken']);
  const flags = owner === context.deviceId ? [] : ['control.number_of_other_desk'];
  return { fresh: null, flags, numbers: [{ number: given, appealId, isFinal: true }] };
}

/** The device whose block holds the number; null for a number that was never given out. */
function blockOwner({ territory, blocks }: NumberContext, number: string): string | null {
  const serial = serialOf(territory, number);
  if (serial === null) return null;
  return blocks.find((block) => block.first <= serial && serial <= block.last)?.deviceId ?? null;
}

/** The serial of a number that is spelled as the journal spells it, or null. */
export function serialOf(territory: string, number: string): number | null {
  const serial = Number(/^\d{2}-(\d{6,15})$/.exec(number)?.[1]);
  return Number.isSafeInteger(serial) && number === appealNumber(territory, serial) ? serial : null;
}

/** The serials of these numbers as ranges, those that stand side by side together. */
export function serialRanges(territory: string, numbers: readonly string[], widest: number): SerialRange[] {
  const serials = numbers.map((number) => serialOf(territory, number)).filter((serial) => serial !== null);
  const ranges: SerialRange[] = [];
  for (const serial of [...new Set(serials)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && serial === last.last + 1 && serial - last.first < widest) last.last = serial;
    else ranges.push({ first: serial, last: serial });
  }
  return ranges;
}
