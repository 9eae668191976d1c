/* The map's figures as a table: for those who read tables, and for those who cannot see the map. */
import {classOf} from '../state/classes.js';
import {otherUnit} from '../state/question.js';
import {h, replace} from '../ui/dom.js';
import {field, option, search, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {language, t} from '../ui/language.js';
import {swatch} from '../ui/marks.js';
import {matches} from '../ui/spelling.js';

/** @import {UnitValue, ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */

/** @type {('worst' | 'best' | 'name')[]} */
const orders = ['worst', 'best', 'name'];
let wanted = ''; /* what the reader writes to find a unit */

/**
 * @param {UnitValue[]} rows
 * @param {string} order
 * @param {string} better
 */
function sorted(rows, order, better) {
  const sign = (order === 'best') === (better !== 'less') ? -1 : 1;
  /** @param {UnitValue} a @param {UnitValue} b */
  const byName = (a, b) => a.name.localeCompare(b.name, language());
  if (order === 'name') return [...rows].sort(byName);
  /* Without data last, whichever way the rest is ordered. */
  return [...rows].sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || byName(a, b);
    return sign * (a.value - b.value) || byName(a, b);
  });
}

/**
 * @param {Model} model
 * @param {UnitValue} row
 */
function unitRow({question, classes, set}, row) {
  const {indicator} = question;
  return h('tr', {class: row.code === question.unit ? 'chosen' : null},
    h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `unit-${row.code}`, onclick: () => set(otherUnit(row.code))},
      swatch(classOf(classes, row.value, indicator)?.colour), row.name)),
    h('td', {class: format.known(row.value) ? 'number' : 'number none'}, format.value(row.value, indicator.unit)));
}

/**
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
function table(model, answer) {
  const rows = sorted(answer.values, model.state.order, model.question.indicator.better)
    .filter((row) => matches(row.name, wanted) || row.code.includes(wanted));
  if (!rows.length) return h('p', {class: 'small'}, t('units.none'));
  return h('table', {class: 'units'}, h('caption', {}, t('units.caption')),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('units.name')), h('th', {scope: 'col', class: 'number'}, t('units.value')))),
    h('tbody', {}, rows.map((row) => unitRow(model, row))));
}

/**
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
export function ranking(model, answer) {
  const holder = h('div', {class: 'scroller'}, table(model, answer));
  /** @param {string} words */
  const find = (words) => {
    wanted = words;
    replace(holder, table(model, answer));
  };
  return h('div', {class: 'unit-table'},
    h('div', {class: 'fields'},
      field(t('units.search'), search('unit-search', wanted, find)),
      field(t('units.sort'), select('unit-order', orders.map((name) => option(name, t(`units.sort.${name}`), name === model.state.order)),
        (order) => model.set({order})))),
    holder);
}
