/* Numbers as the reader writes them. null is "no data" and never 0. */
import {language, t, termOf} from './language.js';

const locale = () => (language() === 'vi' ? 'vi-VN' : 'en-GB');

export function number(value, digits = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return t('no_data');
  return new Intl.NumberFormat(locale(), {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value);
}

/* At most `digits` decimals, none that say nothing. */
export function compact(value, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return t('no_data');
  return new Intl.NumberFormat(locale(), {maximumFractionDigits: digits}).format(value);
}

export const people = (value) => number(value, 0);

const digitsOf = {percent: 1, per_10000: 1, ratio: 2, count: 0, people: 0, households: 0, houses: 0, flats: 0, index: 3};

/* An indicator's value in its unit; shares come as 0..1 and are shown as per cent. */
export function value(amount, unit, digits = digitsOf[unit] ?? 1) {
  if (amount === null || amount === undefined || !Number.isFinite(amount)) return t('no_data');
  if (unit === 'percent') return `${number(amount * 100, digits)}%`;
  return number(amount, digits);
}

/* A class break or a target: as short as it can be. */
export function shortValue(amount, unit) {
  if (amount === null || amount === undefined || !Number.isFinite(amount)) return t('no_data');
  return unit === 'percent' ? `${compact(amount * 100, 1)}%` : compact(amount, 2);
}

/* What stands behind the number, where a sign in the number does not say it. */
export function unitWords(unit) {
  if (['percent', 'count', 'index'].includes(unit)) return ''; /* the number says it all */
  return unit ? termOf('unit', unit) : '';
}

/* A surface's value: minutes, metres, dB. */
export function reach(amount, unit) {
  if (amount === null || amount === undefined || !Number.isFinite(amount)) return t('no_data');
  if (unit === 'min') return t('minutes', {n: number(amount, 0)});
  if (unit === 'm') return amount >= 1000 ? `${compact(amount / 1000, 1)} km` : `${number(amount, 0)} m`;
  return `${compact(amount, 1)} ${unit ?? ''}`.trim();
}

export function limit(amount, unit, moreIsBetter) {
  return t(moreIsBetter ? 'at_least' : 'at_most', {value: reach(amount, unit)});
}

export function day(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.valueOf())) return iso ?? '';
  return new Intl.DateTimeFormat(locale(), {dateStyle: 'medium', timeZone: 'UTC'}).format(time);
}

/* "Hoà Bình" and "hoa binh" are the same to a searching reader. */
export const plain = (words) => words.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
