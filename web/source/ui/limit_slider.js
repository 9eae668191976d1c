/* Limits that were all asked for beforehand: moving from one to the next asks the server nothing; let go, it is the question. */
import {moreIsBetter} from '../api/catalogue.js';
import {h} from './dom.js';
import * as format from './format.js';
import {t} from './language.js';

/**
 * @param {{limits: number[], at: number, service: import('../api/answers.js').Service, look: (limit: number | null) => void, set: (changes: {limit: string}) => void}} given
 */
export function limitSlider({limits, at, service, look, set}) {
  /** @param {number} limit */
  const words = (limit) => format.limit(limit, service.unit, moreIsBetter(service));
  const k = limits.reduce((best, limit, i) => (Math.abs(limit - at) < Math.abs(limits[best] - at) ? i : best), 0);
  const input = h('input', {
    type: 'range', id: 'limit-slider', 'data-key': 'limit-slider', min: 0, max: limits.length - 1, step: 1, value: k, 'aria-label': t('option.slide'),
    'aria-valuetext': words(limits[k]),
    oninput: () => {
      const limit = limits[Number(input.value)];
      output.textContent = words(limit);
      /* The menu still says what was asked before. */
      const menu = document.getElementById('limit');
      if (menu instanceof HTMLSelectElement) menu.selectedIndex = -1;
      look(limit);
    },
    onchange: () => {
      look(null);
      set({limit: String(limits[Number(input.value)])});
    },
  });
  const output = h('output', {for: 'limit-slider'}, words(limits[k]));
  return h('div', {class: 'slider'}, input, output);
}

/**
 * As it will look when what it moves by is there.
 * @param {import('../api/answers.js').Service} service
 * @param {number} at
 */
export function sliderToCome(service, at) {
  const more = moreIsBetter(service);
  const ends = {min: more ? Math.min(...service.limits, at) : 0, max: Math.max(...service.limits, at)};
  return h('div', {class: 'slider', 'aria-hidden': 'true'}, h('input', {type: 'range', disabled: true, step: 'any', ...ends, value: at}), h('output', {}, format.limit(at, service.unit, more)));
}
