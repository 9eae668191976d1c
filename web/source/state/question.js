/* What the reader asks, worked out from the state and the catalogue in one place, so that the map,
 * the tables and the links all ask the same. */
import {hasIsochrone, hasLimit} from '../api/catalogue.js';
import {isFromValues} from './schemes.js';

/** @import {Indicator, Level} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Query} from '../api/request.js' */
/** @import {State} from './address.js' */
/** @typedef {ReturnType<typeof questionOf>} Question */
/** @typedef {{path: string, query: Query}} Request */

/**
 * "105.1,22.3" as longitude and latitude; null when it is none.
 * @param {string} words
 * @returns {[number, number] | null}
 */
function pointOf(words) {
  const [lon, lat] = words.split(',').map(Number);
  return words && Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
}

/**
 * The service in question: the indicator's own, else the one chosen; where people are left out cannot be
 * asked without one.
 * @param {State} state
 * @param {Catalogue} catalogue
 * @param {string | null} own
 */
function serviceOf(state, catalogue, own) {
  const first = state.tab === 'gaps' ? catalogue.services[0] ?? null : null;
  return catalogue.service(own) ?? catalogue.service(state.service) ?? first;
}

/**
 * What the reader chose instead of the indicator's own group, limit and threshold; '' where those hold.
 * @param {State} state
 * @param {Catalogue} catalogue
 * @param {Indicator} indicator
 */
function chosenTerms(state, catalogue, indicator) {
  /** @param {string} words @param {number | null} own */
  const unlessOwn = (words, own) => (own !== null && words && Number(words) === own ? '' : words);
  const group = catalogue.group(state.group)?.id ?? '';
  const limit = hasLimit(indicator, catalogue.service(indicator.service)) ? state.limit : '';
  return {
    group: group === indicator.group ? '' : group,
    /* With another limit for some units, the indicator's own limit for all of them is another question. */
    limit: indicator.other_limit === null ? unlessOwn(limit, indicator.limit) : limit,
    threshold: indicator.threshold === null ? '' : unlessOwn(state.threshold, indicator.threshold),
  };
}

/**
 * @param {State} state
 * @param {Catalogue} catalogue
 */
export function questionOf(state, catalogue) {
  const indicator = catalogue.indicator(state.indicator);
  const service = serviceOf(state, catalogue, indicator.service);
  const chosen = chosenTerms(state, catalogue, indicator);
  return {
    indicator,
    service,
    level: catalogue.levels.find((row) => row.level === state.level && String(row.vintage) === state.vintage) ?? catalogue.main,
    ...chosen,
    /* The terms in force, whoever set them. */
    inForce: {
      group: chosen.group || indicator.group, limit: chosen.limit ? Number(chosen.limit) : indicator.limit,
      threshold: chosen.threshold ? Number(chosen.threshold) : indicator.threshold,
    },
    unit: state.unit,
    territory: state.territory,
    point: pointOf(state.at),
    tab: state.tab,
    gapsBy: state.gaps,
    scheme: state.classes,
    /* The map shows how far the figures lie from those of the indicator as it is defined. */
    against: state.against === '1' && state.tab !== 'plan' && isChanged(chosen),
    shows: {
      facilities: state.facilities === '1' && (service?.facility_count ?? 0) > 0,
      /* The surface is that of today, and so no picture of a plan. */
      surface: state.surface === '1' && service !== null && state.tab !== 'plan',
      isochrone: state.isochrone === '1' && hasIsochrone(service) && state.tab !== 'plan',
      findings: state.findings === '1',
      base: state.base === '1',
      places: state.places === '1',
    },
  };
}

/** @param {{level: Level}} question */
export const unitsOf = ({level}) => ({level: level.level, vintage: level.vintage});

/**
 * The figures by unit. Only what differs from the definition is asked.
 * @param {Question} question
 * @returns {Request}
 */
export const valuesRequest = (question) => ({
  path: `indicators/${question.indicator.id}`,
  query: {...unitsOf(question), group: question.group, limit: question.limit, threshold: question.threshold},
});

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

/** What is asked of the server for a question; null where the view does not need it. */
export const requests = {
  values: valuesRequest,
  /** What the classes are made of, when it is not the values themselves: they stay when a term changes. @param {Question} question */
  scale: (question) => (isChanged(question) && isFromValues(question) ? valuesRequest({...question, ...ownTerms}) : null),
  /** The same at every limit, for the slider. @param {Question} question */
  sweep: (question) => (question.tab === 'indicator' && hasLimit(question.indicator, question.service)
    ? {path: `indicators/${question.indicator.id}/limits`, query: {...unitsOf(question), group: question.group, threshold: question.threshold}} : null),
  /** The indicator as it is defined, to compare with. @param {Question} question */
  base: (question) => (question.against ? valuesRequest({...question, ...ownTerms}) : null),
  /** @param {Question} question */
  gaps: (question) => (question.tab === 'gaps' && question.service ? gapsRequest(question) : null),
  /** @param {Question} question */
  targets: (question) => ({path: 'targets', query: territoryOf(question)}),
  /** @param {Question} question */
  territories: (question) => (question.tab === 'targets' ? {path: 'territories', query: {}} : null),
  /** @param {Question} question */
  unit: (question) => (question.unit ? unitRequest(question) : null),
  /** @param {Question} question */
  point: ({point}) => (point ? {path: 'reach', query: {lon: point[0], lat: point[1]}} : null),
  /** @param {Question} question */
  surface: ({service, shows}) => (service && shows.surface ? {path: `tiles/reach_${service.id}.json`, query: {}} : null),
  /** @param {Question} question */
  isochrone: (question) => (question.service && question.shows.isochrone
    ? {path: `isochrones/${question.service.id}`, query: {limit: reachOf(question).limit}} : null),
  /** @param {Question} question */
  findings: ({shows}) => (shows.findings ? {path: 'collections/quality/items', query: {limit: 10000}} : null),
};

/**
 * @param {Question} question with a service
 * @returns {Request}
 */
export const gapsRequest = (question) => ({
  path: 'gaps', query: {service: question.service?.id, level: question.gapsBy, ...reachOf(question), limit_count: 100},
});

/**
 * @param {Question} question with a unit
 * @returns {Request}
 */
export const unitRequest = (question) => ({
  path: `units/${encodeURIComponent(question.unit)}`,
  query: {...unitsOf(question), ...(question.service ? {service: question.service.id, ...reachOf(question)} : {})},
});

/** @param {{group: string, limit: string, threshold: string}} terms */
export const isChanged = ({group, limit, threshold}) => Boolean(group || limit || threshold);

/* What a choice changes in the state: another indicator brings its own group, limit and threshold. */
export const ownTerms = {group: '', limit: '', threshold: ''};
/** @param {string} indicator */
export const otherIndicator = (indicator) => ({indicator, service: '', ...ownTerms});
/** @param {string} unit code; '' for none */
export const otherUnit = (unit) => ({unit, at: ''});
