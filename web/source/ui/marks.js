/* Small signs that several views show: the bar of a value and the swatch of a class. */
import {isReached} from '../api/catalogue.js';
import {h, svg} from './dom.js';
import {known} from './format.js';

/** @import {Amount} from './format.js' */

/**
 * How long a bar of the value is, the target being a mark on it.
 * @param {Amount} amount
 * @param {{unit: string, target: number | null, better: 'more' | 'less'}} aim
 */
export function bar(amount, {unit, target, better}) {
  if (!known(amount)) return null;
  if (unit !== 'percent' && !known(target)) return null; /* long, but in proportion to what? */
  const whole = unit === 'percent' ? 1 : Math.max(amount, known(target) ? target * 1.25 : 0, 1e-9);
  /** @param {number} part */
  const place = (part) => `${Math.max(0, Math.min(1, part / whole)) * 100}%`;
  const met = known(target) ? (isReached({target, better}, amount) ? ' met' : ' behind') : '';
  return h('div', {class: `bar${met}`, 'aria-hidden': 'true', css: {'--share': place(amount)}},
    h('span', {class: 'filled'}),
    known(target) && h('span', {class: 'tick', css: {'--place': place(target)}}));
}

const [LINE_WIDTH, LINE_HEIGHT, ROOM] = [72, 18, 2.5]; /* pixels */

/**
 * How values went, by their days; what it says in words stands beside it.
 * @param {{as_of: string, value: number}[]} course in the order of time
 */
export function sparkline(course) {
  const [days, values] = [course.map(({as_of: day}) => Date.parse(day)), course.map(({value}) => value)];
  const [from, least] = [days[0], Math.min(...values)];
  const [span, rise] = [days[days.length - 1] - from || 1, Math.max(...values) - least || 1];
  const places = course.map((_, i) => [ROOM + (days[i] - from) / span * (LINE_WIDTH - 2 * ROOM), LINE_HEIGHT - ROOM - (values[i] - least) / rise * (LINE_HEIGHT - 2 * ROOM)]);
  const [x, y] = places[places.length - 1];
  return svg('svg', {class: 'sparkline', viewBox: `0 0 ${LINE_WIDTH} ${LINE_HEIGHT}`, width: LINE_WIDTH, height: LINE_HEIGHT, 'aria-hidden': 'true'},
    svg('polyline', {points: places.map((place) => place.map((n) => n.toFixed(1)).join(',')).join(' ')}), svg('circle', {cx: x, cy: y, r: 2.2}));
}

/**
 * Hatched where there is no data.
 * @param {string | null | undefined} colour
 */
export const swatch = (colour) => h('span', {class: colour ? 'swatch' : 'swatch hatched', css: colour ? {'--colour': colour} : {}, 'aria-hidden': 'true'});
