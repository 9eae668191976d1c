/* The list of a plan's changes: each can be amended or taken back. */
import {h} from '../ui/dom.js';
import {field} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, termOf, titleOf} from '../ui/language.js';

/** @import {Change} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/* Members that the reader may amend. */
/** @type {[keyof Change, Key, {type: string, step?: string, min?: number}][]} */
const members = [
  ['name', 'change.name', {type: 'text'}],
  ['capacity', 'change.capacity', {type: 'number', step: 'any', min: 0}],
  ['open_from', 'change.open_from', {type: 'date'}],
  ['metres', 'change.metres', {type: 'number', step: 'any', min: 0}],
  ['mast_metres', 'change.mast', {type: 'number', step: 'any', min: 1}],
  ['erp_kw', 'change.power', {type: 'number', step: 'any', min: 0.001}],
  ['frequency_mhz', 'change.frequency', {type: 'number', step: 'any', min: 30}],
];
/* Those that may be given though the change does not have them yet. */
/** @type {Partial<Record<Change['change'], (keyof Change)[]>>} */
const optional = {add: ['name', 'capacity', 'open_from'], transmitter: ['name', 'open_from']};

/**
 * @param {Model} model
 * @param {Change} row
 * @param {number} index
 */
function fields({planner}, row, index) {
  const mine = members.filter(([name]) => row[name] !== undefined || optional[row.change]?.includes(name));
  return mine.map(([name, words, kind]) => {
    const input = h('input', {...kind, 'data-key': `change-${index}-${name}`, value: row[name] ?? '', onchange: () => {
      const value = input.value.trim();
      if (value === '' && !optional[row.change]?.includes(name)) return;
      planner.alter(index, {[name]: value === '' ? undefined : kind.type === 'number' ? Number(value) : value});
    }});
    return field(t(words), input);
  });
}

/** @param {Model} model @param {Change} row */
function changeWords({catalogue, planning}, row) {
  const who = planning.plan.names[row.facility ?? ''] ?? row.facility ?? '';
  const what = row.service ? titleOf(catalogue.service(row.service)?.title) || row.service : termOf('plan.transmitter', row.system ?? '');
  return t(`plan.change.${row.change}`, {who, what, n: format.compact(row.capacity, 1), day: format.day(row.open_from ?? null)});
}

/** @param {Model} model */
export function planChanges(model) {
  const {changes} = model.planning.plan;
  if (!changes.length) return null;
  return h('section', {class: 'changes'}, h('h3', {}, t('plan.changes', {n: format.number(changes.length)})),
    h('ol', {}, changes.map((row, i) => h('li', {}, h('details', {'data-key': `change-${i}-${row.change}`},
      h('summary', {}, h('span', {}, changeWords(model, row), row.name && h('span', {class: 'small'}, ` · ${row.name}`))),
      h('div', {class: 'fields'}, fields(model, row, i))),
    h('button', {type: 'button', class: 'drop', 'data-key': `drop-${i}`, 'aria-label': t('change.drop'), title: t('change.drop'), onclick: () => model.planner.drop(i)}, '×')))));
}
