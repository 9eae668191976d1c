/* Things to choose from and to write in. `name` is id and data-key. */
import {h} from './dom.js';

/**
 * @param {string} label
 * @param {Node} control
 */
export const field = (label, control) => h('label', {class: 'field'}, h('span', {}, label), control);

/**
 * @param {string} value
 * @param {string} words
 * @param {boolean} selected
 */
export const option = (value, words, selected) => h('option', {value, selected}, words);

/**
 * @param {string} name
 * @param {Node[]} rows options
 * @param {(value: string) => void} change
 */
export function select(name, rows, change) {
  const control = h('select', {id: name, 'data-key': name, onchange: () => change(control.value)}, rows);
  return control;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {(value: string) => void} change at every letter
 * @param {string} [words] shown while it is empty, and its name where it has no label
 */
export function search(name, value, change, words) {
  const control = h('input', {
    type: 'search', id: name, 'data-key': name, value, autocomplete: 'off', 'aria-label': words, placeholder: words, oninput: () => change(control.value),
  });
  return control;
}

/**
 * A button that looks like a word.
 * @param {string} key
 * @param {string} words
 * @param {() => void} act
 */
export const wordButton = (key, words, act) => h('button', {type: 'button', class: 'link', 'data-key': key, onclick: act}, words);

/** @param {() => void} act @param {string} key @param {string} words */
export const closeButton = (act, key, words) => h('button',
  {type: 'button', class: 'close', 'data-key': key, 'aria-label': words, title: words, onclick: act}, '×');

/**
 * A row of a list of terms; nothing without words.
 * @param {string} label
 * @param {string | null | undefined} words
 */
export const term = (label, words) => (words ? [h('dt', {}, label), h('dd', {}, words)] : []);
