/* The score board's values of earlier snapshots and of earlier years of records beside those of now. */
import {h} from '../ui/dom.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {answered} from '../ui/notice.js';
import {saveTable} from '../ui/table_file.js';

/** @import {Earlier, Target, TargetsAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @typedef {{target: Target, then: Earlier}} Pair */

/** Names a time: a snapshot, or a year of records. @param {Earlier} earlier */
const timeOf = ({as_of: day, snapshot}) => (snapshot === 'records' ? `records:${day.slice(0, 4)}` : snapshot);

/** @param {string} time */
const timeWords = (time) => (time.startsWith('records:') ? t('earlier.records', {year: time.slice('records:'.length)}) : t('earlier.snapshot', {day: format.snapshotDay(time)}));

/**
 * The times before this snapshot, the latest first.
 * @param {TargetsAnswer} answer
 */
function timesOf({snapshot, targets}) {
  const all = targets.flatMap(({history}) => history ?? []).filter((row) => row.snapshot !== snapshot && row.value !== null);
  return [...new Map(all.sort((a, b) => b.as_of.localeCompare(a.as_of)).map((row) => [timeOf(row), row])).keys()];
}

/** @param {TargetsAnswer} answer @param {string} time @returns {Pair[]} */
function pairsOf({targets}, time) {
  /** @param {Pair} pair */
  const far = ({target, then}) => (then.comparable ? Math.abs(Number(target.value) - Number(then.value)) / Math.max(Math.abs(Number(then.value)), 1e-9) : -1);
  const found = targets.flatMap((target) => (target.history ?? []).filter((row) => timeOf(row) === time && row.value !== null).map((then) => ({target, then})));
  return found.filter(({target}) => target.value !== null).sort((a, b) => far(b) - far(a));
}

/** @param {Pair} pair */
function line({target, then}) {
  const {unit, value} = target;
  const [was, is, change] = format.compared(then.value, value, unit);
  return h('tr', {}, h('th', {scope: 'row'}, titleOf(target.title), !then.comparable && h('span', {class: 'small'}, ` (${t('earlier.other')})`)),
    h('td', {class: 'number'}, was), h('td', {class: 'number'}, is), h('td', {class: 'number'}, then.comparable ? change : '–'));
}

/**
 * @param {Model} model
 * @param {TargetsAnswer} answer
 */
function table({question, set}, answer) {
  const times = timesOf(answer);
  if (!times.length) return h('p', {class: 'hint', id: 'earlier-none'}, t('earlier.none'));
  const time = times.includes(question.since) ? question.since : times[0];
  const rows = pairsOf(answer, time);
  return [
    field(t('earlier.since'), select('since', times.map((one) => option(one, timeWords(one), one === time)), (since) => set({since}))),
    h('div', {class: 'scroller', 'data-key': 'earlier-table'}, h('table', {class: 'earlier'}, h('caption', {}, t('earlier.caption', {n: format.number(rows.length)})),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('menu.indicator')), /** @type {const} */ (['earlier.then', 'earlier.now', 'effects.change']).map((key) => h('th', {scope: 'col', class: 'number'}, t(key))))),
      h('tbody', {}, rows.map(line)))),
    h('p', {class: 'links'}, saveTable('earlier-save', `targets_${time.replace(':', '_')}`, () => [
      ['ID', t('menu.indicator'), timeWords(time), timeWords(answer.snapshot)], ...rows.map(({target, then}) => [target.indicator, titleOf(target.title), then.value, target.value])])),
  ];
}

/** @param {Model} model */
export const earlier = (model) => h('details', {class: 'earlier-data', 'data-key': 'earlier', open: model.question.since !== ''}, h('summary', {}, t('earlier.title')),
  h('p', {class: 'small'}, t('earlier.limits')),
  answered(model.answers.history, (answer) => table(model, answer)));
