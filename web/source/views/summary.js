/* The province's figure against its target, with how it was defined and from what. */
import {site} from '../api/book.js';
import {isReached} from '../api/catalogue.js';
import {link} from '../api/request.js';
import {write} from '../state/address.js';
import {valuesRequest} from '../state/requests.js';
import {h} from '../ui/dom.js';
import {downloads} from '../ui/downloads.js';
import {term} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {definitionOf, language, t, titleOf} from '../ui/language.js';
import {bar} from '../ui/marks.js';
import {departmentWords} from '../ui/owners.js';
import {questionWords, titleWords} from '../ui/phrases.js';

/** @import {Figure, Indicator, ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/** @type {Record<string, Key>} */
const counted = {reached_share: 'what.people', reached_units: 'what.units', facilities_with: 'what.facilities', recorded_share: 'what.recorded'};

/**
 * @param {Indicator} indicator
 * @param {Figure} figure
 */
function parts({measure}, {value, numerator, denominator}) {
  const what = counted[measure];
  if (!what || !format.known(value) || !format.known(numerator) || !format.known(denominator)) return null;
  return h('p', {class: 'parts'}, t('summary.parts', {numerator: format.number(numerator), denominator: format.number(denominator), what: t(what)}));
}

/**
 * @param {Indicator} indicator
 * @param {number | null} amount
 */
function standing({target, unit, better}, amount) {
  if (!format.known(target) || !format.known(amount)) return null;
  if (isReached({target, better}, amount)) return h('p', {class: 'standing met'}, '✓ ', t('summary.reached'));
  const short = Math.abs(target - amount);
  return h('p', {class: 'standing behind'}, '▼ ', unit === 'percent'
    ? t('summary.short_points', {n: format.number(short * 100, 1)})
    : t('summary.short', {n: format.whole(short, unit)}));
}

/**
 * The province's figure beside its target.
 * @param {Indicator} indicator
 * @param {number | null} amount
 */
function figures({unit, target, target_year: year, better}, amount) {
  const words = format.unitWords(unit);
  return h('div', {class: 'figures'},
    h('div', {class: 'figure'}, h('span', {class: 'label'}, t('summary.province')),
      h('strong', {id: 'province-value', class: format.known(amount) ? 'amount' : 'amount none'}, format.value(amount, unit, target)),
      format.known(amount) && words && h('span', {class: 'unit'}, words)),
    h('div', {class: 'figure target'},
      h('span', {class: 'label'}, year && format.known(target) ? t('summary.target', {year}) : t('summary.target_plain')),
      format.known(target) ? h('strong', {class: 'amount'}, `${better === 'less' ? '≤' : '≥'} ${format.shortValue(target, unit)}`)
        : h('span', {class: 'none'}, t('summary.no_target'))));
}

/**
 * The figure alone is not enough: every one says how it was made.
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function about({catalogue, question}, answer) {
  const {indicator} = question;
  return h('details', {class: 'about', 'data-key': 'about', open: true}, h('summary', {}, t('summary.about')),
    h('dl', {},
      term(t('summary.definition'), definitionOf(indicator.definition)),
      term(t('summary.formula'), titleOf(indicator.formula)),
      term(t('summary.question'), questionWords(answer.question, question, catalogue)),
      term(t('summary.source'), definitionOf(indicator.source))),
    h('p', {class: 'small'}, t('summary.snapshot', {id: answer.snapshot, day: format.day(catalogue.snapshot.as_of)})));
}

/**
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
export function summary(model, answer) {
  const {catalogue, question, state} = model;
  const {indicator} = question;
  const {province} = answer;
  const {path, query} = valuesRequest(question);
  const json = link(path, site ? query : {...query, f: 'json'});
  const file = [indicator.id, question.level.level, question.level.vintage, question.group, question.limit, question.threshold, question.year].filter(Boolean).join('_');
  return h('article', {class: 'summary', 'aria-labelledby': 'summary-title'},
    indicator.department && h('p', {class: 'department'}, departmentWords(indicator.department, [indicator])),
    h('h2', {id: 'summary-title'}, titleWords(question, catalogue)),
    figures(indicator, province.value),
    bar(province.value, indicator),
    standing(indicator, province.value),
    parts(indicator, province),
    format.known(province.low) && format.known(province.high) && province.high > province.low && h('p', {class: 'small'},
      t(answer.question.group_bounded ? 'summary.bounds' : 'summary.range', {low: format.value(province.low, indicator.unit), high: format.value(province.high, indicator.unit)})),
    province.units_without_data > 0 && h('p', {class: 'small warn'}, t('summary.missing', {n: format.number(province.units_without_data)})),
    province.reason && h('p', {class: 'small warn', id: 'reason'}, titleOf(province.reason.text)),
    about(model, answer),
    h('p', {class: 'links'},
      downloads(path, query, file),
      json && h('a', {href: json, lang: language(), target: '_blank', rel: 'noopener'}, t('summary.json')),
      h('a', {id: 'link', href: write({...state, lang: language(), snapshot: answer.snapshot})}, t('summary.link'))));
}
