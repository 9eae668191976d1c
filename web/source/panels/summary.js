/* The province's figure against its target, with how it was defined and from what. */
import {address} from '../api.js';
import {h} from '../dom.js';
import * as format from '../format.js';
import {definitionOf, language, t, titleOf} from '../language.js';
import {asked, valuesQuery} from '../question.js';

const known = (amount) => amount !== null && amount !== undefined && Number.isFinite(amount);
const reached = ({target, better}, amount) => (better === 'less' ? amount <= target : amount >= target);

/* How long a bar of the value is, the target being a mark on it. */
export function bar(amount, indicator) {
  if (!known(amount)) return null;
  const {unit, target} = indicator;
  if (unit !== 'percent' && !known(target)) return null; /* long, but in proportion to what? */
  const whole = unit === 'percent' ? 1 : Math.max(amount, known(target) ? target * 1.25 : 0, 1e-9);
  const place = (part) => `${Math.max(0, Math.min(1, part / whole)) * 100}%`;
  const met = known(target) ? (reached(indicator, amount) ? ' met' : ' behind') : '';
  return h('div', {class: `bar${met}`, 'aria-hidden': 'true', css: {'--share': place(amount)}},
    h('span', {class: 'filled'}),
    known(target) && h('span', {class: 'tick', css: {'--place': place(target)}}));
}

const whatIsCounted = {reached_share: 'people', reached_units: 'units', facilities_with: 'facilities', recorded_share: 'recorded'};

function parts({measure}, {numerator, denominator}) {
  const what = whatIsCounted[measure];
  if (!what || !known(numerator) || !known(denominator)) return null;
  return h('p', {class: 'parts'}, t('summary.parts', {
    numerator: format.number(numerator), denominator: format.number(denominator), what: t(`what.${what}`),
  }));
}

function standing(indicator, amount) {
  const {target, unit} = indicator;
  if (!known(target) || !known(amount)) return null;
  if (reached(indicator, amount)) return h('p', {class: 'standing met'}, '✓ ', t('summary.reached'));
  const short = Math.abs(target - amount);
  return h('p', {class: 'standing behind'}, '▼ ', unit === 'percent'
    ? t('summary.short_points', {n: format.number(short * 100, 1)})
    : t('summary.short', {n: `${format.value(short, unit)} ${format.unitWords(unit)}`.trim()}));
}

function formulaOf({formula}) {
  return titleOf(formula);
}

function row(label, words) {
  return words ? [h('dt', {}, label), h('dd', {}, words)] : null;
}

/* The figure alone is not enough: every one says how it was made. */
function about(app, question) {
  const {indicator} = question;
  const {snapshot} = app.catalogue;
  return h('details', {class: 'about', open: true}, h('summary', {}, t('summary.about')),
    h('dl', {},
      row(t('summary.definition'), definitionOf(indicator.definition)),
      row(t('summary.formula'), formulaOf(indicator)),
      row(t('summary.question'), asked(app.values.question, question, app.catalogue)),
      row(t('summary.source'), definitionOf(indicator.source))),
    h('p', {class: 'small'}, t('summary.snapshot', {id: snapshot.id, day: format.day(snapshot.as_of)})));
}

export function summary(app, question) {
  const {indicator} = question;
  const {province} = app.values;
  const {target, target_year: year, unit} = indicator;
  const words = format.unitWords(unit);
  const query = valuesQuery(question);
  return h('article', {class: 'summary', 'aria-labelledby': 'summary-title'},
    indicator.department && h('p', {class: 'department'}, indicator.department),
    h('h2', {id: 'summary-title'}, titleOf(indicator.title)),
    h('div', {class: 'figures'},
      h('div', {class: 'figure'}, h('span', {class: 'label'}, t('summary.province')),
        h('strong', {id: 'province-value', class: known(province.value) ? 'amount' : 'amount none'}, format.value(province.value, unit)),
        known(province.value) && words && h('span', {class: 'unit'}, words)),
      h('div', {class: 'figure target'},
        h('span', {class: 'label'}, year ? t('summary.target', {year}) : t('summary.target_plain')),
        known(target) ? [h('strong', {class: 'amount'}, `${indicator.better === 'less' ? '≤' : '≥'} ${format.shortValue(target, unit)}`)]
          : h('span', {class: 'none'}, t('summary.no_target')))),
    bar(province.value, indicator),
    standing(indicator, province.value),
    parts(indicator, province),
    known(province.low) && known(province.high) && province.high > province.low
      && h('p', {class: 'small'}, t('summary.range', {low: format.value(province.low, unit), high: format.value(province.high, unit)})),
    province.units_without_data > 0 && h('p', {class: 'small warn'}, t('summary.missing', {n: format.number(province.units_without_data)})),
    about(app, question),
    h('p', {class: 'links'},
      h('a', {href: address(`indicators/${indicator.id}`, {...query, f: 'csv'}), download: `${indicator.id}.csv`}, t('summary.csv')),
      h('a', {href: address(`indicators/${indicator.id}`, {...query, f: 'json'}), lang: language(), target: '_blank', rel: 'noopener'}, t('summary.json'))));
}
