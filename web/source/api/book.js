/* Where answers come from: null, a server. `vungphu export DIR site/` writes this module anew, with the list of the answers
 * that lie as files beside the page. */

/** @typedef {{snapshot: string, answers: string[], tiles: string[]}} Site names below data/ */

/** @type {Site | null} */
export const site = null;
