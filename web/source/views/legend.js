/* What the colours mean, with how many units are in each class. */
import {breaksOfWords} from '../state/schemes.js';
import {h, replace, svg} from '../ui/dom.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {legendEntries} from '../ui/legend_entries.js';
import {swatch} from '../ui/marks.js';
import {problemWords} from '../ui/notice.js';
import {serviceWords} from '../ui/phrases.js';
import {widthOf} from '../ui/room.js';

/** @import {ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */

/** @type {('indicator' | 'quantile' | 'own')[]} */
const schemes = ['indicator', 'quantile', 'own'];

/**
 * How the classes part: the indicator's own breaks, quantiles, or the reader's.
 * @param {Model} model
 */
function schemeMenu({classes, question, set}) {
  const {unit} = question.indicator;
  const own = breaksOfWords(question.scheme, unit).length > 0;
  const chosen = question.scheme === 'quantile' ? 'quantile' : own ? 'own' : 'indicator';
  /* What the reader begins with are the breaks shown. */
  const shown = classes.slice(1).map((row) => format.plainNumber(row.from, unit)).join(';');
  const choose = (/** @type {string} */ value) => set({classes: value === 'own' ? shown : value === 'indicator' ? '' : value});
  const input = h('input', {id: 'breaks', 'data-key': 'breaks', value: question.scheme, onchange: () => set({classes: input.value.trim()})});
  return h('div', {class: 'scheme'},
    field(t('scheme.title'), select('scheme', schemes.map((name) => option(name, t(`scheme.of.${name}`), name === chosen)), choose)),
    own && field(t('scheme.breaks'), input));
}

/**
 * What fills the map, with how many units are in each class.
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function filled(model, answer) {
  const {of, title, unit, rows} = legendEntries(model, answer);
  const list = h('ul', {class: of === 'surface' ? null : 'classes'}, rows.flatMap(({colour, words, n, target}) => [
    target && h('li', {class: 'break'}, target),
    h('li', {}, swatch(colour), h('span', {class: 'range'}, words), n !== undefined && h('span', {class: 'count', title: t('legend.units', {n: format.number(n)})}, format.number(n))),
  ]));
  const head = h('h3', {}, title, unit && h('span', {class: 'unit'}, ` (${unit})`));
  if (of === 'surface') return h('div', {class: 'surface-legend'}, head, list, h('p', {class: 'small'}, t(model.question.fill === 'people' ? 'legend.nobody' : 'legend.transparent')));
  return [head, list, of === 'units' && schemeMenu(model)];
}

/**
 * @param {string} kind class of the dot
 * @param {number} r radius in pixels
 * @param {string} words
 */
const dot = (kind, r, words) => h('p', {class: 'point-row'},
  svg('svg', {width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true'}, svg('circle', {cx: 7, cy: 7, r, class: kind})), words);

/** What serves. @param {import('../api/answers.js').Service} service */
function served({facility_count: n, reach, title}) {
  const service = titleOf(title);
  if (reach === 'signal') return dot('transmitter-dot', 5, t('legend.transmitters', {service}));
  return reach === 'area' && !n ? dot('area-dot', 5, t('legend.areas', {service})) : dot('facility-dot', 4.5, t('legend.facilities', {service}));
}

/** Units of which it is not sure whether they reach the target. @param {Model} model */
function unsure({answers, question}) {
  const {answer, problem} = answers.uncertainty;
  if (problem) return h('p', {class: 'small warn'}, problemWords(problem));
  if (!answer) return h('p', {class: 'small', id: 'unsure-waits'}, t('unsure.waits'));
  const n = answer.units.filter(({crosses}) => crosses).length;
  return h('div', {id: 'unsure'},
    h('p', {class: 'point-row'}, h('span', {class: 'swatch unsure', 'aria-hidden': 'true'}), t('unsure.units', {n: format.number(n), target: format.shortValue(question.indicator.target, question.indicator.unit)})),
    h('p', {class: 'small'}, t('unsure.how', {low: format.value(answer.province.low, question.indicator.unit), high: format.value(answer.province.high, question.indicator.unit)})));
}

/**
 * @param {Element} container
 * @param {Model} model
 */
export function showLegend(container, model) {
  const {answers, figures, question} = model;
  const {service, shows} = question;
  const values = figures.answer;
  const border = answers.isochrone.answer?.properties;
  if (!values) {
    replace(container);
    return;
  }
  const wide = widthOf(container.parentElement) > 560;
  replace(container, h('details', {'data-key': 'legend', open: wide}, h('summary', {}, t('legend.title')),
    h('div', {class: 'legend-body'},
      filled(model, values),
      question.tab === 'plan' && dot('plan-dot', 5.5, t('legend.plan')),
      service && shows.facilities && served(service),
      service && border && dot('border-dot', 5, t('legend.isochrone', {service: serviceWords(service, border.limit)})),
      shows.unsure && unsure(model),
      answers.findings.answer && dot('finding-dot', 5, t('layer.findings')),
      question.tab === 'gaps' && dot('gap-dot', 6, t('legend.gaps')))));
}
