/* What the server keeps of a plan, and what it says the plan changes. */
import {LaterSnapshot, Problem, send} from '../api/request.js';
import {unitsOf} from './requests.js';

/** @import {ScenarioAnswer} from '../api/answers.js' */
/** @import {Query} from '../api/request.js' */
/** @import {Plan} from './plan.js' */
/** @import {Question} from './question.js' */

const [SOON, LATE] = [300, 2000]; /* milliseconds between two looks */

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/**
 * Asks again until the server has worked it out; null when it is not wanted any more.
 * @param {string} id of the scenario
 * @param {Query} query
 * @param {string} snapshot that it must be of
 * @param {() => boolean} wanted
 * @returns {Promise<ScenarioAnswer | null>}
 */
export async function worked(id, query, snapshot, wanted) {
  for (let wait = SOON; wanted(); wait = Math.min(LATE, wait * 1.5)) {
    const {status, answer} = await send('GET', `scenarios/${id}/indicators`, {query});
    if (!wanted()) return null;
    if (status === 200 && answer.snapshot !== snapshot) throw new LaterSnapshot(answer.snapshot);
    if (status === 200) return answer;
    await pause(wait);
  }
  return null;
}

/**
 * The question in force, to a plan.
 * @param {Question} question
 * @returns {Query}
 */
export const planTerms = (question) => ({
  ...unitsOf(question), indicator: question.indicator.id, group: question.group, limit: question.limit, threshold: question.threshold,
});

const NAMELESS = '–'; /* the server wants a title */

/** @param {{vi?: string, en?: string}} title of a scenario */
export const nameOf = ({vi, en}) => [vi, en].find((words) => words && words !== NAMELESS) ?? '';

/** @param {Plan} plan */
function record({name, changes, id, tag}) {
  const body = {title: {vi: name || NAMELESS}, changes};
  return id && tag ? send('PUT', `scenarios/${id}`, {body, match: tag}) : send('POST', 'scenarios', {body});
}

/** Kept as a copy where the scenario is another's, was changed meanwhile, or is gone. @param {Plan} plan */
export async function recorded(plan) {
  try {
    return await record(plan);
  } catch (error) {
    if (error instanceof Problem && [404, 412, 428].includes(error.status)) return record({...plan, id: '', tag: ''});
    throw error;
  }
}

/**
 * What facilities are called, by id.
 * @param {string[]} ids
 * @returns {Promise<Record<string, string>>}
 */
export async function namesOf(ids) {
  if (!ids.length) return {};
  const filter = `id IN (${ids.slice(0, 20).map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')})`;
  const {answer} = await send('GET', 'collections/facilities/items', {query: {filter, limit: 100}});
  return Object.fromEntries(answer.features.map((/** @type {any} */ {properties}) => [properties.id, properties.name ?? properties.id]));
}
