/* What the colours mean, with how many units are in each class. */
import {moreIsBetter} from '../api/catalogue.js';
import {classOf} from '../state/classes.js';
import {breaksOfWords} from '../state/schemes.js';
import {h, replace, svg} from '../ui/dom.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {swatch} from '../ui/marks.js';
import {serviceWords, titleWords} from '../ui/phrases.js';

/** @import {Reach, Service, SurfaceClass, ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/**
 * @param {{from: number | null, to: number | null}} row
 * @param {string} unit
 */
function rangeWords({from, to}, unit) {
  const words = {from: format.shortValue(from, unit), to: format.shortValue(to, unit)};
  if (from === null && to === null) return t('legend.all');
  if (from === null) return t('legend.below', words);
  return t(to === null ? 'legend.above' : 'legend.between', words);
}

/**
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function classRows({classes, question}, answer) {
  const {indicator} = question;
  /** @type {Map<unknown, number>} class, or null for no data → units */
  const counts = new Map();
  for (const row of answer.values) {
    const found = classOf(classes, row.value, indicator);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  /** @param {string | null} colour @param {string} words @param {number} n */
  const line = (colour, words, n) => h('li', {}, swatch(colour), h('span', {class: 'range'}, words),
    h('span', {class: 'count', title: t('legend.units', {n: format.number(n)})}, format.number(n)));
  return [
    ...classes.flatMap((row, i) => [
      i > 0 && classes[i - 1].reached !== row.reached
        && h('li', {class: 'break'}, t('legend.target', {value: format.shortValue(indicator.target, indicator.unit)})),
      line(row.colour, rangeWords(row, indicator.unit), counts.get(row) ?? 0),
    ]),
    line(null, t(answer.question.group ? 'legend.no_data_group' : 'no_data'), counts.get(null) ?? 0),
  ];
}

/**
 * Who gains and who loses: the classes of a difference.
 * @param {Model} model
 * @param {NonNullable<Model['difference']>} difference
 */
function differenceLegend({catalogue, question}, {classes, inPeople, rows, unknown}) {
  const {unit} = question.indicator;
  const words = (/** @type {number} */ amount) => (inPeople ? format.signed(amount) : format.signedValue(amount, unit));
  /** @param {{from: number, to: number}} row */
  const range = ({from, to}) => {
    if (from < 0 && to > 0) return t('legend.same');
    if (from === -Infinity) return t('legend.below', {to: words(to)});
    return to === Infinity ? t('legend.above', {from: words(from)}) : t('legend.between', {from: words(from), to: words(to)});
  };
  const count = (/** @type {{from: number, to: number}} */ {from, to}) => rows.filter(({amount}) => amount !== null && amount >= from && amount < to).length;
  /** @param {string | null} colour @param {string} what @param {number} n */
  const line = (colour, what, n) => h('li', {}, swatch(colour), h('span', {class: 'range'}, what), h('span', {class: 'count', title: t('legend.units', {n: format.number(n)})}, format.number(n)));
  return [
    h('h3', {}, t(question.against ? 'legend.against' : 'legend.difference', {title: titleWords(question, catalogue), own: titleOf(question.indicator.title)}), h('span', {class: 'unit'}, inPeople ? ` (${t('what.people')})` : '')),
    h('ul', {class: 'classes'}, [...classes].reverse().map((row) => line(row.colour, range(row), count(row))), unknown > 0 && line(null, t('no_data'), unknown)),
  ];
}

/** @type {('indicator' | 'quantile' | 'own')[]} */
const schemes = ['indicator', 'quantile', 'own'];

/** @type {Record<Reach, Key>} */
const surfaceTitle = {
  travel_time: 'legend.surface', round_trip: 'legend.surface', distance: 'legend.surface_m', area: 'legend.surface_area', signal: 'legend.surface_signal',
};

/** @param {SurfaceClass} row */
function areaWords({from, to}) {
  if (format.known(to) && to < 1e-3) return t('point.not_inside');
  if (format.known(from) && from > 1 - 1e-3) return t('point.inside');
  const words = {from: format.shortValue(from, 'percent'), to: format.shortValue(to, 'percent')};
  return t('legend.partly', {range: t(format.known(from) && from > 1e-3 ? 'legend.above' : 'legend.below', words)});
}

/**
 * @param {SurfaceClass} row
 * @param {Service} service
 * @param {boolean} first
 */
function surfaceWords(row, service, first) {
  const {kind, from, to} = row;
  if (kind === 'unreachable') return t(service.reach === 'area' || moreIsBetter(service) ? 'legend.surface_none' : 'gaps.unreachable');
  if (service.reach === 'area') return areaWords(row);
  const words = {from: format.reach(from, service.unit), to: format.reach(to, service.unit)};
  if (!format.known(from) || (first && from === 0)) return t('legend.below', words);
  return t(format.known(to) ? 'legend.between' : 'legend.above', words);
}

/**
 * The surface's own legend comes with its TileJSON, from those who paint it.
 * @param {SurfaceClass[]} rows
 * @param {Service} service
 */
function surfaceLegend(rows, service) {
  if (!rows.length) return null;
  return h('div', {class: 'surface-legend'},
    h('h3', {}, t(surfaceTitle[service.reach] ?? 'legend.surface_signal', {service: titleOf(service.title)})),
    h('ul', {}, rows.map((row, i) => h('li', {}, swatch(row.color), h('span', {class: 'range'}, surfaceWords(row, service, i === 0))))),
    h('p', {class: 'small'}, t('legend.transparent')));
}

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
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function unitLegend(model, answer) {
  const {catalogue, question} = model;
  const words = format.unitWords(question.indicator.unit);
  return [
    h('h3', {}, titleWords(question, catalogue), words && h('span', {class: 'unit'}, ` (${words})`)),
    h('ul', {class: 'classes'}, classRows(model, answer)),
    schemeMenu(model),
  ];
}

/**
 * @param {string} kind class of the dot
 * @param {number} r radius in pixels
 * @param {string} words
 */
const dot = (kind, r, words) => h('p', {class: 'point-row'},
  svg('svg', {width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true'}, svg('circle', {cx: 7, cy: 7, r, class: kind})), words);

/**
 * @param {Element} container
 * @param {Model} model
 */
export function showLegend(container, model) {
  const {answers, difference, figures, question} = model;
  const {service, shows} = question;
  const values = figures.answer;
  const border = answers.isochrone.answer?.properties;
  const surface = answers.surface.answer;
  if (!values) {
    replace(container);
    return;
  }
  const wide = (container.parentElement?.clientWidth ?? 0) > 560;
  replace(container, h('details', {'data-key': 'legend', open: wide}, h('summary', {}, t('legend.title')),
    h('div', {class: 'legend-body'},
      service && surface ? surfaceLegend(surface.legend ?? [], service) : difference ? differenceLegend(model, difference) : unitLegend(model, values),
      question.tab === 'plan' && dot('plan-dot', 5.5, t('legend.plan')),
      service && shows.facilities && dot('facility-dot', 4.5, t('legend.facilities', {service: titleOf(service.title)})),
      service && border && dot('border-dot', 5, t('legend.isochrone', {service: serviceWords(service, border.limit)})),
      question.tab === 'gaps' && dot('gap-dot', 6, t('legend.gaps')))));
}
