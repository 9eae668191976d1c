/* Where answers come from: null, a server. `vungphu export DIR site/` writes this module anew, with the list of the answers
 * that lie as files beside the page. */

/** @typedef {{snapshot: string, answers: string[], sums: string[], tiles: string[]}} Site names below data/; sums: of the answers, '' where the file has none */

/** @type {Site | null} */
export const site = null;
