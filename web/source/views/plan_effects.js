/* What a plan changes: the communes of the question in force, and the other indicators. */
import {classOfAmount} from '../state/difference.js';
import {otherIndicator, otherUnit} from '../state/question.js';
import {h} from '../ui/dom.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {swatch} from '../ui/marks.js';
import {titleWords} from '../ui/phrases.js';
import {saveTable} from '../ui/table_file.js';

/** @import {ComparedIndicator} from '../api/answers.js' */
/** @import {Difference, DifferenceRow} from '../state/difference.js' */
/** @import {Model} from '../state/model.js' */

const ROWS_MOST = 100;

/** @param {Difference} difference */
const changedRows = ({rows, inPeople}) => rows.filter(({amount}) => amount !== null && Math.abs(amount) >= (inPeople ? 0.5 : 1e-9))
  .sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)));

/**
 * @param {Model} model
 * @param {Difference} difference
 * @param {DifferenceRow} row
 */
function line({question, set}, difference, row) {
  const {unit} = question.indicator;
  const [was, is, change] = format.compared(row.before, row.after, unit);
  const amount = difference.inPeople ? format.signed(row.amount) : change;
  return h('tr', {class: row.code === question.unit ? 'chosen' : null},
    h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `effect-${row.code}`, onclick: () => set(otherUnit(row.code))},
      swatch(classOfAmount(difference.classes, row.amount)?.colour), row.name)),
    h('td', {class: 'number'}, was), h('td', {class: 'number'}, is), h('td', {class: 'number'}, amount));
}

/** @param {Model} model @param {Difference} difference */
function table(model, difference) {
  const rows = changedRows(difference);
  if (!rows.length) return h('p', {class: 'small'}, t('effects.none'));
  const head = /** @type {const} */ (['plan.now', 'plan.then', difference.inPeople ? 'effects.people' : 'effects.change']);
  return h('div', {class: 'scroller'}, h('table', {class: 'effects'}, h('caption', {}, t('effects.caption', {n: format.number(rows.length)})),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('units.name')), head.map((key) => h('th', {scope: 'col', class: 'number'}, t(key))))),
    h('tbody', {}, rows.slice(0, ROWS_MOST).map((row) => line(model, difference, row)))));
}

/**
 * The whole table, with what it is of.
 * @param {Model} model
 * @param {Difference} difference
 */
function fileRows({catalogue, planning, question}, {rows}) {
  const head = /** @type {const} */ (['units.name', 'plan.now', 'plan.then', 'effects.change']);
  return [
    [titleWords(question, catalogue), planning.plan.name, planning.own?.snapshot ?? ''],
    ['ID', ...head.map((key) => t(key))],
    ...rows.map(({code, name, before, after, amount}) => [code, name, before, after, amount]),
  ];
}

/** An indicator as it is defined, whatever is asked. @param {Model} model @param {ComparedIndicator} row */
function other({set}, row) {
  const {before, after} = row.province;
  return h('li', {}, h('button', {type: 'button', class: 'score small-score', 'data-key': `other-${row.id}`, onclick: () => set({...otherIndicator(row.id), tab: 'plan'})},
    h('span', {class: 'score-title'}, titleOf(row.title)),
    h('span', {class: 'score-value'}, `${format.value(before, row.unit)} → ${format.value(after, row.unit)}`)));
}

/** @param {Model} model */
export function planEffects(model) {
  const {planning, difference, question} = model;
  if (planning.phase !== 'done' || !planning.own) return null;
  /* What is the same as far as it is shown is no change to the reader. */
  const others = planning.own.indicators.filter(({id, unit, province: {before, after}}) => id !== question.indicator.id
    && format.value(before, unit) !== format.value(after, unit));
  return h('section', {class: 'effects'},
    difference && [h('h3', {}, t('effects.title')), table(model, difference), h('p', {class: 'links'}, saveTable('effects-csv', 'plan', () => fileRows(model, difference)))],
    others.length > 0 && h('details', {'data-key': 'other-indicators', open: !difference}, h('summary', {}, t('effects.others', {n: format.number(others.length)})),
      h('ul', {class: 'scores'}, others.map((row) => other(model, row)))),
    h('p', {class: 'small'}, t('plan.snapshot', {id: planning.own.snapshot})));
}
