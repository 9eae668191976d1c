/* The list of a plan's changes: each can be amended or taken back. */
import {costOf} from '../state/plan.js';
import {h} from '../ui/dom.js';
import {field} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t} from '../ui/language.js';
import {changeWords} from '../ui/plan_words.js';

/** @import {Change} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/* Members that the reader may amend. */
/** @type {[keyof Change, Key, {type: string, step?: string, min?: number}][]} */
const members = [
  ['name', 'change.name', {type: 'text'}],
  ['cost', 'change.cost', {type: 'number', step: 'any', min: 0}],
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
/* Every change may cost something. */
/** @param {Change['change']} kind @param {keyof Change} name */
const mayHave = (kind, name) => name === 'cost' || optional[kind]?.includes(name);

/**
 * @param {Model} model
 * @param {Change} row
 * @param {number} index
 */
function fields({planner}, row, index) {
  const mine = members.filter(([name]) => row[name] !== undefined || mayHave(row.change, name));
  return mine.map(([name, words, kind]) => {
    const input = h('input', {...kind, 'data-key': `change-${index}-${name}`, value: row[name] ?? '', onchange: () => {
      const value = input.value.trim();
      if (value === '' && !mayHave(row.change, name)) return;
      planner.alter(index, {[name]: value === '' ? undefined : kind.type === 'number' ? Number(value) : value});
    }});
    return field(t(words), input);
  });
}

/** @param {Model} model */
export function planChanges(model) {
  const {planning, set} = model;
  const {changes} = planning.plan;
  if (!changes.length) return null;
  const {sum, unknown} = costOf(changes);
  return h('section', {class: 'changes'}, h('h3', {}, t('plan.changes', {n: format.number(changes.length)})),
    unknown < changes.length && h('p', {class: 'total', id: 'plan-cost'}, t('plan.cost', {n: format.compact(sum, 2)}), unknown > 0 && h('span', {class: 'small'}, ` ${t('plan.cost_unknown', {n: format.number(unknown)})}`)),
    planning.phase === 'done' && h('p', {class: 'acts'}, h('button', {type: 'button', class: 'act', 'data-key': 'plan-page', onclick: () => set({page: 'plan'})}, t('plan.page'))),
    h('ol', {}, changes.map((row, i) => h('li', {}, h('details', {'data-key': `change-${i}-${row.change}`},
      h('summary', {}, h('span', {}, changeWords(model, row), row.name && h('span', {class: 'small'}, ` · ${row.name}`))),
      h('div', {class: 'fields'}, fields(model, row, i))),
    h('button', {type: 'button', class: 'drop', 'data-key': `drop-${i}`, 'aria-label': t('change.drop'), title: t('change.drop'), onclick: () => model.planner.drop(i)}, '×')))));
}
