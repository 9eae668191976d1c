/* What the colours mean, with how many units are in each class. */
import {moreIsBetter} from '../api/catalogue.js';
import {classOf} from '../state/classes.js';
import {h, replace, svg} from '../ui/dom.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {swatch} from '../ui/marks.js';

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
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function unitLegend(model, answer) {
  const {title, unit} = model.question.indicator;
  const words = format.unitWords(unit);
  return [h('h3', {}, titleOf(title), words && h('span', {class: 'unit'}, ` (${words})`)), h('ul', {class: 'classes'}, classRows(model, answer))];
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
  const {answers, question} = model;
  const {service, shows} = question;
  const values = answers.values.answer;
  const surface = answers.surface.answer;
  if (!values) {
    replace(container);
    return;
  }
  const wide = (container.parentElement?.clientWidth ?? 0) > 560;
  replace(container, h('details', {'data-key': 'legend', open: wide}, h('summary', {}, t('legend.title')),
    h('div', {class: 'legend-body'},
      service && surface ? surfaceLegend(surface.legend ?? [], service) : unitLegend(model, values),
      service && shows.facilities && dot('facility-dot', 4.5, t('legend.facilities', {service: titleOf(service.title)})),
      question.tab === 'gaps' && dot('gap-dot', 6, t('legend.gaps')))));
}
