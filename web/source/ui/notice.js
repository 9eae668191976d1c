/* Waiting and failing, said in the place where the figures would be. */
import {LaterSnapshot, NotKept, Problem, hasToken, isPassing} from '../api/request.js';
import {h} from './dom.js';
import {language, t} from './language.js';

export const waiting = () => h('p', {class: 'waiting', role: 'status'}, h('span', {class: 'spinner', 'aria-hidden': 'true'}), t('app.loading'));

/**
 * That something is worked out, and how far it is.
 * @param {string} words
 * @param {number} [percent]
 */
export const progress = (words, percent) => h('p', {class: 'working', role: 'status'}, h('span', {class: 'spinner', 'aria-hidden': 'true'}), h('span', {}, words),
  percent !== undefined && percent > 0 && h('progress', {max: 100, value: percent, 'aria-label': words}));

/** Everything is read anew; the address keeps the question. */
export const showNewer = () => h('button', {type: 'button', class: 'quiet', 'data-key': 'show-newer', onclick: () => location.reload()}, t('newer.show'));

/** What went wrong, for the reader. @param {Error} error */
export function problemWords(error) {
  if (error instanceof NotKept) return t('reading.not_kept');
  if (error instanceof TypeError) return t('app.unreachable');
  if (!(error instanceof Problem)) return error.message || String(error);
  if (!error.detail) return t(isPassing(error) ? 'app.busy' : 'app.refused', {status: String(error.status)}); /* a proxy's, which has no sentence */
  if (error.status === 401) return t(hasToken() ? 'plan.token_wrong' : 'plan.token_why');
  return language() === 'vi' && error.vietnamese ? error.vietnamese : error.detail;
}

/** @param {Error} error */
function titleWordsOf(error) {
  const status = error instanceof Problem ? error.status : 0;
  return t(status === 401 ? 'plan.token_needed' : status === 409 ? 'plan.review' : 'app.failed');
}

/**
 * The server's own sentence is shown: it says which parameter was wrong and why.
 * @param {Error} error
 * @param {() => void} [again]
 */
export function failure(error, again) {
  if (error instanceof LaterSnapshot) return h('div', {class: 'failure', role: 'alert'}, h('p', {}, t('newer.not_mixed')), showNewer());
  if (error instanceof NotKept) return h('div', {class: 'failure', role: 'alert'}, h('p', {}, problemWords(error)));
  return h('div', {class: 'failure', role: 'alert'},
    h('strong', {}, titleWordsOf(error)),
    h('p', {}, problemWords(error)),
    isPassing(error) && h('p', {class: 'small'}, t('app.retries')),
    again && !(error instanceof Problem && error.status === 401) && h('button', {type: 'button', class: 'quiet', onclick: again}, t('app.retry')));
}

/**
 * What is drawn of an answer; until it is there, that it is waited for, or why it is not.
 * @template Answer
 * @param {{answer?: Answer, problem?: Error, again: () => void}} slot
 * @param {(answer: Answer) => import('./dom.js').Child} draw
 */
export function answered({answer, problem, again}, draw) {
  if (problem) return failure(problem, again);
  return answer ? draw(answer) : waiting();
}
