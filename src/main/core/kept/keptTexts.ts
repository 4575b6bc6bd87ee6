import { z } from 'zod';
import type { Desk } from '../desk.ts';

const keptText = z.string();

/** What a window keeps for the present user between reloads, in the enciphered cache: it may name people. */
export function readKept(desk: Desk, name: string): string | null {
  return desk.settings.get(nameFor(desk, name), keptText);
}

/** Null forgets it. */
export function writeKept(desk: Desk, name: string, text: string | null): void {
  if (text === null) desk.settings.remove(nameFor(desk, name));
  else desk.settings.set(nameFor(desk, name), text);
}

/** A desk is shared by shifts: nobody sees what somebody else was writing. */
function nameFor(desk: Desk, name: string): string {
  return `kept/${desk.session.require().user.id}/${name}`;
}
