/* All that a view is drawn from: the question in force, the answers to it, and how its values are classed. */
import {moreIsBetter} from '../api/catalogue.js';
import {classesBetween} from './classes.js';
import {differenceOf, paired} from './difference.js';
import {limitClasses} from './limit_classes.js';
import {questionOf, sameUnits} from './question.js';
import {isColoured} from './requests.js';
import {breaksFor} from './schemes.js';
import {figuresAt, placeOf} from './sweep.js';

/** @import {Colours, UnitValue, ValuesAnswer} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Answers, Slot} from './answers.js' */
/** @import {Planner} from './planner.js' */
/** @import {Question} from './question.js' */
/** @import {Siting} from './siting.js' */
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
 * The answer to the question, out of the download for all limits until its own is there.
 * @param {Question} question
 * @param {Answers} answers
 * @param {boolean} moving the slots are of the question as it was before
 * @returns {Slot<ValuesAnswer>}
 */
function valuesOf({indicator, inForce, limit}, {sweep, values}, moving) {
  if (!sweep.answer || !limit || values.problem || (values.answer && !moving)) return values;
  const k = placeOf(sweep.answer, inForce.limit);
  return k < 0 ? values : {...values, problem: undefined, answer: figuresAt(sweep.answer, k, indicator)};
}

/**
 * The places of the limit that the slider is at.
 * @param {Question} question
 * @param {Answers} answers
 * @param {number | null} limit
 * @returns {Answers}
 */
function placesAt({gapsBy}, answers, limit) {
  const k = limit === null || !answers.ahead.answer ? -1 : answers.ahead.answer.limits.indexOf(limit);
  if (k < 0) return answers;
  const kind = gapsBy === 'settlement' ? 'left' : 'gaps';
  return {...answers, [kind]: {...answers[kind], problem: undefined, answer: answers.ahead.answer?.answers[k]}};
}

/**
 * How far the figures lie from the indicator's own. Of other people than its own, people cannot be subtracted.
 * @param {Question} question
 * @param {ValuesAnswer | undefined} own
 * @param {ValuesAnswer | undefined} now
 * @param {Colours} colours
 */
function againstOwn({against, group, indicator}, own, now, colours) {
  if (!against || !own || !now) return null;
  const {units, whole} = paired(own, now);
  return differenceOf(units, whole, {...indicator, measure: group ? '' : indicator.measure}, colours);
}

/**
 * Two questions side by side. Of other people, of another year or units, or by another measure, people cannot be subtracted.
 * @param {Question} question
 * @param {ValuesAnswer | undefined} one
 * @param {Answers} answers
 * @param {Colours} colours
 */
function comparedOf(question, one, {other: its, carried}, colours) {
  const {indicator, inForce, other: asked} = question;
  const same = asked !== null && sameUnits(question, asked);
  const other = same ? its.answer : carried.answer;
  if (!asked || !one || !other) return null;
  const {units, whole} = paired(one, other);
  const alike = same && asked.inForce.group === inForce.group && asked.indicator.measure === indicator.measure && asked.year === question.year;
  return {...differenceOf(units, whole, {...indicator, measure: alike ? indicator.measure : ''}, colours), whole};
}

/**
 * A plan is called by the name it has on the server.
 * @param {Question} question
 * @param {Pick<Answers, 'scenarios'>} answers
 * @returns {Question}
 */
function named(question, {scenarios}) {
  const title = scenarios.answer?.scenarios.find(({id}) => id === question.scenario)?.title;
  return {...question, scenarioName: title?.vi || title?.en || '', other: question.other && named(question.other, {scenarios})};
}

/**
 * preview: the limit that a slider is at; null when nobody holds one. look: moves it there. newer: the id of a later snapshot; '' when there is none. go: shows a place on the map. finish: ends the shape that is drawn.
 * @typedef {{colours: Colours, newer: string, planner: Planner, preview: number | null, look: (limit: number | null) => void, siting: Siting, route: import('./route.js').Route, places: import('./places.js').Places, go: (lon: number, lat: number) => void, picture: () => Promise<import('../ui/picture.js').MapPicture | null>, finish: () => void, redraw: () => void}} Known
 */

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Answers} given
 * @param {Known} known
 */
export function modelOf(store, catalogue, given, {colours, newer, planner, preview, look, siting, route, places, go, picture, finish, redraw}) {
  const state = preview === null ? store.now() : {...store.now(), limit: String(preview)};
  const question = named(questionOf(state, catalogue), given);
  const answers = placesAt(question, given, preview);
  const planning = planner.now();
  const {asked} = planning;
  const compares = question.tab === 'plan' && asked?.id === question.indicator.id;
  /* Figures without their classes are not shown: the map would lag behind the table. */
  /** @type {Slot<ValuesAnswer>} */
  const figures = answers.scale.request && !answers.scale.answer ? answers.scale : valuesOf(question, answers, preview !== null);
  const made = answers.scale.answer ?? figures.answer;
  const compared = comparedOf(question, figures.answer, answers, colours);
  return {
    state, moving: preview !== null,
    set: store.set,
    catalogue, question, answers, figures, newer, planner, planning, siting, route, places, go, picture, finish, redraw, look, compared,
    difference: compared ? (state.compare === 'difference' ? compared : null) : compares && asked ? differenceOf(asked.values, asked.province, question.indicator, colours) : againstOwn(question, answers.base.answer, figures.answer, colours),
    classes: made ? classesOf(question, made, colours) : [],
    limitClasses: isColoured(question) && question.inForce.limit !== null ? limitClasses(question.inForce.limit, moreIsBetter(question.service), colours) : null,
    /** @param {string} code @returns {UnitValue | undefined} */
    figureOf: (code) => figures.answer?.values.find((row) => row.code === code),
  };
}
