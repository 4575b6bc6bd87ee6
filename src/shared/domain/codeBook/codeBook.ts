import { z } from 'zod';
import { id } from '../../lib/primitives.ts';
import { redirectionTarget } from '../appeal/codeBooks.ts';

/**
 * What the region's administrator keeps for people to pick from. The books of the exchange (вид, источник, способ,
 * исход, признак направления …) are law and stay in the program: a further entry would be one no other system reads.
 * These hold words for the places where a card or a step is free text, so an entry taken away changes no card.
 */
export const codeBookName = z.enum(['redirectionBody', 'sourceOrganisation', 'reason']);
export type CodeBookName = z.infer<typeof codeBookName>;

/** Steps that ask why: what is usually said there is offered. */
export const reasonStep = z.enum(['forward', 'decline', 'return', 'extend', 'reopen']);
export type ReasonStep = z.infer<typeof reasonStep>;

const title = z.string().trim().min(3).max(300);

/** An entry as it is written down; `of` says where it is offered: a kind of addressee (P), or a step. */
export const codeBookDraft = z.discriminatedUnion('book', [
  z.object({ book: z.literal('redirectionBody'), of: redirectionTarget, title }),
  z.object({ book: z.literal('sourceOrganisation'), of: z.null(), title }),
  z.object({ book: z.literal('reason'), of: reasonStep, title }),
]);
export type CodeBookDraft = z.infer<typeof codeBookDraft>;

export const codeBookEntry = z.object({ id, book: codeBookName, of: z.string().nullable(), title: z.string() });
export type CodeBookEntry = z.infer<typeof codeBookEntry>;

/** All entries that are offered, by the alphabet within a book. */
export const codeBooks = z.array(codeBookEntry).max(2000);
export type CodeBooks = z.infer<typeof codeBooks>;
export const noCodeBooks: CodeBooks = [];

/** What is offered at one place, as texts. */
export function offeredIn(entries: CodeBooks, book: CodeBookName, of: string | null): string[] {
  return entries.filter((one) => one.book === book && one.of === of).map((one) => one.title);
}
