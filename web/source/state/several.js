/* Several services at once: which, with what weight and limit each, and how many of them must be missing. Pure. */

/** @import {Indicator, RankedUnit, RankingAnswer, ValuesAnswer} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @typedef {{services: {id: string, weight: number, limit: number | null}[], least: number}} Several limit null: the service's own */

const FIRST_MOST = 3; /* services that a ranking begins with */
export const SERVICES_MOST = 16; /* that the server takes */

/* The weighted share of people left out, as if it were an indicator: map, table, profile and files show it alike. */
/** @type {Indicator} */
export const index = {
  id: 'ranking', title: {vi: '', en: ''}, department: null, owner_after: null, measure: 'ranking', unit: 'percent', service: null, group: null, limit: null, threshold: null, target: null,
  target_year: null, better: 'less', source: '', definition: '', formula: {vi: '', en: ''}, takes_limit: false, other_limit: null,
};

/**
 * "clinic:2:60,school:1", weight and limit, with the services that there are; null where none is named.
 * @param {{several: string, least: string}} state
 * @param {Pick<Catalogue, 'service'>} catalogue
 * @returns {Several | null}
 */
export function severalOf({several, least}, catalogue) {
  /** @type {Map<string, Several['services'][number]>} */
  const rows = new Map();
  for (const part of several.split(',')) {
    const [id, weight, limit] = part.split(':');
    const own = catalogue.service(id)?.default_limit;
    if (catalogue.service(id) && rows.size < SERVICES_MOST) {
      rows.set(id, {id, weight: weight !== undefined && Number(weight) >= 0 ? Number(weight) : 1, limit: Number(limit) > 0 && Number(limit) !== own ? Number(limit) : null});
    }
  }
  const services = [...rows.values()];
  if (!services.length) return null;
  return {services, least: Math.min(services.length, Math.max(1, Math.round(Number(least)) || Math.min(2, services.length)))};
}

/** @param {Several['services']} services */
export const writeSeveral = (services) => services.map(({id, weight, limit}) => `${id}:${weight}${limit === null ? '' : `:${limit}`}`).join(',');

/** Those to begin with: one of each department, of those that people come to. @param {Catalogue} catalogue */
export function firstServices({services}) {
  const placed = services.filter(({facility_count: n}) => n > 0);
  const found = placed.filter((row, i) => placed.findIndex(({department}) => department === row.department) === i).slice(0, FIRST_MOST);
  return (found.length > 1 ? found : services.slice(0, 2)).map(({id}) => ({id, weight: 1, limit: null}));
}

/** @param {Several} several */
export const severalTerms = ({services, least}) => ({
  services: services.map(({id}) => id).join(','), least, limits: services.some(({limit}) => limit !== null) ? services.map(({limit}) => limit ?? '').join(',') : '',
});

/** @param {RankingAnswer} answer @returns {ValuesAnswer} */
export function valuesOfRanking(answer) {
  const {level, vintage, group, year} = answer.question;
  const nothing = {numerator: null, denominator: null, low: null, high: null};
  const values = answer.units.map(({code, name, index: value}) => ({code, name, value, ...nothing}));
  return {
    indicator: index, question: {level, vintage, group, year, limit: null, threshold: null}, values, snapshot: answer.snapshot, ranking: answer,
    province: {value: null, ...nothing, units_without_data: values.filter(({value}) => value === null).length},
  };
}

/** Whether its place among the others would be another with one weight a third more or less. @param {RankedUnit} row */
export const moves = ({rank_least: least, rank_most: most}) => least !== most;
