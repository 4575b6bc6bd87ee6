import { z } from 'zod';
import { act, actCommand, upcastCommand, type ActCommand } from '../../shared/contracts/journal.ts';
import type { Instant } from '../../shared/lib/primitives.ts';
import { cleanText } from './cleanText.ts';
import type { RawAct } from './pushEnvelope.ts';

const envelope = act.extend({ command: z.record(z.string(), z.unknown()) });

/** An act as far as this journal can read it. Who and when may be known where the command is not. */
export interface ReadAct {
  seq: number;
  id: string;
  raw: RawAct;
  by: { authorId: string; sessionId: string; occurredAt: Instant; kind: string | null } | null;
  command: ActCommand | null;
  /** Why it must be parked without being judged, or null. */
  fault: string | null;
}

/** Reads what came; pure, so that it is done before anything is locked. It never throws: nothing may hold a queue up. */
export function readAct(raw: RawAct): ReadAct {
  try {
    return read(raw);
  } catch {
    return putAside({ seq: raw.seq, id: raw.id, raw }, 'act.unreadable');
  }
}

function read(raw: RawAct): ReadAct {
  const { seq, id } = raw;
  const known = envelope.safeParse(raw);
  if (!known.success) return putAside({ seq, id, raw }, 'act.unreadable');
  const { authorId, sessionId, occurredAt, command: rawCommand } = known.data;
  const kind = kindOf(rawCommand);
  const by = { authorId: authorId.toLowerCase(), sessionId: sessionId.toLowerCase(), occurredAt, kind };
  // The desk keeps what the journal's door would not let in; the stub only holds its place.
  if (kind === 'act.withheld') return { seq, id, raw, by, command: null, fault: 'act.withheld' };
  const parsed = actCommand.safeParse(upcastCommand(cleanText(rawCommand)));
  if (!parsed.success) return { seq, id, raw, by, command: null, fault: 'act.unreadable' };
  return { seq, id, raw, by, command: parsed.data, fault: null };
}

function kindOf({ kind }: Record<string, unknown>): string | null {
  return typeof kind === 'string' ? kind.slice(0, 64).replaceAll('\0', '').toWellFormed() : null;
}

/** An act to be put aside unjudged; nothing of it is believed but what it came as. */
export function putAside({ seq, id, raw }: Pick<ReadAct, 'seq' | 'id' | 'raw'>, fault: string): ReadAct {
  return { seq, id, raw, by: null, command: null, fault };
}

/** The act as it came, JSON. */
export function bodyOf({ raw }: ReadAct): string {
  try {
    return JSON.stringify(raw);
  } catch {
    // Nested deeper than a stack is: the desk keeps what was meant, the journal its place.
    return JSON.stringify({ id: raw.id, seq: raw.seq });
  }
}
