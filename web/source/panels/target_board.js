/* The plan's score board. A status is a word and a sign, never a colour alone. */
import {address} from '../api.js';
import {byDepartment} from '../catalogue.js';
import {h} from '../dom.js';
import * as format from '../format.js';
import {t, titleOf} from '../language.js';
import {failure, waiting} from './notice.js';
import {bar} from './summary.js';

const signs = {met: '✓', on_track: '↗', behind: '▼', no_data: '?', not_defined: '○'};
const known = (amount) => amount !== null && amount !== undefined && Number.isFinite(amount);

const counted = {reached_share: 'targets.gap_people', reached_units: 'targets.gap_units'};

function gapWords(row, measure) {
  if (!known(row.gap) || (row.status !== 'behind' && row.status !== 'on_track')) return '';
  const gap = row.unit === 'percent' ? t('targets.gap_points', {n: format.number(row.gap * 100, 1)})
    : t('targets.gap', {n: format.value(row.gap, row.unit)});
  return known(row.gap_count) ? `${gap} ${t(counted[measure] ?? 'targets.gap_count', {n: format.number(row.gap_count)})}` : gap;
}

const targetWords = (row) => (known(row.target)
  ? t(row.target_year ? 'targets.target_year' : 'targets.target', {year: row.target_year, value: format.shortValue(row.target, row.unit)})
  : t('term.status.not_defined'));

const lineWords = (row) => (row.line && known(row.line.expected)
  ? t('targets.line', {date: row.line.start, start: format.shortValue(row.line.start_value, row.unit), value: format.shortValue(row.line.expected, row.unit)})
  : '');

function line(row, app, choose) {
  const indicator = app.catalogue.indicator(row.indicator);
  const chosen = row.indicator === app.catalogue.indicator(app.state.get('indicator')).id;
  return h('li', {}, h('button', {
    type: 'button', class: 'score', 'data-key': `target-${row.indicator}`, 'aria-current': chosen ? 'true' : null, onclick: () => choose(row.indicator),
  },
  h('span', {class: 'score-title'}, titleOf(row.title)),
  h('span', {class: `status ${row.status}`}, h('span', {'aria-hidden': 'true'}, `${signs[row.status] ?? ''} `), t(`term.status.${row.status}`)),
  h('span', {class: known(row.value) ? 'score-value' : 'score-value none'}, format.value(row.value, row.unit),
    known(row.value) && format.unitWords(row.unit) && h('span', {class: 'unit'}, ` ${format.unitWords(row.unit)}`)),
  h('span', {class: 'score-target'}, targetWords(row)),
  bar(row.value, {unit: row.unit, target: row.target, better: row.better}),
  gapWords(row, indicator.measure) && h('span', {class: 'score-gap'}, gapWords(row, indicator.measure)),
  lineWords(row) && h('span', {class: 'score-gap'}, lineWords(row))));
}

export function targetBoard(app, choose) {
  const {answer, problem, load} = app.targets;
  if (problem) return failure(problem, load);
  if (!answer) return waiting();
  const count = (status) => format.number(answer.targets.filter((row) => row.status === status).length);
  return h('div', {class: 'board'}, h('p', {class: 'small'}, t('targets.intro')),
    h('p', {class: 'count'}, t('targets.count', Object.fromEntries(Object.keys(signs).map((status) => [status, count(status)])))),
    [...byDepartment(answer.targets)].map(([department, rows]) => h('section', {},
      h('h2', {class: 'department'}, department || t('menu.other')),
      h('ul', {class: 'scores'}, rows.map((row) => line(row, app, choose))))),
    h('p', {class: 'links'}, h('a', {href: address('targets', {f: 'csv'}), download: 'targets.csv'}, t('summary.csv')),
      ' · ', h('a', {href: address('export/all.xlsx'), download: ''}, t('targets.xlsx')),
      ' · ', h('a', {href: address('export/report.html')}, t('targets.report'))));
}
