/* A surface parted at the limit in force: calm where people are reached, strong where they are not. The classes go with the
 * limit, so that the map shows each one from the same values. Pure. */
import {pick} from './classes.js';

/** @import {Colours} from '../api/answers.js' */
/** @import {ClassRow} from './classes.js' */

const shares = [1 / 3, 2 / 3, 1, 1.5, 2]; /* of a limit of minutes or metres */
const steps = [-12, -6, 0, 6, 12]; /* decibels from a limit of field strength */

/**
 * From the lowest value to the highest.
 * @param {number} limit
 * @param {boolean} moreIsBetter
 * @param {Colours} colours ramps pale first
 * @returns {ClassRow[]}
 */
export function limitClasses(limit, moreIsBetter, colours) {
  const edges = [null, ...(moreIsBetter ? steps.map((step) => limit + step) : shares.map((share) => limit * share)), null];
  const half = (edges.length - 1) / 2;
  const within = pick(colours.reached, half), beyond = pick(colours.short, half);
  /* Strongest farthest from the limit. */
  const low = moreIsBetter ? [...beyond].reverse() : [...within].reverse(), high = moreIsBetter ? within : beyond;
  return [...low, ...high].map((colour, i) => ({from: edges[i], to: edges[i + 1], colour, reached: moreIsBetter === i >= half}));
}
