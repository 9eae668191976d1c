/* One unit: its people, its figures, and who is left out by which service. */
import {site} from '../api/book.js';
import {byDepartment, moreIsBetter} from '../api/catalogue.js';
import {link} from '../api/request.js';
import {otherIndicator, otherUnit} from '../state/question.js';
import {unitRequest, unitsOf} from '../state/requests.js';
import {h, replace} from '../ui/dom.js';
import {closeButton, term, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {histogram} from '../ui/histogram.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {bar} from '../ui/marks.js';
import {answered} from '../ui/notice.js';
import {departmentWords} from '../ui/owners.js';
import {groupWords, limitWords, titleWords} from '../ui/phrases.js';

/** @import {Box, UnitAnswer, UnitIndicator, UnitService} from '../api/answers.js' */
/** @import {Child} from '../ui/dom.js' */
/** @import {Model} from '../state/model.js' */

/** @param {UnitAnswer} answer */
function facts({unit}) {
  const density = format.known(unit.people) && format.known(unit.area_km2) && unit.area_km2 > 0 ? unit.people / unit.area_km2 : null;
  return h('dl', {class: 'facts'},
    term(t('unit_panel.people'), format.people(unit.people)),
    term(t('unit_panel.area'), format.known(unit.area_km2) ? `${format.number(unit.area_km2, 1)} km²` : t('no_data')),
    format.known(unit.people) && format.known(unit.people_known) && unit.people_known < 0.9995
      ? term(t('unit_panel.known'), t('unit_panel.of_area', {share: format.value(unit.people_known, 'percent')})) : null,
    term(t('unit_panel.density'), format.known(density) ? t('unit_panel.per_km2', {n: format.number(density, 0)}) : t('no_data')));
}

/**
 * The unit's own figure of the question, as in the ranking.
 * @param {Model} model
 */
function figure({catalogue, figureOf, question}) {
  const row = figureOf(question.unit);
  if (!row) return null;
  const {unit} = question.indicator;
  const words = format.known(row.value) ? format.unitWords(unit) : '';
  return h('section', {class: 'asked'},
    h('h3', {}, titleWords(question, catalogue)),
    h('p', {}, h('strong', {class: format.known(row.value) ? 'amount' : 'amount none'}, format.value(row.value, unit)), words && h('span', {class: 'unit'}, ` ${words}`)),
    bar(row.value, question.indicator));
}

/**
 * @param {UnitService} row
 * @param {Model} model
 */
function serviceRow(row, {catalogue, question}) {
  const service = catalogue.service(row.id);
  const wanted = row.id === question.service?.id;
  const some = format.known(row.people_left_out) && row.people_left_out >= 0.5;
  const terms = [groupWords(row.group, catalogue), limitWords(service, row.limit)];
  return h('li', {class: wanted ? 'wanted' : null}, h('details', {open: wanted, 'data-key': `${wanted ? 'wanted' : 'service'}-${row.id}`},
    h('summary', {}, h('h4', {}, titleOf(row.title)),
      h('span', {class: some ? 'count' : 'count none'}, format.known(row.people_left_out)
        ? t('unit_panel.left_out', {n: format.people(row.people_left_out)}) : t('no_data'))),
    h('p', {class: 'small'}, format.known(row.reached_share)
      ? [t('unit_panel.share', {share: format.value(row.reached_share, 'percent')}), ...terms].filter(Boolean).join(' · ') : t('unit_panel.no_facts')),
    histogram(row, moreIsBetter(service)),
    row.group && row.histogram && h('p', {class: 'small'}, t('histogram.everyone'))));
}

/**
 * @param {UnitIndicator} row
 * @param {Model} model
 */
function indicatorRow(row, {catalogue, set}) {
  const choose = () => set({...otherIndicator(row.id), tab: 'indicator'});
  return h('li', {}, h('button', {type: 'button', class: 'score small-score', 'data-key': `profile-${row.id}`, onclick: choose},
    h('span', {class: 'score-title'}, titleOf(row.title)),
    h('span', {class: format.known(row.value) ? 'score-value' : 'score-value none'}, format.value(row.value, row.unit)),
    bar(row.value, {...row, better: catalogue.indicator(row.id).better})));
}

/**
 * A department's indicators, those of the chosen one unfolded.
 * @param {UnitIndicator[]} rows
 * @param {Model} model
 */
function departments(rows, model) {
  const {catalogue, question} = model;
  const groups = byDepartment(rows.map((row) => ({...row, department: catalogue.indicator(row.id).department, owner_after: catalogue.indicator(row.id).owner_after})));
  return [...groups].map(([department, mine]) => {
    const open = groups.size < 2 || department === question.indicator.department;
    return h('details', {class: 'of-department', open, 'data-key': `department-${department}${open ? '-open' : ''}`},
      h('summary', {}, t('unit_panel.department', {department: departmentWords(department, mine), n: format.number(mine.length)})),
      h('ul', {class: 'scores'}, mine.map((row) => indicatorRow(row, model))));
  });
}

/** @param {UnitAnswer['records']} given */
function records(given) {
  const rows = Object.entries(given ?? {}).filter(([, amount]) => amount !== null && amount !== undefined && amount !== '');
  if (!rows.length) return null;
  return h('details', {class: 'records', 'data-key': 'records'}, h('summary', {}, t('unit_panel.records')),
    h('dl', {}, rows.map(([name, amount]) => term(name, typeof amount === 'number' ? format.compact(amount, 2) : String(amount)))));
}

/**
 * @param {Model} model
 * @param {UnitAnswer} answer
 * @param {(box: Box) => void} zoom
 * @param {Child} aside what is said of the point in it
 */
function content(model, answer, zoom, aside) {
  const {question} = model;
  const {unit} = answer;
  const {bbox} = unit;
  const {path, query} = unitRequest(question);
  const mine = answer.services.filter((row) => row.id === question.service?.id);
  const rest = answer.services.filter((row) => row.id !== question.service?.id);
  const json = link(path, site ? unitsOf(question) : {...query, f: 'json'});
  return [
    h('p', {class: 'department'}, [termOf('term.kind', unit.kind ?? ''), unit.code].filter(Boolean).join(' · ')),
    h('h2', {id: 'profile-name', tabindex: '-1'}, unit.full_name || unit.name),
    facts(answer),
    figure(model),
    (question.year || question.scenario) && h('p', {class: 'small'}, t('unit_panel.today')),
    aside,
    h('section', {}, h('h3', {}, t('unit_panel.services')), h('ul', {class: 'services'}, [...mine, ...rest].map((row) => serviceRow(row, model)))),
    h('section', {}, h('h3', {}, t('unit_panel.indicators')), departments(answer.indicators, model)),
    records(answer.records),
    h('p', {class: 'links'}, bbox && wordButton('zoom', t('unit_panel.zoom'), () => zoom(bbox)),
      json && h('a', {href: json, target: '_blank', rel: 'noopener'}, t('unit_panel.json'))),
  ];
}

/**
 * @param {HTMLElement} container
 * @param {Model} model
 * @param {(box: Box) => void} zoom
 * @param {Child} aside
 */
export function showProfile(container, model, zoom, aside) {
  container.hidden = !model.question.unit;
  container.setAttribute('aria-label', t('unit_panel.title'));
  if (container.hidden) {
    replace(container);
    return;
  }
  replace(container,
    closeButton(() => model.set(otherUnit('')), 'close', t('app.close')),
    h('div', {class: 'profile-body scroller', 'data-key': `profile-${model.question.unit}`}, answered(model.answers.unit, (answer) => content(model, answer, zoom, aside))));
}
