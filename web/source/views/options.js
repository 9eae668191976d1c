/* Which indicator, and with which units, group and limit it is asked. */
import {site} from '../api/book.js';
import {byDepartment, hasLimit, moreIsBetter} from '../api/catalogue.js';
import {has} from '../api/request.js';
import {isChanged, otherIndicator, ownTerms} from '../state/question.js';
import {unitsOf, valuesRequest} from '../state/requests.js';
import {h, replace} from '../ui/dom.js';
import {field, option, search, select, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {language, t, termOf, titleOf} from '../ui/language.js';
import {limitSlider, sliderToCome} from '../ui/limit_slider.js';
import {departmentWords} from '../ui/owners.js';
import {plain} from '../ui/spelling.js';

/** @import {Indicator, Level, Service} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Model} from '../state/model.js' */

let wanted = ''; /* what the reader writes to find an indicator: it is nobody else's business */

/**
 * The indicators whose id or title in the reader's language has the words; the chosen one always.
 * @param {Catalogue} catalogue
 * @param {Indicator} chosen
 */
function menuRows(catalogue, chosen) {
  const words = plain(wanted.trim());
  const rows = catalogue.indicators.filter((row) => row.id === chosen.id || plain(`${row.id} ${titleOf(row.title)}`).includes(words));
  return [...byDepartment(rows)].map(([department, group]) => h('optgroup', {label: departmentWords(department, group)},
    group.map((row) => option(row.id, titleOf(row.title), row.id === chosen.id))));
}

/* The last that was made: of some hundred rows, it takes longer than all the rest of the panel, and most that is drawn anew has the same. */
const made = {key: '', catalogue: /** @type {Catalogue | null} */ (null), menu: /** @type {HTMLElement | null} */ (null)};

/** @param {Model} model */
export function indicatorMenu({catalogue, question, set}) {
  const chosen = question.indicator;
  const key = [language(), chosen.id, wanted].join(' ');
  if (made.menu && made.catalogue === catalogue && made.key === key) return made.menu;
  const menu = select('indicator', menuRows(catalogue, chosen), (id) => set(otherIndicator(id)));
  /** @param {string} words */
  const find = (words) => {
    wanted = words;
    replace(menu, menuRows(catalogue, chosen));
  };
  return Object.assign(made, {key, catalogue, menu: h('div', {class: 'menu'},
    field(t('menu.indicator'), menu),
    catalogue.indicators.length > 12
      && search('indicator-search', wanted, find, t('menu.search', {n: format.number(catalogue.indicators.length)})))}).menu;
}

/**
 * A menu whose first row, '', is what the indicator says itself.
 * @param {'limit' | 'threshold'} name
 * @param {string} own
 * @param {[string | number, string][]} rows value, words
 * @param {Model} model
 */
function termMenu(name, own, rows, {question, set}) {
  const chosen = question[name];
  return field(t(`option.of.${name}`), select(name,
    [option('', t('option.own', {value: own}), chosen === ''), ...rows.map(([value, words]) => option(String(value), words, String(value) === chosen))],
    (value) => set({[name]: value})));
}

/** A year to come, where the province states how people grow. @param {Model} model */
const yearMenu = ({catalogue, question, set}) => field(t('option.year'), select('year', [
  option('', t('option.now', {day: format.day(catalogue.snapshot.as_of)}), question.year === ''),
  ...catalogue.years.map((year) => option(String(year), t('option.end_of', {year}), String(year) === question.year))], (year) => set({year})));

/** @param {Model} model */
function levelMenu({catalogue, question, set}) {
  /** @param {Level} row */
  const nameOf = ({level, vintage}) => `${level}/${vintage}`;
  return field(t('option.units'), select('level', catalogue.levels.map((row) => option(nameOf(row),
    t('option.level_units', {level: termOf('term.level', row.level), vintage: row.vintage, n: format.number(row.units)}),
    nameOf(row) === nameOf(question.level))), (value) => {
    const [level, vintage] = value.split('/');
    set({level, vintage, unit: '', at: ''});
  }));
}

/**
 * @param {Model} model
 * @param {Service} service the indicator's own
 */
function limitMenu(model, service) {
  const own = model.question.indicator.limit ?? service.default_limit;
  /** @param {number | null} amount */
  const words = (amount) => format.limit(amount, service.unit, moreIsBetter(service));
  const [sweep, at] = [model.answers.sweep.answer, model.question.inForce.limit ?? service.default_limit];
  const given = Number(model.question.limit);
  const others = [...new Set([...service.limits, ...(given > 0 || model.question.limit ? [given] : [])])].filter((amount) => amount !== own).sort((a, b) => a - b);
  return [termMenu('limit', words(own), others.map((amount) => [amount, words(amount)]), model),
    !sweep && at !== null && !model.answers.sweep.problem && !site && sliderToCome(service, at),
    sweep && at !== null && limitSlider({limits: sweep.limits, at, service, look: model.look, set: model.set})];
}

/**
 * What there is to choose: of a server everything.
 * @param {Catalogue} catalogue
 * @param {import('../state/question.js').Question} question
 */
function asked(catalogue, question) {
  const {indicator} = question;
  const groups = catalogue.groups.filter(({id}) => {
    const {path, query} = valuesRequest({...question, ...ownTerms, group: id});
    return has(path, query);
  });
  return {groups, limits: has(`indicators/${indicator.id}/limits`, {...unitsOf(question), group: question.group})};
}

/**
 * One group, and another that people are in at the same time.
 * @param {Model} model
 */
function groupMenu({catalogue, question, set}) {
  const own = question.indicator.group;
  const {groups} = asked(catalogue, question);
  const [first, second = ''] = question.group.split('+');
  const base = first || own || '';
  /** @param {string} name @param {string} empty @param {string} chosen @param {string | null} without @param {(id: string) => void} change */
  const menu = (name, empty, chosen, without, change) => select(name, [option('', empty, chosen === ''),
    ...groups.filter((row) => row.id !== without).map((row) => option(row.id, titleOf(row.title), row.id === chosen))], change);
  return [
    field(t('option.group'), menu('group', t('option.own', {value: own ? titleOf(catalogue.group(own)?.title) : t('option.everyone')}), first, own, (group) => set({group}))),
    base && !site && field(t('option.also'), menu('group-and', t('option.also_none'), second, base, (id) => set({group: id ? `${base}+${id}` : base === own ? '' : base}))),
  ];
}

const thresholds = [0.5, 0.75, 0.8, 0.9, 0.95, 1];

/** @param {Model} model */
function thresholdMenu(model) {
  const own = model.question.indicator.threshold;
  /** @param {number | null} share */
  const words = (share) => format.shortValue(share, 'percent');
  return termMenu('threshold', words(own), thresholds.filter((share) => share !== own).map((share) => [share, words(share)]), model);
}

/** @param {Model} model */
export function options(model) {
  const {catalogue, question, set} = model;
  const {indicator, service} = question;
  const {groups, limits} = asked(catalogue, question);
  return h('fieldset', {class: 'options'}, h('legend', {}, t('option.legend')),
    catalogue.levels.length > 1 && levelMenu(model),
    catalogue.years.length > 0 && !site && question.tab !== 'plan' && yearMenu(model),
    hasLimit(indicator, service) && limits && service.limits.length > 0 && limitMenu(model, service),
    indicator.service && groups.length > 0 && groupMenu(model),
    format.known(indicator.threshold) && !site && thresholdMenu(model),
    isChanged(question) && h('p', {class: 'changed'}, t('option.not_default'), ' ', wordButton('reset', t('option.reset'), () => set(ownTerms)), ' ',
      wordButton('against', t(question.against ? 'option.values' : 'option.against'), () => set({against: question.against ? '0' : '1'}))));
}
