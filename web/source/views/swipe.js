/* The line between two maps: what stands left and right of it, and the handle that moves it. */
import {asksTheSame} from '../state/difference.js';
import {h, replace} from '../ui/dom.js';
import {t} from '../ui/language.js';
import {besideWords} from '../ui/phrases.js';

/** @import {Model} from '../state/model.js' */

let place = 50; /* per cent of the map's width */

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} area that both maps lie in
 * @param {Model} model
 */
export function showSwipe(container, area, model) {
  const {catalogue, question, state} = model;
  const {other} = question;
  container.hidden = !other || asksTheSame(question, other) || state.compare !== 'swipe' || !model.answers.other.answer;
  if (container.hidden || !other) {
    replace(container);
    return;
  }
  const move = () => area.style.setProperty('--swipe', `${place}%`);
  const input = h('input', {
    type: 'range', min: 0, max: 100, step: 1, value: place, 'data-key': 'swipe', id: 'swipe-handle', 'aria-label': t('compare.handle'),
    oninput: () => {
      place = Number(input.value);
      move();
    },
  });
  move();
  replace(container, h('p', {class: 'swipe-name left'}, `A · ${besideWords(question, catalogue, other)}`), h('p', {class: 'swipe-name right'}, `B · ${besideWords(other, catalogue, question)}`), input,
    h('span', {class: 'swipe-line', 'aria-hidden': 'true'}));
}
