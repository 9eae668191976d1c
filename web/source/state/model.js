/* All that a view is drawn from: the question in force, the answers to it, and how its values are classed. */
import {classesBetween} from './classes.js';
import {questionOf} from './question.js';
import {breaksFor} from './schemes.js';

/** @import {Colours, UnitValue, ValuesAnswer} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Answers, Slot} from './answers.js' */
/** @import {Question} from './question.js' */
/** @import {Store} from './store.js' */
/** @typedef {ReturnType<typeof modelOf>} Model */

/**
 * @param {Question} question
 * @param {ValuesAnswer} made the figures that the classes are made of
 * @param {Colours} colours
 */
function classesOf({indicator, scheme}, made, colours) {
  const values = made.values.map((row) => row.value);
  return classesBetween(breaksFor(scheme, indicator, values), {target: indicator.target, better: indicator.better, colours, values});
}

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Answers} answers
 * @param {{colours: Colours, newer: string}} known newer: the id of a later snapshot; '' when there is none
 */
export function modelOf(store, catalogue, answers, {colours, newer}) {
  const question = questionOf(store.now(), catalogue);
  /* Figures without their classes are not shown: the map would lag behind the table. */
  /** @type {Slot<ValuesAnswer>} */
  const figures = answers.scale.request && !answers.scale.answer ? answers.scale : answers.values;
  const made = answers.scale.answer ?? figures.answer;
  return {
    state: store.now(),
    set: store.set,
    catalogue, question, answers, figures, newer,
    classes: made ? classesOf(question, made, colours) : [],
    /** @param {string} code @returns {UnitValue | undefined} */
    figureOf: (code) => figures.answer?.values.find((row) => row.code === code),
  };
}
