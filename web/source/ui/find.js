/* What the one search box finds: units, indicators, settlements and facilities by name, with or without tone marks and blanks. Pure. */
import {plain} from './spelling.js';

/** @typedef {'unit' | 'indicator' | 'settlement' | 'facility'} Kind */
/** about: which of several of one name. at: where it lies, of those that the map does not know by id. @typedef {{kind: Kind, id: string, name: string, about: string, at: [lon: number, lat: number] | null}} Candidate */

/* Words that say what a place is, which its name leaves out. */
const kinds = ['xa', 'phuong', 'thi tran', 'thi xa', 'huyen', 'thanh pho', 'tinh', 'thon', 'ban', 'xom', 'to dan pho', 'khu'];
const MOST = 12;
const MOST_OF_A_KIND = 5;
const order = /** @type {Kind[]} */ (['unit', 'indicator', 'settlement', 'facility']);

/** @param {string} words */
const close = (words) => words.replace(/[\s–-]+/g, '');

/** What the reader may mean: all of it, or what follows the kind of place. @param {string} words */
function meanings(words) {
  const whole = plain(words.trim());
  const kind = kinds.find((one) => whole.startsWith(`${one} `) || (close(whole).startsWith(close(one)) && !whole.includes(' ')));
  const rest = kind ? (whole.startsWith(`${kind} `) ? whole.slice(kind.length) : close(whole).slice(close(kind).length)) : '';
  return [close(whole), close(rest)].filter((one) => one.length > 1);
}

/**
 * How well a name fits, the least best; Infinity where not at all.
 * @param {string} name
 * @param {string} wanted without blanks
 */
function fit(name, wanted) {
  const words = plain(name);
  const whole = close(words);
  if (whole === wanted) return 0;
  if (whole.startsWith(wanted)) return 1;
  if (words.split(/\s+/).some((_, i, all) => all.slice(i).join('').startsWith(wanted))) return 2;
  return whole.includes(wanted) ? 3 : Infinity;
}

/**
 * Those that fit best, at most five of a kind.
 * @param {Candidate[]} candidates
 * @param {string} words
 * @returns {Candidate[]}
 */
export function find(candidates, words) {
  const wanted = meanings(words);
  if (!wanted.length) return [];
  /** @param {Candidate} one */
  const best = ({kind, id, name}) => Math.min(...wanted.map((meaning, i) => fit(name, meaning) + i / 2), kind === 'indicator' && plain(id).startsWith(wanted[0]) ? 1 : Infinity);
  const found = candidates.map((one) => ({one, rank: best(one)})).filter(({rank}) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank || order.indexOf(a.one.kind) - order.indexOf(b.one.kind) || a.one.name.length - b.one.name.length);
  return order.flatMap((kind) => found.filter(({one}) => one.kind === kind).slice(0, MOST_OF_A_KIND)).sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({one}) => one);
}
