/* The plan's score board. A status is a word and a sign, never a colour alone. */
import {byDepartment} from '../api/catalogue.js';
import {link} from '../api/request.js';
import {otherIndicator} from '../state/question.js';
import {territoryOf} from '../state/requests.js';
import {courseOf, scoresOf} from '../state/scores.js';
import {h} from '../ui/dom.js';
import {downloads} from '../ui/downloads.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {bar, sparkline} from '../ui/marks.js';
import {officeWords} from '../ui/offices.js';
import {departmentWords, ownersOf} from '../ui/owners.js';

/** @import {Status, Target, TargetsAnswer, Territory} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/** @type {Record<Status, string>} */
const signs = {met: '✓', on_track: '↗', behind: '▼', unmet: '△', no_data: '?', not_defined: '○'};
const statuses = /** @type {Status[]} */ (Object.keys(signs));

/** @type {Record<string, Key>} */
const counted = {reached_share: 'targets.gap_people', reached_units: 'targets.gap_units'};

/**
 * @param {Target} row
 * @param {string} measure
 */
function gapWords(row, measure) {
  if (!format.known(row.gap) || !['behind', 'unmet', 'on_track'].includes(row.status)) return '';
  const gap = row.unit === 'percent' ? t('targets.gap_points', {n: format.number(row.gap * 100, 1)})
    : t('targets.gap', {n: format.value(row.gap, row.unit)});
  return format.known(row.gap_count) ? `${gap} ${t(counted[measure] ?? 'targets.gap_count', {n: format.number(row.gap_count)})}` : gap;
}

/** Above and below are not at. @param {Target} row */
const sign = ({better, strict}) => (better === 'more' ? strict ? '>' : '≥' : strict ? '<' : '≤');

/** @param {Target} row */
const targetWords = (row) => (format.known(row.target)
  ? t(row.target_year ? 'targets.target_year' : 'targets.target',
    {year: row.target_year, value: `${sign(row)} ${format.shortValue(row.target, row.unit)}`})
  : t('term.status.not_defined'));

/** @param {Target} row */
function lineWords({line: course, unit}) {
  if (!course || !format.known(course.expected)) return '';
  return t('targets.line', {date: course.start, start: format.shortValue(course.start_value, unit), value: format.shortValue(course.expected, unit)});
}

/** @param {Target} row */
function figure({value, unit, target}) {
  const words = format.known(value) ? format.unitWords(unit) : '';
  return h('span', {class: format.known(value) ? 'score-value' : 'score-value none'}, format.value(value, unit, target),
    words && h('span', {class: 'unit'}, ` ${words}`));
}

/** How it went, where an earlier value compares. @param {Target} row @param {Model} model */
function courseWords(row, {answers}) {
  const course = courseOf(answers.history.answer?.targets.find(({indicator}) => indicator === row.indicator) ?? row);
  if (course.length < 2) return null;
  const [first, last] = [course[0], course[course.length - 1]];
  return h('span', {class: 'score-course'}, sparkline(course), h('span', {}, t('targets.course', {
    then: format.shortValue(first.value, row.unit), day: format.day(first.as_of), now: format.shortValue(last.value, row.unit)})));
}

/**
 * @param {Target} row
 * @param {Model} model
 */
function line(row, model) {
  const {catalogue, question, set} = model;
  const choose = () => set({...otherIndicator(row.indicator), tab: 'indicator'});
  const short = gapWords(row, catalogue.indicator(row.indicator).measure);
  return h('li', {}, h('button', {
    type: 'button', class: 'score', 'data-key': `target-${row.indicator}`, 'aria-current': row.indicator === question.indicator.id ? 'true' : null, onclick: choose,
  },
  h('span', {class: 'score-title'}, titleOf(row.title)),
  h('span', {class: `status ${row.status}`}, h('span', {'aria-hidden': 'true'}, `${signs[row.status]} `), t(`term.status.${row.status}`)),
  figure(row),
  h('span', {class: 'score-target'}, targetWords(row)),
  bar(row.value, row),
  short && h('span', {class: 'score-gap'}, short),
  lineWords(row) && h('span', {class: 'score-gap'}, lineWords(row)),
  courseWords(row, model)));
}

/** @param {Territory} territory */
const placeWords = ({level, vintage, code, name}) => (code === null
  ? `${name}: ${t('targets.all_units', {level: termOf('term.level', level), vintage})}`
  : `${name} (${termOf('term.level', level)} ${vintage}, ${code})`);

/** @param {Target[]} rows @param {string | null} department */
const ownersAfter = (rows, department) => ownersOf(rows.map((row) => row.owner_after), department);

/** The territories by level and vintage, that of the plan first. @param {Model} model */
export function territoryMenu({answers, question, set}) {
  const rows = answers.territories.answer?.territories ?? [];
  /** @param {Territory} row */
  const valueOf = ({level, vintage, code}) => `${level}/${vintage}${code === null ? '' : `/${code}`}`;
  const own = rows.find((row) => row.plan);
  /** @param {Territory} row */
  const groupOf = (row) => `${termOf('term.level', row.level)} ${row.vintage}`;
  return rows.length > 0 && field(t('targets.territory'), select('territory', [
    option('', t('targets.plan_territory', {name: own ? placeWords(own) : ''}), question.territory === ''),
    ...[...new Set(rows.map(groupOf))].map((label) => h('optgroup', {label},
      rows.filter((row) => groupOf(row) === label).map((row) => option(valueOf(row), placeWords(row), valueOf(row) === question.territory)))),
  ], (territory) => set({territory})));
}

/** Which targets, and in which order. @param {Model} model @param {Target[]} targets */
function boardMenus({state, set}, targets) {
  const departments = [...new Set(targets.map(({department}) => department || '-'))];
  return h('div', {class: 'fields board-menus'},
    departments.length > 1 && field(t('targets.department'), select('board-department', [option('', t('targets.every_department'), !state.department),
      ...departments.map((name) => option(name, departmentWords(name === '-' ? '' : name, targets.filter((row) => row.department === name)), name === state.department))], (department) => set({department}))),
    field(t('targets.status'), select('board-status', [option('', t('targets.every_status'), !state.status),
      ...statuses.map((name) => option(name, t(`term.status.${name}`), name === state.status))], (status) => set({status}))),
    field(t('units.sort'), select('board-order', [option('', t('targets.order.plan'), state.scores !== 'people'), option('people', t('targets.order.people'), state.scores === 'people')],
      (scores) => set({scores}))));
}

/** By department, or in one list when they are in an order of their own. @param {Target[]} rows @param {Model} model */
function scoreLists(rows, model) {
  if (!rows.length) return h('p', {class: 'small'}, t('targets.none'));
  if (model.state.scores === 'people') return h('ul', {class: 'scores'}, rows.map((row) => line(row, model)));
  return [...byDepartment(rows)].map(([department, mine]) => h('section', {},
    h('h2', {class: 'department'}, department ? officeWords(department) : t('menu.other')),
    ownersAfter(mine, department) && h('p', {class: 'small'}, t('targets.owner_after', {owners: officeWords(ownersAfter(mine, department))})),
    h('ul', {class: 'scores'}, mine.map((row) => line(row, model)))));
}

/**
 * @param {Model} model
 * @param {TargetsAnswer} answer
 */
export function board(model, {targets, territory, year}) {
  const report = link('export/report.html', territoryOf(model.question));
  const counts = Object.fromEntries(statuses.map((status) => [status, format.number(targets.filter((row) => row.status === status).length)]));
  return h('div', {class: 'board'},
    h('p', {class: 'territory'}, h('strong', {}, placeWords(territory)), territory.plan && ` – ${t('targets.of_plan')}`, year && ` – ${t('sentence.year', {year})}`),
    h('p', {class: 'small'}, t('targets.intro')),
    h('p', {class: 'count'}, t('targets.count', counts)),
    boardMenus(model, targets),
    scoreLists(scoresOf(targets, model.state), model),
    h('p', {class: 'links'}, downloads('targets', territoryOf(model.question), 'targets'),
      report && h('a', {href: report}, t('targets.report'))));
}
