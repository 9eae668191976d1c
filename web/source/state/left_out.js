/* Villages that a service leaves out, as places of the map. Pure. */

/** @import {Gap, LeftAnswer, MissingAnswer, SettlementsAnswer} from '../api/answers.js' */

const NEAR_METRES = 3000; /* a place is called by a village within */
const METRES_A_DEGREE = 111320;

/** Those where somebody is left out, most of them first, as the server lists them. @param {LeftAnswer} answer @returns {Gap[]} */
export const gapsOf = ({question, settlements}) => settlements.map(({id, name, unit, left_out: people, unreachable_people: cut, mean, lon, lat}) => ({
  id, service: question.service, unit, people, people_low: people, people_high: people, lon, lat, mean, unreachable_people: cut, worst: null, area_km2: null, settlement: {id, name},
}));

/**
 * Where several services are missing at once, each place with the village nearest to its middle.
 * @param {MissingAnswer} answer
 * @param {SettlementsAnswer | undefined} villages
 * @returns {Gap[]}
 */
export const missingPlaces = ({gaps}, villages) => gaps.map(({services, ...gap}) => ({
  ...gap, service: services.map(({service}) => service).join(','), mean: null, unreachable_people: null, worst: null, settlement: nearest(gap, villages?.features ?? []),
}));

/** @param {{lon: number, lat: number}} at @param {SettlementsAnswer['features']} villages */
function nearest({lon, lat}, villages) {
  let [found, least] = [/** @type {string | null} */ (null), NEAR_METRES];
  for (const {geometry: {coordinates: [x, y]}, properties: {name}} of villages) {
    const away = METRES_A_DEGREE * Math.hypot((x - lon) * Math.cos(lat * Math.PI / 180), y - lat);
    if (away < least) [found, least] = [name, away];
  }
  return found === null ? null : {id: '', name: found};
}
