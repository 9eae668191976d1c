/* Longer phrases that several views say alike. */
import {hasLimit, moreIsBetter} from '../api/catalogue.js';
import * as format from './format.js';
import {t, termOf, titleOf} from './language.js';

/** @import {AnsweredQuestion, Indicator, Service} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */

/**
 * The limit in force: "tối đa 30 phút"; '' where there is none to choose.
 * @param {Service | null} service
 * @param {number | null} amount
 */
export function limitWords(service, amount) {
  if (!service || service.reach === 'area' || amount === null) return '';
  return format.limit(amount, service.unit, moreIsBetter(service));
}

/**
 * The question as the server answered it.
 * @param {AnsweredQuestion} answered
 * @param {{indicator: Indicator, service: Service | null}} question
 * @param {Catalogue} catalogue
 */
export function questionWords(answered, {indicator, service}, catalogue) {
  return [
    `${termOf('term.level', answered.level)} ${answered.vintage}`,
    answered.group ? titleOf(catalogue.group(answered.group)?.title) : t('option.everyone'),
    hasLimit(indicator, service) ? limitWords(service, answered.limit) : '',
    answered.threshold ? `≥ ${format.shortValue(answered.threshold, 'percent')}` : '',
  ].filter(Boolean).join(' · ');
}
