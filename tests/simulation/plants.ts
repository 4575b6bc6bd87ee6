import { deskPlants } from './plantsOfDesk.ts';
import { journalPlants } from './plantsOfJournal.ts';

/** A bug put into the source on purpose: `find` stands exactly once in the file and is replaced. */
export interface Plant {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** Shows only where several things go wrong together: dozens of schedules may pass by. */
  isRare?: true;
}

export const plants: readonly Plant[] = [...journalPlants, ...deskPlants];
