import { deskPlants } from './plantsOfDesk.ts';
import { journalPlants } from './plantsOfJournal.ts';

/** A place in the source: `find` stands exactly once in the file and is replaced. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

/** A bug put into the source on purpose. */
export interface Plant extends Edit {
  name: string;
  /** Where one rule is kept by several lines, each of which would do alone. */
  also?: readonly Edit[];
  /** Shows only where several things go wrong together: dozens of schedules may pass by. */
  isRare?: true;
}

export const plants: readonly Plant[] = [...journalPlants, ...deskPlants];

export function editsOf({ file, find, replace, also = [] }: Plant): Edit[] {
  return [{ file, find, replace }, ...also];
}
