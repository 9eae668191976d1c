/* Who may write is asked for a token once. It is kept in the page's memory alone. */
import {Problem, setToken} from '../api/request.js';
import {h} from './dom.js';
import {field} from './fields.js';
import {t} from './language.js';

/** Whether it is a token that is missing, or one that holds no more. @param {Error | null} problem */
const isRefused = (problem) => problem instanceof Problem && problem.status === 401;

/**
 * Nothing where the problem is another.
 * @param {Error | null} problem
 * @param {() => void} again what was refused
 */
export function tokenForm(problem, again) {
  if (!isRefused(problem)) return null;
  const input = h('input', {type: 'password', id: 'token', 'data-key': 'token', autocomplete: 'off', required: true});
  return h('form', {class: 'token', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    setToken(input.value.trim());
    again();
  }}, field(t('plan.token'), input), h('button', {type: 'submit', class: 'act', 'data-key': 'token-send'}, t('plan.token_send')), h('p', {class: 'small'}, t('plan.token_note')));
}
