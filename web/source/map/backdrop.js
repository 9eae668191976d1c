/* What lies under the figures: no map of others, only a net of degrees. */
import {compact} from '../ui/format.js';
import {language} from '../ui/language.js';

/** @import {Box} from '../api/answers.js' */
/** @import {FeatureCollection, LineString, Point} from 'geojson' */

const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/* North, south, east and west in the reader's language. */
const signs = {vi: {lon: ['Đ', 'T'], lat: ['B', 'N']}, en: {lon: ['E', 'W'], lat: ['N', 'S']}};

/**
 * Names of lines of the net: 105,5° Đ.
 * @param {'lon' | 'lat'} axis
 * @param {number} value degrees
 */
function degrees(axis, value) {
  const [positive, negative] = signs[language()][axis];
  return `${compact(Math.abs(value), 2)}° ${value < 0 ? negative : positive}`;
}

/** @param {number} from @param {number} to @param {number} [by] */
const range = (from, to, by = 1) => Array.from({length: Math.max(0, Math.floor((to - from) / by) + 1)}, (_, i) => from + i * by);

/**
 * Lines of longitude and latitude around the province, named in the reader's language.
 * @param {Box} bbox
 * @returns {FeatureCollection<LineString | Point>}
 */
export function graticule([west, south, east, north]) {
  const span = Math.max(east - west, north - south);
  const step = steps.find((size) => span / size <= 6) ?? 10;
  const margin = span * 1.2;
  const lons = range(Math.floor((west - margin) / step), Math.ceil((east + margin) / step));
  const lats = range(Math.max(Math.floor((south - margin) / step), Math.ceil(-85 / step)), Math.min(Math.ceil((north + margin) / step), Math.floor(85 / step)));
  const [w, s, e, n] = [lons[0], lats[0], lons[lons.length - 1], lats[lats.length - 1]].map((k) => k * step);
  /** @type {FeatureCollection<LineString | Point>['features']} */
  const features = [];
  /** @param {LineString | Point} geometry @param {string} [name] */
  const add = (geometry, name) => features.push({type: 'Feature', properties: {name}, geometry});
  for (const i of lons) {
    add({type: 'LineString', coordinates: [[i * step, s], [i * step, n]]});
    for (const j of range(lats[0], lats[lats.length - 1], 4)) add({type: 'Point', coordinates: [i * step, j * step]}, degrees('lon', i * step));
  }
  for (const j of lats) {
    add({type: 'LineString', coordinates: [[w, j * step], [e, j * step]]});
    for (const i of range(lons[0] + 2, lons[lons.length - 1], 4)) add({type: 'Point', coordinates: [i * step, j * step]}, degrees('lat', j * step));
  }
  return {type: 'FeatureCollection', features};
}
