/* People of a unit by how far they have to go, as a small picture. */
import {svg} from '../dom.js';
import * as format from '../format.js';
import {t, titleOf} from '../language.js';
import {roundStep} from '../classes.js';

const WIDTH = 320;
const HEIGHT = 92;
const FOOT = 16;
const HEAD = 16;
const BARS = 20;

/* Joins the scale's many bins into few bars. They end past the limit and past all but the last
 * hundredth of the people, who are `rest`: a long thin tail would flatten the picture. Bin k of a less-is-better scale ends at
 * first + k·step; of a more-is-better one it begins there. Pure, for the tests. */
export function barsOf({first, step, people}, limit, more = false) {
  if (!people.length || !(step > 0)) return {bars: [], rest: 0};
  const startOf = (k) => (more ? first + k * step : k === 0 ? Math.min(0, first) : first + (k - 1) * step);
  let last = people.length - 1;
  let start = 0;
  const all = people.reduce((sum, n) => sum + n, 0);
  let tail = 0;
  while (last > 0 && tail + people[last] <= all * (more ? 0 : 0.01)) {
    tail += people[last];
    last -= 1;
  }
  if (more) while (start < last && !(people[start] > 0)) start += 1;
  const low = more ? Math.min(startOf(start), limit ?? Infinity) : startOf(0);
  const high = Math.max(startOf(last) + step, limit ?? -Infinity);
  const width = Math.max(step, roundStep((high - low) / BARS));
  const bars = new Map();
  const origin = Math.floor(low / width + 1e-9) * width;
  for (let i = 0; origin + i * width < high - 1e-9; i += 1) bars.set(i, {from: origin + i * width, to: origin + (i + 1) * width, people: 0});
  let rest = 0;
  for (let k = start; k < people.length; k += 1) {
    if (!(people[k] > 0)) continue;
    /* The middle of the bin says in which bar it lies, whichever of its ends is closed. */
    const middle = !more && k === 0 ? Math.max(first, origin) : startOf(k) + step / 2;
    const bar = bars.get(Math.max(0, Math.floor((middle - origin) / width + 1e-9)));
    if (bar) bar.people += people[k];
    else rest += people[k];
  }
  return {bars: [...bars.values()], rest};
}

const axis = {min: 'histogram.minutes', m: 'histogram.metres'};

/* Returns null when the unit has nobody to show. */
export function histogram(row, more) {
  const {histogram: facts, limit, unit} = row;
  if (!facts) return null;
  const {bars, rest} = barsOf(facts, limit, more);
  const beyond = rest + (facts.beyond ?? 0);
  const most = Math.max(...bars.map((bar) => bar.people), beyond, facts.unreachable ?? 0, 0);
  if (!(most > 0)) return null;
  const tail = [['beyond', beyond], ['unreachable', facts.unreachable]].filter(([, n]) => n > 0.5);
  const room = WIDTH - tail.length * 26;
  const each = room / bars.length;
  const scale = (n) => Math.max(n > 0 ? 1 : 0, (Math.min(n, most) / most) * (HEIGHT - FOOT - HEAD));
  const low = bars[0].from;
  const high = bars[bars.length - 1].to;
  const placeOf = (amount) => ((amount - low) / (high - low)) * room;
  const served = (bar) => (more ? bar.from >= limit - 1e-9 : bar.to <= limit + 1e-9);
  const label = t('histogram.label', {service: titleOf(row.title), axis: t(axis[unit] ?? 'histogram.signal')});
  return svg('svg', {class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label},
    bars.map((bar, i) => svg('rect', {
      x: i * each + 0.5, width: Math.max(0.5, each - 1), y: HEIGHT - FOOT - scale(bar.people), height: scale(bar.people),
      class: served(bar) ? 'served' : 'left-out',
    }, svg('title', {}, t('histogram.bar', {from: format.reach(bar.from, unit), to: format.reach(bar.to, unit), n: format.people(bar.people)})))),
    tail.map(([name, n], i) => svg('rect', {
      x: room + i * 26 + 6, width: 18, y: HEIGHT - FOOT - scale(n), height: scale(n), class: `left-out ${name}`,
    }, svg('title', {}, t(`histogram.${name === 'beyond' && more ? 'weaker' : name}`, {n: format.people(n)})))),
    svg('line', {x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT, class: 'axis'}),
    Number.isFinite(limit) && svg('line', {x1: placeOf(limit), x2: placeOf(limit), y1: 2, y2: HEIGHT - FOOT + 3, class: 'limit'}),
    svg('text', {x: 0, y: HEIGHT - 3}, format.reach(low, unit)),
    Number.isFinite(limit) && svg('text', {
      x: placeOf(limit) + (placeOf(limit) > room / 2 ? -5 : 5), y: 11, class: 'limit-name', 'text-anchor': placeOf(limit) > room / 2 ? 'end' : 'start',
    }, t('histogram.limit', {value: format.reach(limit, unit)})),
    svg('text', {x: room, y: HEIGHT - 3, 'text-anchor': 'end'}, format.reach(high, unit)),
    tail.map(([name], i) => svg('text', {x: room + i * 26 + 15, y: HEIGHT - 3, 'text-anchor': 'middle'}, name === 'beyond' ? (more ? '<' : '>') : '∞')));
}
