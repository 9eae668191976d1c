/* Where the classes of an indicator part. They hold for every limit and group that it is asked with, so that a
 * colour keeps its meaning when a term changes. Pure, so that it is tested without a browser. */
import {breaksOf, quantile} from './classes.js';

/** @import {Indicator} from '../api/answers.js' */
/** @typedef {Pick<Indicator, 'unit' | 'service' | 'target' | 'better'>} Scaled */

/* Shares of people: finer where little is missing, since targets lie there. */
const shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const CROWDED = 0.03; /* a break this near to the target gives way to it */
const PARTS = 6;

/**
 * Shares of who is reached have the same classes everywhere; other units are too different for that.
 * @param {Scaled} indicator
 */
const isFixed = ({unit, service}) => unit === 'percent' && service !== null;

/**
 * The reader's own breaks, "10;50;90" in the unit shown; empty when there is none among the words.
 * @param {string} words
 * @param {string} unit
 */
export function breaksOfWords(words, unit) {
  const numbers = words.split(/[;\s]+/).filter(Boolean).map((word) => Number(word.replace(',', '.')) / (unit === 'percent' ? 100 : 1));
  return [...new Set(numbers.filter(Number.isFinite))].sort((a, b) => a - b);
}

/**
 * Whether the breaks come from values: those of the indicator as it is defined.
 * @param {{indicator: Scaled, scheme: string}} question
 */
export const isFromValues = ({indicator, scheme}) => scheme === 'quantile'
  || (!isFixed(indicator) && breaksOfWords(scheme, indicator.unit).length === 0);

/**
 * @param {number[]} breaks
 * @param {number | null} target is always one of them, so that no class lies on both its sides
 * @param {number} [crowded]
 */
function withTarget(breaks, target, crowded = 0) {
  if (target === null) return breaks;
  return [...breaks.filter((edge) => Math.abs(edge - target) > crowded), target].sort((a, b) => a - b);
}

/**
 * Breaks that leave about as many units in each class.
 * @param {number[]} values
 */
function quantileBreaks(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const edges = Array.from({length: PARTS - 1}, (_, i) => Number(quantile(sorted, (i + 1) / PARTS).toPrecision(3)));
  return [...new Set(edges)].filter((edge) => edge > sorted[0]);
}

/**
 * Inner breaks, ascending.
 * @param {string} scheme '' the indicator's, 'quantile', or the reader's own breaks
 * @param {Scaled} indicator
 * @param {(number | null)[]} values of the units, as the indicator is defined
 */
export function breaksFor(scheme, indicator, values) {
  const {unit, target, better} = indicator;
  const known = values.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  if (scheme === 'quantile') return known.length ? withTarget(quantileBreaks(known), target) : [];
  const own = breaksOfWords(scheme, unit);
  if (own.length) return withTarget(own, target);
  if (isFixed(indicator)) return withTarget(shares, target, CROWDED);
  return known.length ? breaksOf(known, target, better) : [];
}
