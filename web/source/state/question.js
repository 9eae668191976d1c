/* What the reader asks, worked out from the state and the catalogue in one place, so that the map,
 * the tables and the links all ask the same. */
import {hasIsochrone, hasLimit} from '../api/catalogue.js';
import {index, severalOf} from './several.js';

/** @import {Indicator, Level} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {State} from './address.js' */
/** @import {Several} from './several.js' */
/**
 * @typedef {{
 *   indicator: Indicator, service: import('../api/answers.js').Service | null, level: Level, group: string, limit: string, threshold: string, year: string, scenario: string, scenarioName: string,
 *   inForce: {group: string | null, limit: number | null, threshold: number | null}, unit: string, territory: string, point: [number, number] | null, tab: string, other: Question | null,
 *   several: Several | null, columns: string[], since: string, gapsBy: string, scheme: string, against: boolean,
 *   fill: Fill, shows: Record<'facilities' | 'surface' | 'isochrone' | 'findings' | 'base' | 'places' | 'unsure', boolean>,
 * }} Question
 */

/** @typedef {'' | 'values' | 'nearest' | 'people'} Fill what is laid over the units: the service's surface, its nearest facilities, where people live */

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
  const group = catalogue.isGroup(state.group) ? state.group : '';
  const limit = hasLimit(indicator, catalogue.service(indicator.service)) ? state.limit : '';
  return {
    group: group === indicator.group ? '' : group,
    /* With another limit for some units, the indicator's own limit for all of them is another question. */
    limit: indicator.other_limit === null ? unlessOwn(limit, indicator.limit) : limit,
    threshold: indicator.threshold === null ? '' : unlessOwn(state.threshold, indicator.threshold),
  };
}

/**
 * What is compared with: the same question but for the terms that it has of its own.
 * @param {State} state
 * @param {Catalogue} catalogue
 * @returns {Question | null}
 */
function otherOf(state, catalogue) {
  if (state.tab !== 'compare') return null;
  const {indicator = state.indicator, group = '', limit = '', threshold = '', year = '', scenario = '', units = ''} = Object.fromEntries(new URLSearchParams(state.other));
  const [level = '', vintage = ''] = units ? units.split('/') : [state.level, state.vintage];
  return {...questionOf({...state, tab: 'indicator', against: '0', indicator, group, limit, threshold, year, level, vintage}, catalogue), ...whenOf(scenario, year, catalogue)};
}

/**
 * A plan of now, or a year to come: what the server does not work out together is not asked together.
 * @param {string} scenario
 * @param {string} year
 * @param {Catalogue} catalogue
 */
const whenOf = (scenario, year, {years}) => ({scenario, scenarioName: '', year: !scenario && years.includes(Number(year)) ? year : ''});

/** @param {State} state @param {Catalogue} catalogue */
const levelOf = (state, {levels, main}) => levels.find((row) => row.level === state.level && String(row.vintage) === state.vintage) ?? main;

/**
 * What is asked about. Ranked, or looked for, by several services at once, it is no indicator's own question.
 * @param {State} state
 * @param {Catalogue} catalogue
 */
function subjectOf(state, catalogue) {
  const several = state.tab === 'units' || state.tab === 'gaps' ? severalOf(state, catalogue) : null;
  if (several) return {several, indicator: index, service: null};
  const indicator = catalogue.indicator(state.indicator);
  return {several, indicator, service: serviceOf(state, catalogue, indicator.service)};
}

/** Whether there are places that serve: facilities, transmitters or areas. @param {import('../api/answers.js').Service | null} service */
export const isServed = (service) => service !== null && (service.facility_count > 0 || service.reach === 'signal' || service.reach === 'area');

/** Whether it is known which of its places is nearest. @param {import('../api/answers.js').Service | null} service */
export const hasNearest = (service) => service !== null && service.reach !== 'area' && isServed(service);

/**
 * It is that of today, and so no picture of a plan or of a year to come; but who puts a facility sees where people live.
 * @param {State} state
 * @param {import('../api/answers.js').Service | null} service
 * @param {boolean} today
 * @returns {Fill}
 */
function fillOf({surface, tab}, service, today) {
  if (surface === 'people' && (today || tab === 'plan')) return 'people';
  if (!today) return '';
  if (surface === 'nearest') return hasNearest(service) ? 'nearest' : '';
  return surface === '1' && service !== null ? 'values' : '';
}

/**
 * What the map shows besides.
 * @param {State} state
 * @param {import('../api/answers.js').Service | null} service
 * @param {Indicator} indicator
 * @param {Level} level
 * @param {boolean} today neither a plan nor a year to come
 * @returns {Question['shows']}
 */
const showsOf = (state, service, indicator, level, today) => ({
  facilities: state.facilities === '1' && isServed(service),
  surface: fillOf(state, service, today) !== '',
  isochrone: state.isochrone === '1' && hasIsochrone(service) && today,
  unsure: state.unsure === '1' && today && hasRange(indicator, level),
  findings: state.findings === '1',
  base: state.base === '1',
  places: state.places === '1',
});

/**
 * @param {State} state
 * @param {Catalogue} catalogue
 * @returns {Question}
 */
export function questionOf(state, catalogue) {
  const {several, indicator, service} = subjectOf(state, catalogue);
  const chosen = chosenTerms(state, catalogue, indicator);
  const level = levelOf(state, catalogue);
  /* A plan is one of today's. */
  const when = whenOf(state.tab === 'compare' ? state.scenario : '', state.tab === 'plan' ? '' : state.year, catalogue);
  const today = state.tab !== 'plan' && !when.year && !when.scenario;
  return {
    indicator,
    service,
    level,
    ...chosen,
    ...when,
    /* The terms in force, whoever set them. */
    inForce: {
      group: chosen.group || indicator.group, limit: chosen.limit ? Number(chosen.limit) : indicator.limit,
      threshold: chosen.threshold ? Number(chosen.threshold) : indicator.threshold,
    },
    unit: state.unit,
    territory: state.territory,
    point: pointOf(state.at),
    tab: state.tab,
    other: otherOf(state, catalogue),
    several,
    columns: state.tab === 'compare' ? state.columns.split(',').filter(Boolean).slice(0, 4) : [],
    since: state.since,
    gapsBy: state.gaps,
    scheme: state.classes,
    /* The map shows how far the figures lie from those of the indicator as it is defined. */
    against: state.against === '1' && state.tab !== 'plan' && !several && isChanged(chosen),
    fill: fillOf(state, service, today),
    shows: showsOf(state, service, indicator, level, today),
  };
}

/**
 * Whether the server says how far the figures may be off: of shares of people with a target, for the newest units.
 * @param {Indicator} indicator
 * @param {Level} level
 */
export const hasRange = ({measure, target}, level) => measure === 'reached_share' && target !== null && level.current;

/** @param {{group: string, limit: string, threshold: string}} terms */
export const isChanged = ({group, limit, threshold}) => Boolean(group || limit || threshold);

/* Whether the units are the same ones. */
/** @param {{level: Level}} one @param {{level: Level}} other */
export const sameUnits = ({level: a}, {level: b}) => a.level === b.level && String(a.vintage) === String(b.vintage);

/* What a choice changes in the state: another indicator brings its own group, limit and threshold. */
export const ownTerms = {group: '', limit: '', threshold: ''};
/** @param {string} indicator */
export const otherIndicator = (indicator) => ({indicator, service: '', ...ownTerms});
/** @param {string} unit code; '' for none */
export const otherUnit = (unit) => ({unit, at: ''});
