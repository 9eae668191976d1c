/* A plan: a list of changes to what is there, as the server takes them, with what was undone. Pure, so that it is
 * tested without a browser. */

/** @import {Change, Place} from '../api/answers.js' */
/**
 * key names it in this browser, id and tag on the server ('' before it is there); names: what facilities are called.
 * @typedef {{key: string, id: string, tag: string, name: string, changes: Change[], past: Change[][], future: Change[][], names: Record<string, string>}} Plan
 */

const STEPS_MOST = 100;
const METRES = 30; /* roads this near to a drawn line are closed, until the reader says otherwise */

/** @param {number} degrees about a metre */
const rounded = (degrees) => Number(degrees.toFixed(5));
/** @param {Place} place @returns {Place} */
const placeOf = ([lon, lat]) => [rounded(lon), rounded(lat)];

/** @param {string} name @param {string} [key] @returns {Plan} */
export const newPlan = (name, key = Date.now().toString(36)) => ({key, id: '', tag: '', name, changes: [], past: [], future: [], names: {}});

/** @param {Plan} plan @param {Change[]} changes @returns {Plan} */
export const edited = (plan, changes) => ({...plan, changes, past: [...plan.past, plan.changes].slice(-STEPS_MOST), future: []});

/** @param {Plan} plan @returns {Plan} */
export function undone(plan) {
  const before = plan.past.at(-1);
  return before ? {...plan, changes: before, past: plan.past.slice(0, -1), future: [plan.changes, ...plan.future]} : plan;
}

/** @param {Plan} plan @returns {Plan} */
export function redone(plan) {
  const [next, ...future] = plan.future;
  return next ? {...plan, changes: next, past: [...plan.past, plan.changes], future} : plan;
}

/* Ids of what the plan adds; no facility of a province is called so. */
const OWN = 'plan-';
/** @param {string | undefined} id */
export const isNew = (id) => Boolean(id?.startsWith(OWN));

/** @param {Change[]} changes */
function nextId(changes) {
  const used = changes.filter(({id}) => isNew(id)).map(({id}) => Number(id?.slice(OWN.length)));
  return `${OWN}${Math.max(0, ...used) + 1}`;
}

/**
 * One facility more.
 * @param {Change[]} changes
 * @param {string} service
 * @param {Place} place
 * @param {string} name
 * @param {number} [cost]
 */
export function put(changes, service, place, name, cost) {
  const [lon, lat] = placeOf(place);
  return [...changes, /** @type {Change} */ ({change: 'add', id: nextId(changes), name, service, lon, lat, ...(cost === undefined ? {} : {cost})})];
}

/* A small transmitter of each system; the reader changes what differs. */
const usual = {
  fm: {frequency_mhz: 98.5, erp_kw: 1, polarisation: 'V'},
  dvb_t2: {frequency_mhz: 650, erp_kw: 1, polarisation: 'H'},
};
/** @typedef {keyof typeof usual} System */
export const systems = /** @type {System[]} */ (Object.keys(usual));

/**
 * @param {Change[]} changes
 * @param {System} system
 * @param {'national' | 'local'} scope of its programme
 * @param {Place} place
 * @param {string} name
 */
export function putTransmitter(changes, system, scope, place, name) {
  const [lon, lat] = placeOf(place);
  return [...changes, /** @type {Change} */ ({change: 'transmitter', id: nextId(changes), name, system, scope, lon, lat, mast_metres: 45, ...usual[system]})];
}

/**
 * Elsewhere: what the plan adds is put there, what is there already is moved, once.
 * @param {Change[]} changes
 * @param {string} facility
 * @param {Place} place
 */
export function moved(changes, facility, place) {
  const [lon, lat] = placeOf(place);
  const mine = changes.findIndex((row) => row.id === facility || (row.change === 'move' && row.facility === facility));
  if (mine >= 0) return changes.map((row, i) => (i === mine ? {...row, lon, lat} : row));
  return [...changes, /** @type {Change} */ ({change: 'move', facility, lon, lat})];
}

/**
 * Gone, with all else that the plan does to it.
 * @param {Change[]} changes
 * @param {string} facility
 */
export function removed(changes, facility) {
  const rest = changes.filter((row) => row.facility !== facility && row.id !== facility);
  return isNew(facility) ? rest : [...rest, /** @type {Change} */ ({change: 'remove', facility})];
}

/**
 * A capacity or a day of opening, in place of an earlier one.
 * @param {Change[]} changes
 * @param {Change} change
 */
export const amended = (changes, change) => [...changes.filter((row) => row.change !== change.change || row.facility !== change.facility), change];

/** @param {Change[]} changes @param {Place[]} line */
export const closed = (changes, line) => [...changes, /** @type {Change} */ (
  {change: 'close_road', geometry: {type: 'LineString', coordinates: line.map(placeOf)}, metres: METRES})];

/** @param {Change[]} changes @param {number} index */
export const without = (changes, index) => changes.filter((_, i) => i !== index);

/** @param {Change[]} changes @param {number} index @param {Partial<Change>} members */
export const withMembers = (changes, index, members) => changes.map((row, i) => (i === index ? {...row, ...members} : row));

/**
 * What the changes cost together, and how many of them say nothing of it.
 * @param {Change[]} changes
 */
export const costOf = (changes) => ({sum: changes.reduce((sum, {cost}) => sum + (cost ?? 0), 0), unknown: changes.filter(({cost}) => cost === undefined).length});
