/* The question as words. Whatever shows a figure is titled by these, so that no figure stands under another question. */
import {hasLimit, moreIsBetter} from '../api/catalogue.js';
import {isChanged, sameUnits} from '../state/question.js';
import * as format from './format.js';
import {definitionOf, t, termOf, titleOf} from './language.js';

/** @import {AnsweredQuestion, Reach, Service} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Question} from '../state/question.js' */
/** @import {Key} from './language.js' */

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
 * "Y tế cơ sở, đi bộ (tối đa 30 phút)"
 * @param {Service} service
 * @param {number | null} limit
 */
export function serviceWords(service, limit) {
  const words = limitWords(service, limit);
  return words ? `${titleOf(service.title)} (${words})` : titleOf(service.title);
}

/**
 * The people who are asked about.
 * @param {string | null} group
 * @param {Catalogue} catalogue
 */
export const groupWords = (group, catalogue) => (group ? group.split('+').map((id) => titleOf(catalogue.group(id)?.title)).join(t('option.both')) : t('option.everyone'));

/** @type {Partial<Record<Reach, Key>>} */
const verbs = {signal: 'sentence.receive', area: 'sentence.inside'};

/**
 * "Người dân vùng sâu tới được Trạm y tế (tối đa 60 phút)"
 * @param {Service} service
 * @param {Question['inForce']} terms
 * @param {Catalogue} catalogue
 */
function reachSentence(service, {group, limit}, catalogue) {
  const who = group ? groupWords(group, catalogue) : t('sentence.everyone');
  return t(verbs[service.reach] ?? 'sentence.reach', {who, service: serviceWords(service, limit)});
}

/**
 * What the figures are of. An indicator's own title names its own terms ("in 30 minutes"), so with others it gives way.
 * @param {Question} question
 * @param {Catalogue} catalogue
 */
export function titleWords(question, catalogue) {
  const {scenario, scenarioName: name, year} = question;
  const when = year ? t('sentence.year', {year}) : scenario ? name ? t('sentence.plan', {name}) : t('sentence.some_plan') : '';
  return [termsTitle(question, catalogue), when].filter(Boolean).join(', ');
}

/**
 * The same with the units named, for two questions beside each other that are of different ones.
 * @param {Question} question
 * @param {Catalogue} catalogue
 * @param {Question} beside
 */
export const besideWords = (question, catalogue, beside) => [titleWords(question, catalogue),
  !sameUnits(question, beside) && `${termOf('term.level', question.level.level)} ${question.level.vintage}`].filter(Boolean).join(' · ');

/**
 * "Thiếu 3 dịch vụ: …"
 * @param {Question} question
 * @param {import('../state/several.js').Several} several
 * @param {Catalogue} catalogue
 */
function severalTitle(question, {services}, catalogue) {
  const named = services.map(({id, weight, limit}) => {
    const service = catalogue.service(id);
    return `${service && limit !== null ? serviceWords(service, limit) : titleOf(service?.title)}${weight === 1 ? '' : ` ×${format.compact(weight, 1)}`}`;
  });
  return t('several.title', {services: named.join('; '), who: question.group ? ` (${groupWords(question.group, catalogue)})` : ''});
}

/** @param {Question} question @param {Catalogue} catalogue */
function termsTitle(question, catalogue) {
  const {indicator, service, inForce, several} = question;
  if (several) return severalTitle(question, several, catalogue);
  const title = titleOf(indicator.title);
  if (!isChanged(question) || !service) return title;
  if (indicator.measure === 'reached_share') return reachSentence(service, inForce, catalogue);
  if (indicator.measure === 'reached_units') {
    return t('sentence.units', {threshold: format.shortValue(inForce.threshold, 'percent'), whole: reachSentence(service, inForce, catalogue)});
  }
  const terms = [question.group && groupWords(question.group, catalogue), question.limit && limitWords(service, inForce.limit)];
  return t('sentence.other', {title, terms: terms.filter(Boolean).join(', ')});
}

/**
 * The terms of a question that the server answered.
 * @param {AnsweredQuestion} answered
 * @param {Question} question
 * @param {Catalogue} catalogue
 */
export function questionWords(answered, {indicator, service}, catalogue) {
  return [
    `${termOf('term.level', answered.level)} ${answered.vintage}`,
    answered.year ? t('sentence.year', {year: answered.year}) : '',
    groupWords(answered.group, catalogue),
    answered.group_grid ? t('summary.group_grid', {file: answered.group_grid}) : '',
    hasLimit(indicator, service) ? limitWords(service, answered.limit) : '',
    answered.threshold ? `≥ ${format.shortValue(answered.threshold, 'percent')}` : '',
  ].filter(Boolean).join(' · ');
}

/** Whom what is shown is owed to. @param {Catalogue} catalogue */
export const creditWords = ({attributions}) => t('map.attribution', {sources: [...new Set(attributions.map((words) => definitionOf(words ?? '')))].join('; ')});
