/* What is asked of the server for a question: addresses and terms, a row a kind of answer. */
import {site} from '../api/book.js';
import {hasLimit} from '../api/catalogue.js';
import {isChanged, ownTerms, sameUnits} from './question.js';
import {isFromValues} from './schemes.js';
import {severalTerms} from './several.js';

/** @import {Level} from '../api/answers.js' */
/** @import {Query} from '../api/request.js' */
/** @import {Question} from './question.js' */
/** @import {Indicator} from '../api/answers.js' */
/**
 * ranks: units by several services. ahead: the same at several limits. plan: what a scenario makes of an indicator; own: how the same is asked without it, which holds where it changes nothing.
 * @typedef {{path: string, query: Query, plan?: {id: string, indicator: Indicator, own: Request}, ranks?: boolean, ahead?: {limits: number[], many: Request[]}}} Request
 */

/** @param {{level: Level}} question */
export const unitsOf = ({level}) => ({level: level.level, vintage: level.vintage});

/**
 * The figures by unit. Only what differs from the definition is asked.
 * @param {Question} question
 * @returns {Request}
 */
export function valuesRequest(question) {
  const {indicator, group, limit, threshold, year, scenario, several} = question;
  if (several) {
    const weights = several.services.map(({weight}) => weight).join(',');
    return {path: 'ranking', query: {...severalTerms(several), weights, ...unitsOf(question), group, year}, ranks: true};
  }
  const terms = {...unitsOf(question), group, limit, threshold};
  const own = {path: `indicators/${indicator.id}`, query: {...terms, year}};
  return scenario ? {path: `scenarios/${encodeURIComponent(scenario)}/indicators`, query: {...terms, indicator: indicator.id}, plan: {id: scenario, indicator, own}} : own;
}

/** The indicator as it is defined, today. @param {Question} question */
const ownRequest = (question) => valuesRequest({...question, ...ownTerms, year: '', scenario: ''});

/**
 * The group and the limit that a service is asked with: the indicator's, where it is the indicator's service.
 * @param {Question} question
 */
function reachOf({indicator, service, inForce}) {
  if (!service || indicator.service !== service.id) return {group: '', limit: ''};
  return {group: inForce.group ?? '', limit: hasLimit(indicator, service) ? inForce.limit ?? '' : ''};
}

/**
 * Whom the score board stands on, as level/vintage/code; nothing for the territory that the plan binds, no code for all units.
 * @param {Question} question
 * @returns {Query}
 */
export function territoryOf({territory}) {
  const [level, vintage, code] = territory.split('/');
  return {level, vintage, code};
}

/** Whether the map colours the surface itself, by the limit: a site of files has pictures alone. @param {Question} question */
export const isColoured = ({fill, indicator, inForce, service}) => fill === 'values' && !site && inForce.limit !== null && hasLimit(indicator, service);

/** The layer of tiles that fills the map. @param {Question} question */
export function surfaceLayer(question) {
  if (question.fill === 'people') return 'people';
  return `${question.fill === 'nearest' ? 'nearest' : isColoured(question) ? 'value' : 'reach'}_${question.service?.id}`;
}

/** Whether the places of the gaps go with the limit of the slider. @param {Question} question */
export const gapsMove = ({indicator, service, several, tab}) => tab === 'gaps' && !site && !several && service !== null && service.id === indicator.service
  && service.limits.length > 0 && hasLimit(indicator, service);

/** @param {Question} question @returns {Request} */
function aheadRequest(question) {
  const {inForce, service} = question;
  const limits = [...new Set([...service?.limits ?? [], ...(inForce.limit === null ? [] : [inForce.limit])])].sort((a, b) => a - b);
  const of = question.gapsBy === 'settlement' ? leftRequest : gapsRequest;
  const many = limits.map((limit) => of({...question, inForce: {...inForce, limit}}));
  return {path: many[0].path, query: {...many[0].query, limit: limits.join('|')}, ahead: {limits, many}};
}

const RUNS = 20; /* of an uncertainty */
const NEAR = 0.05; /* degrees, some 5 km */

/** What is asked of the server for a question; null where the view does not need it. */
export const requests = {
  values: valuesRequest,
  /** What the classes are made of, when it is not the values themselves: they stay when a term changes. @param {Question} question */
  scale: (question) => ((isChanged(question) || question.year || question.scenario) && isFromValues(question) ? ownRequest(question) : null),
  /** The same at every limit, for the slider. @param {Question} question */
  sweep: (question) => ((question.tab === 'indicator' || gapsMove(question)) && hasLimit(question.indicator, question.service)
    ? {path: `indicators/${question.indicator.id}/limits`, query: {...unitsOf(question), group: question.group, threshold: question.threshold, year: question.year}} : null),
  /** The indicator as it is defined, to compare with. @param {Question} question */
  base: (question) => (question.against ? ownRequest(question) : null),
  /** What is compared with. @param {Question} question */
  other: ({other}) => (other ? valuesRequest(other) : null),
  /** The same of other units of that level, carried over to the units of the question. @param {Question} question */
  carried: (question) => (question.other && !question.other.scenario && !sameUnits(question, question.other) && question.other.level.level === question.level.level
    ? {path: `indicators/${question.other.indicator.id}`, query: {...valuesRequest(question.other).query, ...unitsOf(question), carried_from: question.other.level.vintage}} : null),
  /** Plans that can be compared. @param {Question} question */
  scenarios: ({tab}) => (tab === 'compare' ? {path: 'scenarios', query: {limit: 200}} : null),
  /** What the score board said before. @param {Question} question */
  history: (question) => (question.tab === 'compare' || question.tab === 'targets' ? {path: 'targets', query: {...territoryOf(question), history: 1}} : null),
  /** Communes beside each other. @param {Question} question */
  column0: (question) => columnRequest(question, 0),
  /** @param {Question} question */
  column1: (question) => columnRequest(question, 1),
  /** @param {Question} question */
  column2: (question) => columnRequest(question, 2),
  /** @param {Question} question */
  column3: (question) => columnRequest(question, 3),
  /** @param {Question} question */
  gaps: (question) => (question.tab === 'gaps' && question.service && question.gapsBy !== 'settlement' ? gapsRequest(question) : null),
  /** The same at each of the service's limits, for the slider. @param {Question} question */
  ahead: (question) => (gapsMove(question) ? aheadRequest(question) : null),
  /** Where several services are missing at once. @param {Question} question */
  missing: (question) => (question.tab === 'gaps' && question.several ? missingRequest(question, question.several) : null),
  /** By whose names such places are called. @param {Question} question */
  villages: ({tab, several}) => (tab === 'gaps' && several ? {path: 'collections/settlements/items', query: {limit: 10000}} : null),
  /** The same by villages. @param {Question} question */
  left: (question) => (question.tab === 'gaps' && question.service && question.gapsBy === 'settlement' ? leftRequest(question) : null),
  /** @param {Question} question */
  targets: (question) => (question.tab === 'targets' ? {path: 'targets', query: {...territoryOf(question), year: question.year}} : null),
  /** @param {Question} question */
  territories: (question) => (question.tab === 'targets' ? {path: 'territories', query: {}} : null),
  /** @param {Question} question */
  unit: (question) => (question.unit ? unitRequest(question) : null),
  /** @param {Question} question */
  point: ({point}) => (point ? {path: 'reach', query: {lon: point[0], lat: point[1]}} : null),
  /** Those near the point, of which the nearest is named. @param {Question} question */
  settlements: ({point}) => (point ? {path: 'collections/settlements/items', query: {bbox: [point[0] - NEAR, point[1] - NEAR, point[0] + NEAR, point[1] + NEAR].join(','), limit: 1000}} : null),
  /** @param {Question} question */
  surface: (question) => (question.fill ? {path: `tiles/${surfaceLayer(question)}.json`, query: {}} : null),
  /** Those of every service; which are its own, the view knows. @param {Question} question */
  transmitters: ({service, shows}) => (service?.reach === 'signal' && shows.facilities ? {path: 'collections/transmitters/items', query: {limit: 10000}} : null),
  /** @param {Question} question */
  areas: ({service, shows}) => (service?.reach === 'area' && shows.facilities ? {path: 'collections/service_areas/items', query: {service: service.id, limit: 10000}} : null),
  /** @param {Question} question */
  isochrone: (question) => (question.service && question.shows.isochrone
    ? {path: `isochrones/${question.service.id}`, query: {limit: reachOf(question).limit}} : null),
  /** How far the figures may be off, and whose range crosses the target. @param {Question} question */
  uncertainty: (question) => (question.shows.unsure ? {path: 'uncertainty', query: {indicator: question.indicator.id, group: question.group, limit: question.limit, target: question.indicator.target, runs: RUNS}} : null),
  /** @param {Question} question */
  findings: ({shows}) => (shows.findings ? {path: 'collections/quality/items', query: {limit: 10000}} : null),
};

/**
 * @param {Question} question with a service
 * @returns {Request}
 */
export const gapsRequest = (question) => ({
  path: 'gaps', query: {service: question.service?.id, level: question.gapsBy, ...reachOf(question), year: question.year, limit_count: 100},
});

/** @param {Question} question @param {import('./several.js').Several} several @returns {Request} */
export const missingRequest = (question, several) => ({path: 'gaps', query: {...severalTerms(several), group: question.group, year: question.year, limit_count: 100}});

/** @param {Question} question with a service @returns {Request} */
export const leftRequest = (question) => ({path: 'settlements', query: {service: question.service?.id, ...reachOf(question), year: question.year, limit_count: 100}});

/**
 * @param {Question} question with a unit
 * @returns {Request}
 */
export const unitRequest = (question) => ({
  path: `units/${encodeURIComponent(question.unit)}`,
  query: {...unitsOf(question), ...(question.service ? {service: question.service.id, ...reachOf(question)} : {})},
});

/** @param {Question} question @param {number} i @returns {Request | null} */
const columnRequest = (question, i) => (question.columns[i] ? {path: `units/${encodeURIComponent(question.columns[i])}`, query: unitsOf(question)} : null);
