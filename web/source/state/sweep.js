/* A question at every limit, from one download: what is shown while the reader moves the limit. Pure. */

/** @import {SweepAnswer, UnitValue, ValuesAnswer} from '../api/answers.js' */

/**
 * The place of a limit in the list; -1 where it is none of them.
 * @param {SweepAnswer} sweep
 * @param {number | null} limit
 */
export const placeOf = ({limits}, limit) => (limit === null ? -1 : limits.findIndex((one) => Math.abs(one - limit) < 1e-6));

/**
 * The figures of one limit, as the server answers them. Bounds of units are not in the download.
 * @param {SweepAnswer} sweep
 * @param {number} k
 * @param {ValuesAnswer['indicator']} indicator
 * @returns {ValuesAnswer}
 */
export function figuresAt(sweep, k, indicator) {
  /** @param {SweepAnswer['values'][number]} row @returns {UnitValue} */
  const unit = ({code, name, value, numerator, denominator}) => ({code, name, value: value[k], numerator: numerator[k], denominator: denominator[k], low: null, high: null});
  return {indicator, question: {...sweep.question, limit: sweep.limits[k]}, province: sweep.province[k], values: sweep.values.map(unit), snapshot: sweep.snapshot};
}
