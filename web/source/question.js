/* What the reader asks, worked out from the state and the catalogue in one place, so that the map,
 * the tables and the links all ask the same. */
import {hasLimit, moreIsBetter} from './catalogue.js';
import {t, termOf, titleOf} from './language.js';
import * as format from './format.js';

export function questionOf(state, catalogue) {
  const indicator = catalogue.indicator(state.get('indicator'));
  const own = indicator.service ? catalogue.service(indicator.service) : null;
  const service = own ?? catalogue.service(state.get('service')) ?? null;
  const level = catalogue.levels.find((row) => row.level === state.get('level') && String(row.vintage) === state.get('vintage'))
    ?? catalogue.main;
  return {
    indicator, service, level,
    group: catalogue.group(state.get('group'))?.id ?? '',
    limit: hasLimit(indicator, own) ? state.get('limit') ?? '' : '',
    threshold: state.get('threshold') ?? '',
  };
}

/* The query of /indicators/{id}. Only what differs from the definition is asked. */
export function valuesQuery({level, group, limit, threshold}) {
  return {level: level.level, vintage: level.vintage, group, limit, threshold};
}

/* The query of /gaps: the indicator's own group and limit unless the reader chose others. */
export function gapsQuery(question, level) {
  const {indicator, service, group, limit} = question;
  const own = indicator.service === service.id;
  return {
    service: service.id, level,
    group: group || (own ? indicator.group ?? '' : ''),
    limit: limit || (own ? indicator.limit ?? '' : ''),
    limit_count: 100,
  };
}

export const isChanged = ({group, limit, threshold}) => Boolean(group || limit || threshold);

/* The limit in force, as words: "tối đa 30 phút". */
export function limitWords(service, amount) {
  if (!service || service.reach === 'area' || amount === null || amount === undefined) return '';
  return format.limit(amount, service.unit, moreIsBetter(service));
}

/* The question as the server answered it, in words. */
export function asked(answered, {indicator, service}, catalogue) {
  return [
    `${termOf('term.level', answered.level)} ${answered.vintage}`,
    answered.group ? titleOf(catalogue.group(answered.group)?.title) : t('option.everyone'),
    hasLimit(indicator, service) ? limitWords(service, answered.limit) : '',
    answered.threshold ? `≥ ${format.shortValue(answered.threshold, 'percent')}` : '',
  ].filter(Boolean).join(' · ');
}
