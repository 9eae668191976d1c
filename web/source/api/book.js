/* Where answers come from: null, a server. `vungphu export DIR site/` writes this module anew, with the list of the answers
 * that lie as files beside the page. */

/** @typedef {{snapshot: string, answers: string[], sums: string[], tiles: string[], sheets: number}} Site names below data/; sums: of the answers, '' where the file has none; sheets: from this zoom on tiles are in an archive for each tile of it, 0: in one */

/** @type {Site | null} */
export const site = null;
