import { createStore } from 'zustand/vanilla';

/** What is being written to the supervisor, by act: a ring that takes the screen away takes no word of it. */
export const handOverNotes = createStore<Readonly<Record<string, string>>>(() => ({}));

export function writeNote(actId: string, note: string): void {
  handOverNotes.setState({ [actId]: note });
}
