/* Places where a site may stand, as the reader lists them: a line each, "lon; lat; price; name". Pure. */

/** @import {Place} from '../api/answers.js' */
/** @typedef {{place: Place, price: number | null, name: string}} Candidate */

/** A number with a decimal comma or point; NaN where it is none. @param {string | undefined} word */
const numberOf = (word) => (word?.trim() ? Number(word.trim().replace(',', '.')) : NaN);

/**
 * Parted by semicolons or tabs; by commas where there are neither, and numbers then have points.
 * @param {string} line
 */
const partsOf = (line) => line.split(/[;\t]/.test(line) ? /[;\t]/ : ',');

/** @param {string} line @returns {Candidate | null} null where it is no place */
function candidateOf(line) {
  const [lon, lat, third, ...rest] = partsOf(line);
  const place = /** @type {Place} */ ([numberOf(lon), numberOf(lat)]);
  if (!place.every(Number.isFinite) || place[0] < -180 || place[0] > 360 || Math.abs(place[1]) > 90) return null;
  const price = numberOf(third);
  const known = Number.isFinite(price) && price >= 0;
  return {place, price: known ? price : null, name: (known ? rest : [third ?? '', ...rest]).join(' ').trim()};
}

/**
 * @param {string} words
 * @returns {{rows: Candidate[], wrong: number[]}} wrong: lines that name no place, from 1; a head of words is none of them
 */
export function candidatesOf(words) {
  /** @type {Candidate[]} */
  const rows = [];
  /** @type {number[]} */
  const wrong = [];
  words.split(/\r?\n/).forEach((line, i) => {
    if (!line.trim()) return;
    const row = candidateOf(line);
    if (row) rows.push(row);
    else if (i > 0 || /\d/.test(line)) wrong.push(i + 1);
  });
  return {rows, wrong};
}

/** The candidate that a site is; a site stands in the middle of a candidate's cell. @param {Candidate[]} rows @param {Place} site */
export function nearestOf(rows, [lon, lat]) {
  const away = (/** @type {Candidate} */ {place}) => Math.hypot((place[0] - lon) * Math.cos(lat * Math.PI / 180), place[1] - lat);
  return [...rows].sort((a, b) => away(a) - away(b))[0] ?? null;
}
