/* Numbers as the reader writes them. null is "no data" and never 0. */
import {language, t, termOf} from './language.js';

/** @typedef {number | null | undefined} Amount */

const locale = () => (language() === 'vi' ? 'vi-VN' : 'en-GB');

/** @type {Map<string, Intl.NumberFormat>} making one takes longer than writing a hundred numbers */
const writers = new Map();
/** @param {number} least @param {number} most decimals */
function writer(least, most) {
  const key = `${locale()} ${least} ${most}`;
  const made = writers.get(key) ?? new Intl.NumberFormat(locale(), {minimumFractionDigits: least, maximumFractionDigits: most});
  writers.set(key, made);
  return made;
}

/**
 * @param {Amount} amount
 * @returns {amount is number}
 */
export const known = (amount) => typeof amount === 'number' && Number.isFinite(amount);

/**
 * @param {Amount} amount
 * @param {number} [digits] decimals
 */
export function number(amount, digits = 0) {
  if (!known(amount)) return t('no_data');
  return writer(digits, digits).format(amount);
}

/**
 * At most `digits` decimals, none that say nothing.
 * @param {Amount} amount
 * @param {number} [digits]
 */
export function compact(amount, digits = 2) {
  if (!known(amount)) return t('no_data');
  return writer(0, digits).format(amount);
}

/** @param {Amount} amount */
export const people = (amount) => number(amount, 0);

/** @param {number} amount */
const sign = (amount) => (amount > 0 ? '+' : amount < 0 ? '−' : '');

/** People more or fewer, with their sign. @param {Amount} amount */
export const signed = (amount) => (known(amount) ? `${sign(Math.abs(amount) < 0.5 ? 0 : amount)}${number(Math.abs(amount), 0)}` : t('no_data'));

/** Beside both numbers of people: the difference of what is shown. @param {Amount} before @param {Amount} after */
export const signedBetween = (before, after) => signed(known(before) && known(after) ? Math.round(after) - Math.round(before) : null);

/** A difference, with its sign. @param {Amount} amount @param {string} unit */
export const signedValue = (amount, unit) => (known(amount) ? `${sign(amount)}${value(Math.abs(amount), unit)}` : t('no_data'));

/** @type {Record<string, number>} */
const digitsOf = {percent: 1, per_10000: 1, ratio: 2, count: 0, people: 0, households: 0, houses: 0, flats: 0, index: 3};

/**
 * The decimals at which an amount is shown otherwise than the bounds that it is not at.
 * @param {number} amount
 * @param {Amount[]} bounds
 * @param {number} digits the fewest
 */
function apart(amount, bounds, digits) {
  let most = digits;
  for (const bound of bounds) {
    if (!known(bound) || Math.abs(amount - bound) <= 1e-9 * Math.max(1, Math.abs(bound))) continue;
    while (most < 12 && amount.toFixed(most) === bound.toFixed(most)) most += 1;
  }
  return most;
}

/**
 * An indicator's value in its unit; shares come as 0..1 and are shown as per cent. What misses its target is never
 * shown as the target, nor a part as the whole.
 * @param {Amount} amount
 * @param {string} unit
 * @param {Amount} [target]
 * @param {number} [more] decimals than usual
 */
export function value(amount, unit, target = null, more = 0) {
  const digits = (digitsOf[unit] ?? 1) + more;
  if (!known(amount)) return t('no_data');
  if (unit !== 'percent') return number(amount, apart(amount, [target], digits));
  return `${number(amount * 100, apart(amount * 100, [100, known(target) ? target * 100 : null], digits))}%`;
}

const FINER = 2; /* decimals */

/**
 * Before, after and the difference, as fine as it takes to see that they differ; the difference is that of the numbers shown.
 * @param {Amount} before
 * @param {Amount} after
 * @param {string} unit
 * @returns {[string, string, string]}
 */
export function compared(before, after, unit) {
  if (!known(before) || !known(after)) return [value(before, unit), value(after, unit), t('no_data')];
  const scale = unit === 'percent' ? 100 : 1;
  const both = [before * scale, after * scale];
  for (let more = 0; ; more += 1) {
    const decimals = both.map((amount) => apart(amount, unit === 'percent' ? [100] : [], (digitsOf[unit] ?? 1) + more)); /* as value() has them */
    const [was, is] = both.map((amount, i) => Number(amount.toFixed(decimals[i])));
    if (was === is && more < FINER && before !== after) continue;
    const change = is - was;
    return [value(before, unit, null, more), value(after, unit, null, more), `${sign(change)}${number(Math.abs(change), Math.max(...decimals))}${unit === 'percent' ? '%' : ''}`];
  }
}

/** The two alone, beside a target. @param {Amount} before @param {Amount} after @param {string} unit @param {Amount} [target] @returns {[string, string]} */
export function pair(before, after, unit, target = null) {
  for (let more = 0; more <= FINER; more += 1) {
    const [was, is] = [value(before, unit, target, more), value(after, unit, target, more)];
    if (was !== is) return [was, is];
  }
  return [value(before, unit, target), value(after, unit, target)];
}

/**
 * A class break or a target: as short as it can be.
 * @param {Amount} amount
 * @param {string} unit
 */
export function shortValue(amount, unit) {
  if (!known(amount)) return t('no_data');
  return unit === 'percent' ? `${compact(amount * 100, 1)}%` : compact(amount, 2);
}

/**
 * A break as it is written in the address: no unit, a decimal point.
 * @param {Amount} amount
 * @param {string} unit
 */
export const plainNumber = (amount, unit) => (known(amount) ? String(Number((unit === 'percent' ? amount * 100 : amount).toPrecision(10))) : '');

/**
 * What stands behind the number, where a sign in the number does not say it.
 * @param {string} unit
 */
export function unitWords(unit) {
  if (['percent', 'count', 'index'].includes(unit)) return ''; /* the number says it all */
  return unit ? termOf('unit', unit) : '';
}

/**
 * A value with its unit in words.
 * @param {Amount} amount
 * @param {string} unit
 */
export const whole = (amount, unit) => (known(amount) ? `${value(amount, unit)} ${unitWords(unit)}`.trim() : t('no_data'));

/**
 * A surface's value: minutes, metres, dB.
 * @param {Amount} amount
 * @param {string} [unit]
 */
export function reach(amount, unit) {
  if (!known(amount)) return t('no_data');
  if (unit === 'min') return t('minutes', {n: number(amount, 0)});
  if (unit === 'm') return amount >= 1000 ? `${compact(amount / 1000, 1)} km` : `${number(amount, 0)} m`;
  return `${compact(amount, 1)} ${unit ?? ''}`.trim();
}

/**
 * "tối đa 30 phút"
 * @param {Amount} amount
 * @param {string} unit
 * @param {boolean} moreIsBetter
 */
export const limit = (amount, unit, moreIsBetter) => t(moreIsBetter ? 'at_least' : 'at_most', {value: reach(amount, unit)});

/** @param {string | null} iso */
export function day(iso) {
  const time = new Date(iso ?? '');
  if (Number.isNaN(time.valueOf())) return iso ?? '';
  return new Intl.DateTimeFormat(locale(), {dateStyle: 'medium', timeZone: 'UTC'}).format(time);
}

/**
 * The day a snapshot was made, which its id begins with (20261129T061509Z-b577da); the id where it does not.
 * @param {string} id
 */
export function snapshotDay(id) {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(id);
  if (!found) return id;
  const [, year, month, date, hour, minute] = found;
  return `${day(`${year}-${month}-${date}`)} ${hour}:${minute} UTC`;
}
