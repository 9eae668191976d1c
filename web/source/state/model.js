/* All that a view is drawn from: the question in force, the answers to it, and how its values are classed. */
import {makeClasses} from './classes.js';
import {questionOf} from './question.js';

/** @import {Colours} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Answers} from './answers.js' */
/** @import {Store} from './store.js' */
/** @typedef {ReturnType<typeof modelOf>} Model */

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Answers} answers
 * @param {Colours} colours
 */
export function modelOf(store, catalogue, answers, colours) {
  const question = questionOf(store.now(), catalogue);
  const {target, better} = question.indicator;
  const values = answers.values.answer?.values.map((row) => row.value) ?? [];
  return {
    state: store.now(),
    set: store.set,
    catalogue, question, answers,
    classes: makeClasses(values, {target, better, colours}),
  };
}
