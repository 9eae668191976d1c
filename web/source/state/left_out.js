/* Villages that a service leaves out, as places of the map. Pure. */

/** @import {Gap, LeftAnswer} from '../api/answers.js' */

/** Those where somebody is left out, most of them first, as the server lists them. @param {LeftAnswer} answer @returns {Gap[]} */
export const gapsOf = ({question, settlements}) => settlements.map(({id, name, unit, left_out: people, unreachable_people: cut, mean, lon, lat}) => ({
  id, service: question.service, unit, people, people_low: people, people_high: people, lon, lat, mean, unreachable_people: cut, worst: null, area_km2: null, settlement: {id, name},
}));
