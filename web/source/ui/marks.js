/* Small signs that several views show: the bar of a value and the swatch of a class. */
import {isReached} from '../api/catalogue.js';
import {h} from './dom.js';
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

/**
 * Hatched where there is no data.
 * @param {string | null | undefined} colour
 */
export const swatch = (colour) => h('span', {class: colour ? 'swatch' : 'swatch hatched', css: colour ? {'--colour': colour} : {}, 'aria-hidden': 'true'});
