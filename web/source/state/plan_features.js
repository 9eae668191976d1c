/* A plan, and what a search found, as features to draw: each with its kind, id and name. Pure. */

/** @import {Place, SitingAnswer} from '../api/answers.js' */
/** @import {Plan} from './plan.js' */
/** @import {Feature, FeatureCollection, Geometry} from 'geojson' */
/** @typedef {'new' | 'moved' | 'transmitter' | 'closed' | 'excluded' | 'found'} Kind */

/** @param {Kind} kind @param {Geometry} geometry @param {Record<string, unknown>} [more] @returns {Feature} */
const feature = (kind, geometry, more = {}) => ({type: 'Feature', properties: {kind, ...more}, geometry});
/** @param {number | undefined} lon @param {number | undefined} lat @returns {Geometry} */
const point = (lon = 0, lat = 0) => ({type: 'Point', coordinates: [lon, lat]});

const METRE = 1e-5; /* degrees; a plan's places are rounded to that */

/** Whether a plan puts something there already. @param {Plan['changes']} changes @param {{lon: number, lat: number}} site */
export const holds = (changes, site) => changes.some(({lon, lat}) => Math.max(Math.abs(Number(lon) - site.lon), Math.abs(Number(lat) - site.lat)) <= METRE);

/**
 * @param {Plan} plan
 * @param {Place[][]} excluded rings
 * @param {SitingAnswer | null} found
 * @returns {FeatureCollection}
 */
export function featuresOf({changes, names}, excluded, found) {
  const mine = changes.flatMap(({change, id, name, facility = '', lon, lat, geometry}) => {
    if (change === 'add') return [feature('new', point(lon, lat), {id, name})];
    if (change === 'transmitter') return [feature('transmitter', point(lon, lat), {id, name})];
    if (change === 'move') return [feature('moved', point(lon, lat), {id: facility, name: names[facility] ?? facility})];
    return change === 'close_road' && geometry ? [feature('closed', /** @type {Geometry} */ (geometry))] : [];
  });
  return {type: 'FeatureCollection', features: [
    ...excluded.map((ring) => feature('excluded', {type: 'Polygon', coordinates: [[...ring, ring[0]]]})),
    ...mine,
    ...(found?.sites ?? []).filter((site) => !holds(changes, site)).map(({lon, lat, order}) => feature('found', point(lon, lat), {name: String(order)})),
  ]};
}

/** Facilities that stand no more where they stood. @param {Plan} plan */
export const goneOf = ({changes}) => changes.filter(({change}) => change === 'remove' || change === 'move').map(({facility}) => facility ?? '');
