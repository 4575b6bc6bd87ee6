/**
 * Version of the contract between a desk and the journal. Raised when an older side could misunderstand the other.
 * 2: device epochs, cursors with a mark, amendments that say what their author saw.
 */
export const CONTRACT_VERSION = 2;

/** The oldest desks this journal still serves. */
export const OLDEST_CONTRACT = 2;
