/* What the colours of the map mean, as rows: the legend and the picture show the same. */
import {moreIsBetter} from '../api/catalogue.js';
import {classOf} from '../state/classes.js';
import * as format from './format.js';
import {t, titleOf} from './language.js';
import {titleWords} from './phrases.js';

/** @import {Reach, Service, SurfaceClass, ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from './language.js' */
/** @typedef {{colour: string | null, words: string, n?: number, target?: string}} Entry n: units; colour null: hatched; target: stands before the row */
/** @typedef {{title: string, unit: string, rows: Entry[]}} Entries */

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
 * @returns {Entries}
 */
function unitEntries({catalogue, classes, question}, answer) {
  const {indicator} = question;
  /** @type {Map<unknown, number>} class, or null for no data → units */
  const counts = new Map();
  for (const row of answer.values) {
    const found = classOf(classes, row.value, indicator);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return {
    title: titleWords(question, catalogue), unit: format.unitWords(indicator.unit),
    rows: [
      ...classes.map((row, i) => ({
        colour: row.colour, words: rangeWords(row, indicator.unit), n: counts.get(row) ?? 0,
        target: i > 0 && classes[i - 1].reached !== row.reached ? t('legend.target', {value: format.shortValue(indicator.target, indicator.unit)}) : undefined,
      })),
      {colour: null, words: t(answer.question.group ? 'legend.no_data_group' : 'no_data'), n: counts.get(null) ?? 0},
    ],
  };
}

/**
 * Who gains and who loses: the classes of a difference.
 * @param {Model} model
 * @param {NonNullable<Model['difference']>} difference
 * @returns {Entries}
 */
function differenceEntries({catalogue, question}, {classes, inPeople, rows, unknown}) {
  const {unit} = question.indicator;
  const words = (/** @type {number} */ amount) => (inPeople ? format.signed(amount) : format.signedValue(amount, unit));
  /** @param {{from: number, to: number}} row */
  const range = ({from, to}) => {
    if (from < 0 && to > 0) return t('legend.same');
    if (from === -Infinity) return t('legend.below', {to: words(to)});
    return to === Infinity ? t('legend.above', {from: words(from)}) : t('legend.between', {from: words(from), to: words(to)});
  };
  const count = (/** @type {{from: number, to: number}} */ {from, to}) => rows.filter(({amount}) => amount !== null && amount >= from && amount < to).length;
  return {
    title: question.other ? t('legend.against', {title: titleWords(question.other, catalogue), own: titleWords(question, catalogue)})
      : t(question.against ? 'legend.against' : 'legend.difference', {title: titleWords(question, catalogue), own: titleOf(question.indicator.title)}),
    unit: inPeople ? t('what.people') : '',
    rows: [...[...classes].reverse().map((row) => ({colour: row.colour, words: range(row), n: count(row)})), ...(unknown > 0 ? [{colour: null, words: t('no_data'), n: unknown}] : [])],
  };
}

export const NO_PATH = '#6b6f6e'; /* no path at all: not the same as far */
const NEAREST = '#8dc6bf'; /* the first of the tints (src/tiles/painted_tile.c) */

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
 * @returns {Entries}
 */
const surfaceEntries = (rows, service) => ({
  title: t(surfaceTitle[service.reach] ?? 'legend.surface_signal', {service: titleOf(service.title)}), unit: '',
  rows: rows.map((row, i) => ({colour: row.color, words: surfaceWords(row, service, i === 0)})),
});

/** Parted at the limit in force, whose row says so. @param {Model} model @param {Service} service @returns {Entries} */
function limitEntries({limitClasses, question}, service) {
  const limit = t('legend.limit', {value: format.reach(question.inForce.limit, service.unit)});
  const rows = (limitClasses ?? []).map((row, i, all) => ({
    colour: row.colour, words: surfaceWords({kind: 'class', from: row.from, to: row.to, color: ''}, service, false), target: i > 0 && all[i - 1].reached !== row.reached ? limit : undefined,
  }));
  return {title: t(surfaceTitle[service.reach] ?? 'legend.surface_signal', {service: titleOf(service.title)}), unit: '',
    rows: [...rows, {colour: NO_PATH, words: surfaceWords({kind: 'unreachable', from: null, to: null, color: ''}, service, false)}]};
}

/** @param {SurfaceClass[]} rows people a square kilometre @returns {Entries} */
const peopleEntries = (rows) => ({title: t('legend.people'), unit: t('legend.density'),
  rows: rows.map(({color, from, to}) => ({colour: color, words: rangeWords({from: from ?? null, to: to ?? null}, 'count')}))});

/** @param {Service} service @returns {Entries} */
const nearestEntries = (service) => ({title: t(service.reach === 'signal' ? 'legend.nearest_signal' : 'legend.nearest', {service: titleOf(service.title)}), unit: '',
  rows: [{colour: NEAREST, words: t(service.reach === 'signal' ? 'legend.nearest_mast' : 'legend.nearest_each')}]});

/** Of what is laid over the units. @param {Model} model @param {import('../api/answers.js').TileAnswer} about @returns {Entries} */
function laidEntries(model, about) {
  const {fill, service} = model.question;
  if (fill === 'people' || !service) return peopleEntries(about.legend ?? []);
  if (fill === 'nearest') return nearestEntries(service);
  return model.limitClasses ? limitEntries(model, service) : surfaceEntries(about.legend ?? [], service);
}

/**
 * Of what fills the map now.
 * @param {Model} model
 * @param {ValuesAnswer} values
 * @returns {Entries & {of: 'surface' | 'difference' | 'units'}}
 */
export function legendEntries(model, values) {
  const {answers, difference} = model;
  const surface = answers.surface.answer;
  if (surface) return {of: 'surface', ...laidEntries(model, surface)};
  return difference ? {of: 'difference', ...differenceEntries(model, difference)} : {of: 'units', ...unitEntries(model, values)};
}
