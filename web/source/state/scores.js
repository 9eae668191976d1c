/* Which rows of the score board are wanted, and in which order. Pure. */

/** @import {Target} from '../api/answers.js' */
/** @typedef {{department: string, status: string, scores: string}} Wanted '' is all of them; scores: '' the plan's order, or 'people' */

/** People who are short of a target; null where it does not count people. @param {Pick<Target, 'gap_count' | 'gap_of'>} row */
const peopleShort = ({gap_count: n, gap_of: of}) => (of === 'people' && n !== null ? n : null);

/**
 * Those of a department and a status; by people short, what does not count people comes last, in the plan's order.
 * @template {Pick<Target, 'department' | 'status' | 'gap_count' | 'gap_of'>} Row
 * @param {Row[]} rows
 * @param {Wanted} wanted
 * @returns {Row[]}
 */
export function scoresOf(rows, {department, status, scores}) {
  const found = rows.filter((row) => (!department || (row.department || '-') === department) && (!status || row.status === status));
  return scores === 'people' ? [...found].sort((a, b) => (peopleShort(b) ?? -1) - (peopleShort(a) ?? -1)) : found;
}

/**
 * A target's values over time, as far as they compare: what a line is drawn of.
 * @param {{value: number | null, history?: import('../api/answers.js').Earlier[]}} row
 * @returns {{as_of: string, value: number}[]} in the order of time
 */
export function courseOf({history = []}) {
  const known = history.flatMap(({as_of, value, comparable}) => (comparable && value !== null ? [{as_of, value}] : []));
  const days = new Map(known.map((row) => [row.as_of, row])); /* of two builds of one day the later */
  return [...days.values()].sort((a, b) => a.as_of.localeCompare(b.as_of));
}
