/** Version of the contract between a desk and the journal. Raised when an older side could misunderstand the other. */
export const CONTRACT_VERSION = 1;
