/* Classes of a choropleth: few, of round numbers, with a break at the target so that the map shows
 * at a glance who has reached it. Pure, so that it is tested without a browser. */
import {isReached} from '../api/catalogue.js';
import {roundStep, tidy} from './steps.js';

/** @import {Colours} from '../api/answers.js' */
/** @typedef {'more' | 'less'} Better */
/**
 * null is open. Where more is better a class holds from <= value < to, where less is better from < value <= to,
 * so that a value at the target is always among those who reached it. `reached` is null without a target.
 * @typedef {{from: number | null, to: number | null, colour: string, reached: boolean | null}} ClassRow
 */

/**
 * @param {number[]} sorted
 * @param {number} share 0 to 1
 */
export function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Round edges between low and high.
 * @param {number} low
 * @param {number} high above low
 * @param {number} step
 */
function roundEdges(low, high, step) {
  const edges = [];
  for (let k = Math.ceil(low / step); k * step < high; k += 1) edges.push(tidy(k * step));
  return edges;
}

/**
 * Inner breaks, ascending. The outermost values do not decide the width of the classes.
 * @param {number[]} values at least one
 * @param {number | null} [target]
 * @param {Better} [better]
 * @param {number} [wanted] classes
 */
export function breaksOf(values, target = null, better = 'more', wanted = 7) {
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  let low = quantile(sorted, 0.04);
  let high = quantile(sorted, 0.96);
  if (!(high > low)) [low, high] = [least, most];
  /** @param {number} edge */
  const parts = (edge) => (better === 'less' ? edge >= least && edge < most : edge > least && edge <= most);
  /* Few values need few classes. */
  const step = high > low ? roundStep((high - low) / Math.max(2, Math.min(wanted, sorted.length / 2))) : 0;
  const breaks = step ? roundEdges(low, high, step).filter(parts) : [];
  if (target === null) return breaks;
  const kept = breaks.filter((edge) => Math.abs(edge - target) > step * 0.45);
  if (parts(target)) kept.push(target);
  return kept.sort((a, b) => a - b);
}

/** @param {string} colour #rrggbb */
const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
/** @param {number[]} parts */
const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

const ALONE = 0.75; /* share of the ramp of a class that is alone */

/**
 * The colour at a share of a ramp, between its neighbours, so that no two classes look alike.
 * @param {string[]} ramp
 * @param {number} share 0 to 1
 */
function at(ramp, share) {
  const place = share * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const [from, to] = [channels(ramp[below]), channels(ramp[below + 1])];
  return hex(from.map((part, i) => part + (place - below) * (to[i] - part)));
}

/**
 * n colours of a ramp, spread over it; a single one is where it stands out from the background.
 * @param {string[]} ramp
 * @param {number} n
 */
export function pick(ramp, n) {
  return Array.from({length: n}, (_, i) => at(ramp, n === 1 ? ALONE : i / (n - 1)));
}

/**
 * Colours the classes on each side of the target, palest next to it, strongest farthest from it.
 * @param {ClassRow[]} rows
 * @param {Better} better
 * @param {Colours} colours
 */
function paintAround(rows, better, colours) {
  for (const reached of [true, false]) {
    const side = rows.filter((row) => row.reached === reached);
    const tones = side.length ? pick(reached ? colours.reached : colours.short, side.length) : [];
    const outward = reached === (better !== 'less');
    side.forEach((row, i) => { row.colour = tones[outward ? i : side.length - 1 - i]; });
  }
}

/**
 * The classes between breaks, ascending, from an open one to an open one.
 * @param {number[]} breaks ascending
 * @param {{target?: number | null, better?: Better, colours: Colours, values?: (number | null)[]}} manner ramps pale first;
 *   values say on which side of the target all of them lie when it is no break
 * @returns {ClassRow[]}
 */
export function classesBetween(breaks, {target = null, better = 'more', colours, values = []}) {
  const edges = [null, ...breaks, null];
  /* The worst is the strongest: people look for where something is missing. */
  const tones = pick(colours.sequential, edges.length - 1);
  const ramp = better === 'less' ? tones : tones.reverse();
  const rows = edges.slice(1).map((to, i) => ({from: edges[i], to, colour: ramp[i], reached: /** @type {boolean | null} */ (null)}));
  if (target === null) return rows;
  const known = values.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  const ends = breaks.includes(target) || !known.length ? [-Infinity, Infinity] : [Math.min(...known), Math.max(...known)];
  for (const row of rows) row.reached = isReached({target, better}, better === 'less' ? row.to ?? ends[1] : row.from ?? ends[0]);
  paintAround(rows, better, colours);
  return rows;
}

/**
 * Classes of round numbers that hold the values; none without a value.
 * @param {(number | null)[]} values null is no data
 * @param {{target?: number | null, better?: Better, colours: Colours}} manner
 */
export function makeClasses(values, manner) {
  const known = values.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  return known.length ? classesBetween(breaksOf(known, manner.target, manner.better), {...manner, values}) : [];
}

/**
 * The class of a value; null when there is none.
 * @param {ClassRow[]} classes
 * @param {number | null | undefined} value
 * @param {{better?: Better}} [manner]
 */
export function classOf(classes, value, {better = 'more'} = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  /** @param {ClassRow} row */
  const holds = ({from, to}) => (better === 'less'
    ? (from === null || value > from) && (to === null || value <= to)
    : (from === null || value >= from) && (to === null || value < to));
  return classes.find(holds) ?? null;
}
