/* One unit: its people, its figures, and who is left out by which service. */
import {byDepartment, moreIsBetter} from '../api/catalogue.js';
import {address} from '../api/request.js';
import {otherIndicator, otherUnit, unitRequest} from '../state/question.js';
import {h, replace} from '../ui/dom.js';
import {closeButton, term, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {histogram} from '../ui/histogram.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {bar} from '../ui/marks.js';
import {answered} from '../ui/notice.js';
import {groupWords, limitWords, titleWords} from '../ui/phrases.js';

/** @import {Box, PointService, UnitAnswer, UnitIndicator, UnitService} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
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
 * Unreachable and unknown are two things, and so is an area one is inside of or not.
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
function pointWords(row, catalogue) {
  const service = catalogue.service(row.id);
  if (row.no_data) return t('no_data');
  if (service?.reach === 'area') return t(row.within_limit ? 'point.inside' : 'point.not_inside');
  if (row.unreachable) return t(moreIsBetter(service) ? 'point.no_signal' : 'gaps.unreachable');
  return format.reach(row.value, row.unit);
}

/**
 * A field strength says little to who wants to know whether the programme can be heard.
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
const isReceived = (row, catalogue) => catalogue.service(row.id)?.reach === 'signal' && !row.no_data && row.within_limit !== null;

/**
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
function pointRow(row, catalogue) {
  const {transmitter} = row;
  return h('li', {}, h('span', {}, titleOf(row.title)),
    h('strong', {class: row.no_data ? 'none' : null}, pointWords(row, catalogue)),
    isReceived(row, catalogue) && h('span', {class: 'small'}, t(row.within_limit ? 'point.received' : 'point.not_received')),
    row.nearest?.name && h('span', {class: 'small'}, t('point.nearest', {name: row.nearest.name})),
    transmitter && h('span', {class: 'small'}, t('point.transmitter',
      {name: [transmitter.site ?? transmitter.id, transmitter.programme].filter(Boolean).join(', ')})));
}

/**
 * The clicked point itself: what is nearest from there, the service in question before the others.
 * @param {Model} model
 */
function point({answers, catalogue, question}) {
  const {answer, problem} = answers.point;
  if (problem) return h('section', {class: 'point'}, h('h3', {}, t('point.title')), h('p', {class: 'small'}, problem.message));
  if (!answer) return null;
  const first = answer.services.filter((row) => row.id === question.service?.id);
  const rest = answer.services.filter((row) => row.id !== question.service?.id);
  const words = t('unit_panel.other_services', {n: format.number(rest.length)});
  return h('section', {class: 'point'}, h('h3', {}, t('point.title')),
    h('ul', {}, first.map((row) => pointRow(row, catalogue))),
    rest.length > 0 && h('details', {open: !first.length, 'data-key': `elsewhere-${first.length}`}, h('summary', {class: 'small'}, words),
      h('ul', {}, rest.map((row) => pointRow(row, catalogue)))));
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
  const groups = byDepartment(rows.map((row) => ({...row, department: catalogue.indicator(row.id).department})));
  return [...groups].map(([department, mine]) => {
    const open = groups.size < 2 || department === question.indicator.department;
    return h('details', {class: 'of-department', open, 'data-key': `department-${department}${open ? '-open' : ''}`},
      h('summary', {}, t('unit_panel.department', {department: department || t('menu.other'), n: format.number(mine.length)})),
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
 */
function content(model, answer, zoom) {
  const {question} = model;
  const {unit} = answer;
  const {bbox} = unit;
  const {path, query} = unitRequest(question);
  const mine = answer.services.filter((row) => row.id === question.service?.id);
  const rest = answer.services.filter((row) => row.id !== question.service?.id);
  const parent = unit.parent_code && `${t('unit_panel.parent')} ${unit.parent_code}`;
  return [
    h('p', {class: 'department'}, [termOf('term.kind', unit.kind ?? ''), parent, unit.code].filter(Boolean).join(' · ')),
    h('h2', {id: 'profile-name', tabindex: '-1'}, unit.full_name || unit.name),
    facts(answer),
    figure(model),
    point(model),
    h('section', {}, h('h3', {}, t('unit_panel.services')), h('ul', {class: 'services'}, [...mine, ...rest].map((row) => serviceRow(row, model)))),
    h('section', {}, h('h3', {}, t('unit_panel.indicators')), departments(answer.indicators, model)),
    records(answer.records),
    h('p', {class: 'links'}, bbox && wordButton('zoom', t('unit_panel.zoom'), () => zoom(bbox)),
      h('a', {href: address(path, {...query, f: 'json'}), target: '_blank', rel: 'noopener'}, t('unit_panel.json'))),
  ];
}

/**
 * @param {HTMLElement} container
 * @param {Model} model
 * @param {(box: Box) => void} zoom
 */
export function showProfile(container, model, zoom) {
  container.hidden = !model.question.unit;
  container.setAttribute('aria-label', t('unit_panel.title'));
  if (container.hidden) {
    replace(container);
    return;
  }
  replace(container,
    closeButton(() => model.set(otherUnit('')), 'close', t('app.close')),
    h('div', {class: 'profile-body scroller', 'data-key': `profile-${model.question.unit}`}, answered(model.answers.unit, (answer) => content(model, answer, zoom))));
}
