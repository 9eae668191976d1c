/* Two questions side by side, what differs between them unit by unit, and a few communes in columns. */
import {byDepartment, hasLimit, moreIsBetter} from '../api/catalogue.js';
import {asksTheSame, classOfAmount} from '../state/difference.js';
import {otherUnit, sameUnits} from '../state/question.js';
import {h} from '../ui/dom.js';
import {field, option, select, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {swatch} from '../ui/marks.js';
import {answered} from '../ui/notice.js';
import {departmentWords} from '../ui/owners.js';
import {besideWords} from '../ui/phrases.js';
import {saveTable} from '../ui/table_file.js';

/** @import {UnitAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Question} from '../state/question.js' */

const COLUMNS_MOST = 4;

/** B is written as what it has of its own. @param {Model} model @param {Record<string, string>} changes */
function setOther({set, state}, changes) {
  const terms = new URLSearchParams(state.other);
  for (const [name, value] of Object.entries(changes)) {
    if (value) terms.set(name, value);
    else terms.delete(name);
  }
  set({other: terms.toString()});
}

/**
 * What B asks: an indicator of the same unit, its group, its limit.
 * @param {Model} model
 * @param {Question} other
 */
function otherMenus(model, other) {
  const {catalogue, question} = model;
  const {indicator, service} = other;
  const alike = catalogue.indicators.filter((row) => row.unit === question.indicator.unit);
  const own = indicator.limit ?? service?.default_limit ?? null;
  /** @param {number | null} limit */
  const words = (limit) => format.limit(limit, service?.unit ?? '', moreIsBetter(service));
  const limits = service ? [...new Set([...service.limits, Number(other.limit) || own])].filter((limit) => limit !== null && limit !== own).sort((a, b) => Number(a) - Number(b)) : [];
  return h('div', {class: 'fields'},
    field(t('compare.indicator'), select('other-indicator', [...byDepartment(alike)].map(([department, rows]) => h('optgroup', {label: departmentWords(department, rows)},
      rows.map((row) => option(row.id, titleOf(row.title), row.id === indicator.id)))), (id) => setOther(model, {indicator: id, group: '', limit: ''}))),
    hasLimit(indicator, service) && field(t('compare.limit'), select('other-limit', [option('', t('option.own', {value: words(own)}), !other.limit),
      ...limits.map((limit) => option(String(limit), words(limit), String(limit) === other.limit))], (limit) => setOther(model, {limit}))),
    indicator.service && field(t('compare.group'), select('other-group', [option('', t('option.own', {value: indicator.group ? titleOf(catalogue.group(indicator.group)?.title) : t('option.everyone')}), !other.group),
      ...catalogue.groups.filter((row) => row.id !== indicator.group).map((row) => option(row.id, titleOf(row.title), row.id === other.group))], (group) => setOther(model, {group}))),
    catalogue.years.length > 0 && field(t('compare.year'), select('other-year', [option('', t('option.now', {day: format.day(catalogue.snapshot.as_of)}), !other.year),
      ...catalogue.years.map((year) => option(String(year), t('option.end_of', {year}), String(year) === other.year))], (year) => setOther(model, {year, scenario: ''}))),
    catalogue.levels.length > 1 && field(t('compare.units'), select('other-units', [option('', t('compare.same_units'), sameUnits(question, other)),
      ...catalogue.levels.filter((level) => !sameUnits(question, {level})).map(({level, vintage}) => option(`${level}/${vintage}`, `${termOf('term.level', level)} ${vintage}`,
        sameUnits({level: other.level}, {level: {...other.level, level, vintage}})))], (units) => setOther(model, {units}))),
    planMenu(model, 'plan-one', 'compare.plan_one', question.scenario, (scenario) => model.set({scenario, ...(scenario ? {year: ''} : {})})),
    planMenu(model, 'other-plan', 'compare.plan', other.scenario, (scenario) => setOther(model, {scenario, ...(scenario ? {year: ''} : {})})));
}

/**
 * Plans kept on the server, of which one may stand in place of what there is; none where none is kept.
 * @param {Model} model
 * @param {string} name
 * @param {'compare.plan_one' | 'compare.plan'} label
 * @param {string} chosen
 * @param {(id: string) => void} choose
 */
function planMenu({answers}, name, label, chosen, choose) {
  const rows = (answers.scenarios.answer?.scenarios ?? []).filter(({status, id}) => status === 'ready' || id === chosen);
  return rows.length > 0 && field(t(label), select(name, [option('', t('compare.no_plan'), chosen === ''),
    ...rows.map(({id, title}) => option(id, titleOf(title) || t('plan.unnamed'), id === chosen))], choose));
}

/** @param {Model} model */
function pictureMenu({question, set, state}) {
  /* Units of two levels have no differences to draw. */
  const possible = {swipe: true, difference: question.other !== null && question.other.level.level === question.level.level};
  return h('div', {class: 'acts', role: 'group', 'aria-label': t('compare.picture')}, /** @type {const} */ (['swipe', 'difference']).map((name) => h('button',
    {type: 'button', class: 'act', 'data-key': `compare-${name}`, 'aria-pressed': String(state.compare === name), disabled: !possible[name], onclick: () => set({compare: name})}, t(`compare.map.${name}`))));
}

/** The whole province, of which the units are of two levels. @param {Model} model */
function otherLevel({answers, figures, question}) {
  const {unit} = question.indicator;
  return [
    h('p', {class: 'total', id: 'compare-whole'}, t('compare.whole', {a: format.value(figures.answer?.province.value, unit), b: format.value(answers.other.answer?.province.value, unit)})),
    h('p', {class: 'small'}, t('compare.other_level'))];
}

/** @param {Model} model */
function differences(model) {
  const {answers, compared, figures, question, set} = model;
  const {other} = question;
  if (other && other.level.level !== question.level.level) return otherLevel(model);
  if (other && !sameUnits(question, other) && (answers.carried.problem || !answers.carried.answer)) return answered(answers.carried, () => null);
  if (!compared) return answered(figures, () => null);
  const {unit} = question.indicator;
  const rows = [...compared.rows].sort((a, b) => Math.abs(b.amount ?? -1) - Math.abs(a.amount ?? -1));
  const {whole} = compared;
  const [was, is] = format.pair(whole.before, whole.after, unit);
  /** @param {typeof rows[number]} row */
  const cells = ({before, after, amount}) => {
    const [one, two, change] = format.compared(before, after, unit);
    return [h('td', {class: 'number'}, one), h('td', {class: 'number'}, two), h('td', {class: format.known(amount) ? 'number' : 'number none'}, compared.inPeople ? format.signed(amount) : change)];
  };
  return h('section', {},
    h('p', {class: 'total', id: 'compare-whole'}, t('compare.whole', {a: was, b: is})),
    other && !sameUnits(question, other) && h('p', {class: 'small'}, t('compare.carried', {vintage: other.level.vintage})),
    h('div', {class: 'scroller', 'data-key': 'compare-table'}, h('table', {class: 'units compared'}, h('caption', {}, t('compare.table')),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('units.name')), ['A', 'B'].map((name) => h('th', {scope: 'col', class: 'number'}, name)),
        h('th', {scope: 'col', class: 'number'}, compared.inPeople ? t('compare.more_people') : 'B − A'))),
      h('tbody', {}, rows.map((row) => h('tr', {},
        h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `compared-${row.code}`, onclick: () => set(otherUnit(row.code))}, swatch(classOfAmount(compared.classes, row.amount)?.colour), row.name)),
        cells(row)))))),
    h('p', {class: 'links'}, saveTable('compare-save', `${question.indicator.id}_A_B`, () => [
      [t('take.code'), t('units.name'), 'A', 'B', 'B − A'], ...rows.map(({code, name, before, after, amount}) => [code, name, before, after, amount])])));
}

/** The figures of up to four communes beside each other. @param {Model} model */
function columns(model) {
  const {answers, catalogue, figures, question, set} = model;
  const {columns: codes} = question;
  const units = [...figures.answer?.values ?? []].sort((a, b) => a.name.localeCompare(b.name, 'vi'));
  /** @param {number} i */
  const menu = (i) => select(`column-${i}`, [option('', t('compare.choose'), !codes[i]), ...units.map(({code, name}) => option(code, name, code === codes[i]))],
    (code) => set({columns: Object.assign([...codes], {[i]: code}).filter(Boolean).join(',')}));
  const slots = [answers.column0, answers.column1, answers.column2, answers.column3].slice(0, codes.length);
  const all = slots.map((slot) => slot.answer).filter((answer) => answer !== undefined);
  return h('section', {class: 'columns'}, h('h3', {}, t('compare.columns')),
    h('div', {class: 'fields'}, Array.from({length: Math.min(COLUMNS_MOST, codes.length + 1)}, (_, i) => field(t('compare.column', {n: i + 1}), menu(i)))),
    codes.length > 0 && wordButton('columns-clear', t('compare.clear'), () => set({columns: ''})),
    slots.filter((slot) => slot.problem).map((slot) => answered(slot, () => null)),
    all.length > 0 && columnTable(all, catalogue, question));
}

/**
 * @param {UnitAnswer[]} all
 * @param {Model['catalogue']} catalogue
 * @param {Question} question
 */
function columnTable(all, catalogue, question) {
  const mine = catalogue.indicators.filter((row) => row.department === question.indicator.department);
  /** @param {string} words @param {string[]} cells */
  const line = (words, cells) => h('tr', {}, h('th', {scope: 'row'}, words), cells.map((cell) => h('td', {class: 'number'}, cell)));
  return h('div', {class: 'scroller', 'data-key': 'columns-table'}, h('table', {class: 'column-table'}, h('caption', {}, t('compare.columns_of', {department: departmentWords(question.indicator.department, mine)})),
    h('thead', {}, h('tr', {}, h('td', {}), all.map(({unit}) => h('th', {scope: 'col', class: 'number'}, unit.name)))),
    h('tbody', {}, line(t('unit_panel.people'), all.map(({unit}) => format.people(unit.people))),
      mine.map((row) => line(titleOf(row.title), all.map(({indicators}) => format.value(indicators.find(({id}) => id === row.id)?.value, row.unit)))))));
}

/** @param {Model} model */
export function compare(model) {
  const {answers, catalogue, question} = model;
  const {other} = question;
  if (!other) return null;
  return h('div', {class: 'comparison'},
    h('h2', {}, t('compare.title')),
    h('p', {}, h('strong', {}, 'A '), besideWords(question, catalogue, other)),
    h('p', {}, h('strong', {}, 'B '), besideWords(other, catalogue, question)),
    otherMenus(model, other),
    !catalogue.years.length && h('p', {class: 'small'}, t('compare.no_years')),
    asksTheSame(question, other) ? h('p', {class: 'hint', id: 'compare-same'}, t('compare.same'))
      : [pictureMenu(model), answered(answers.other, () => differences(model))],
    columns(model));
}
