import { randomInt } from 'node:crypto';

/** Without letters and digits that are mistaken for each other when read aloud or from paper. */
const LETTERS = 'abcdefghkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A password an administrator reads out once: 78 bits, and good only for being changed. */
export function oneTimePassword(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
