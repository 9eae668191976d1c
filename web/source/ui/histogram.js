/* People of a unit by how far they have to go, as a small picture. */
import {roundStep} from '../state/steps.js';
import {svg} from './dom.js';
import * as format from './format.js';
import {t, titleOf} from './language.js';

/** @import {Histogram, UnitService} from '../api/answers.js' */
/** @import {Key} from './language.js' */
/** @typedef {{from: number, to: number, people: number}} Bar */

const WIDTH = 320;
const HEIGHT = 92;
const FOOT = 16;
const HEAD = 16;
const BARS = 20;
const TAIL = 26; /* room of a bar for those beyond the scale */

/**
 * Where a bin begins: bin k of a less-is-better scale ends at first + k·step; of a more-is-better one it begins there.
 * @param {Histogram} histogram
 * @param {number} k
 * @param {boolean} more
 */
function startOf({first, step}, k, more) {
  if (more) return first + k * step;
  return k === 0 ? Math.min(0, first) : first + (k - 1) * step;
}

/**
 * The bins to show: all but the last hundredth of the people, since a long thin tail would flatten the picture.
 * @param {number[]} people
 * @param {boolean} more
 */
function shownBins(people, more) {
  const all = people.reduce((sum, n) => sum + n, 0);
  let last = people.length - 1;
  for (let tail = 0; last > 0 && tail + people[last] <= all * (more ? 0 : 0.01); last -= 1) tail += people[last];
  let first = 0;
  if (more) while (first < last && !(people[first] > 0)) first += 1;
  return {first, last};
}

/**
 * Joins the scale's many bins into few bars, which go past the limit; `rest` are the people beyond them. Pure, for the tests.
 * @param {Histogram} facts
 * @param {number | null} limit
 * @param {boolean} [more] is better
 * @returns {{bars: Bar[], rest: number}}
 */
export function barsOf(facts, limit, more = false) {
  const {first, step, people} = facts;
  if (!people.length || !(step > 0)) return {bars: [], rest: 0};
  const shown = shownBins(people, more);
  const low = more ? Math.min(startOf(facts, shown.first, more), limit ?? Infinity) : startOf(facts, 0, more);
  const high = Math.max(startOf(facts, shown.last, more) + step, limit ?? -Infinity);
  const width = Math.max(step, roundStep((high - low) / BARS));
  const origin = Math.floor(low / width + 1e-9) * width;
  /** @type {Bar[]} */
  const bars = [];
  for (let i = 0; origin + i * width < high - 1e-9; i += 1) bars.push({from: origin + i * width, to: origin + (i + 1) * width, people: 0});
  let rest = 0;
  for (let k = shown.first; k < people.length; k += 1) {
    if (!(people[k] > 0)) continue;
    /* The middle of the bin says in which bar it lies, whichever of its ends is closed. */
    const middle = !more && k === 0 ? Math.max(first, origin) : startOf(facts, k, more) + step / 2;
    const bar = bars[Math.max(0, Math.floor((middle - origin) / width + 1e-9))];
    if (bar) bar.people += people[k];
    else rest += people[k];
  }
  return {bars, rest};
}

/**
 * The bars to draw; where nobody has a value at all, the empty scale up to the limit.
 * @param {Histogram} facts
 * @param {number | null} limit
 * @param {boolean} more
 */
function drawnBars(facts, limit, more) {
  const found = barsOf(facts, limit, more);
  if (found.bars.length) return found;
  const from = more ? facts.first : 0;
  return {bars: [{from, to: Math.max(from + facts.step, limit ?? 0), people: 0}], rest: 0};
}

/** @type {Record<string, Key>} */
const axis = {min: 'histogram.minutes', m: 'histogram.metres'};

/**
 * A bar with its words.
 * @param {{x: number, width: number, height: number}} place
 * @param {string} kind class
 * @param {string} words
 */
const rect = ({x, width, height}, kind, words) => svg('rect', {x, width, y: HEIGHT - FOOT - height, height, class: kind}, svg('title', {}, words));

/**
 * The line of the limit with its name.
 * @param {number} place
 * @param {number} room
 * @param {string} words
 */
function limitLine(place, room, words) {
  const left = place > room / 2;
  return [
    svg('line', {x1: place, x2: place, y1: 2, y2: HEIGHT - FOOT + 3, class: 'limit'}),
    svg('text', {x: place + (left ? -5 : 5), y: 11, class: 'limit-name', 'text-anchor': left ? 'end' : 'start'}, words),
  ];
}

/**
 * Those whom no bar holds.
 * @param {Histogram} facts
 * @param {number} rest
 * @param {boolean} more
 * @returns {{name: string, sign: string, people: number, words: string}[]}
 */
function tailOf(facts, rest, more) {
  const beyond = rest + (facts.beyond ?? 0);
  const unreachable = facts.unreachable ?? 0;
  return [
    {name: 'beyond', sign: more ? '<' : '>', people: beyond, words: t(more ? 'histogram.weaker' : 'histogram.beyond', {n: format.people(beyond)})},
    {name: 'unreachable', sign: '∞', people: unreachable, words: t('histogram.unreachable', {n: format.people(unreachable)})},
  ].filter((part) => part.people > 0.5);
}

/**
 * null when the unit has nobody to show.
 * @param {UnitService} row
 * @param {boolean} more is better
 */
export function histogram({histogram: facts, limit, unit, title}, more) {
  if (!facts) return null;
  const {bars, rest} = drawnBars(facts, limit, more);
  const tail = tailOf(facts, rest, more);
  const most = Math.max(0, ...bars.map((bar) => bar.people), ...tail.map((part) => part.people));
  if (!(most > 0)) return null;
  const room = WIDTH - tail.length * TAIL;
  const each = room / bars.length;
  const [low, high] = [bars[0].from, bars[bars.length - 1].to];
  /** @param {number} n */
  const scale = (n) => Math.max(n > 0 ? 1 : 0, (n / most) * (HEIGHT - FOOT - HEAD));
  /** @param {Bar} bar */
  const served = (bar) => limit === null || (more ? bar.from >= limit - 1e-9 : bar.to <= limit + 1e-9);
  const label = t('histogram.label', {service: titleOf(title), axis: t(axis[unit] ?? 'histogram.signal')});
  return svg('svg', {class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label},
    bars.map((bar, i) => rect({x: i * each + 0.5, width: Math.max(0.5, each - 1), height: scale(bar.people)}, served(bar) ? 'served' : 'left-out',
      t('histogram.bar', {from: format.reach(bar.from, unit), to: format.reach(bar.to, unit), n: format.people(bar.people)}))),
    tail.map((part, i) => rect({x: room + i * TAIL + 6, width: 18, height: scale(part.people)}, `left-out ${part.name}`, part.words)),
    svg('line', {x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT, class: 'axis'}),
    svg('text', {x: 0, y: HEIGHT - 3}, format.reach(low, unit)),
    format.known(limit) && limitLine(((limit - low) / (high - low)) * room, room, t('histogram.limit', {value: format.reach(limit, unit)})),
    svg('text', {x: room, y: HEIGHT - 3, 'text-anchor': 'end'}, format.reach(high, unit)),
    tail.map((part, i) => svg('text', {x: room + i * TAIL + 15, y: HEIGHT - 3, 'text-anchor': 'middle'}, part.sign)));
}
