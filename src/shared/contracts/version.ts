/**
 * Version of the contract between a desk and the journal. Raised when an older side could misunderstand the other.
 * 2: device epochs, cursors with a mark, amendments that say what their author saw.
 * 3: the whole registration card, and the way of an appeal from level to level and through review.
 * 4: files, marks of experts, versions of the classifier, lists of what is soon overdue.
 */
export const CONTRACT_VERSION = 4;

/** The oldest desks this journal still serves. */
export const OLDEST_CONTRACT = 2;
