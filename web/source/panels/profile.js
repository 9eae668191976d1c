/* One unit: its people, its figures, and who is left out by which service. */
import {address} from '../api.js';
import {byDepartment, moreIsBetter} from '../catalogue.js';
import {h, replace} from '../dom.js';
import * as format from '../format.js';
import {t, termOf, titleOf} from '../language.js';
import {limitWords} from '../question.js';
import {histogram} from './histogram.js';
import {failure, waiting} from './notice.js';
import {bar} from './summary.js';

const known = (amount) => amount !== null && amount !== undefined && Number.isFinite(amount);
const row = (label, words) => [h('dt', {}, label), h('dd', {}, words)];

function facts({unit}) {
  const density = known(unit.people) && unit.area_km2 > 0 ? unit.people / unit.area_km2 : null;
  return h('dl', {class: 'facts'},
    row(t('unit_panel.people'), format.people(unit.people)),
    row(t('unit_panel.area'), known(unit.area_km2) ? `${format.number(unit.area_km2, 1)} km²` : t('no_data')),
    row(t('unit_panel.density'), known(density) ? t('unit_panel.per_km2', {n: format.number(density, 0)}) : t('no_data')));
}

function serviceRow(given, catalogue, wanted) {
  const service = catalogue.service(given.id);
  const more = moreIsBetter(service);
  return h('li', {class: given.id === wanted ? 'wanted' : null}, h('details', {open: given.id === wanted},
    h('summary', {}, h('h4', {}, titleOf(given.title)),
      h('span', {class: given.people_left_out >= 0.5 ? 'count' : 'count none'}, known(given.people_left_out)
        ? t('unit_panel.left_out', {n: format.people(given.people_left_out)}) : t('no_data'))),
    h('p', {class: 'small'}, known(given.reached_share)
      ? t('unit_panel.share', {share: format.value(given.reached_share, 'percent'), limit: limitWords({...service, unit: given.unit}, given.limit)}) : t('unit_panel.no_facts')),
    histogram(given, more)));
}

function indicatorRow(given, catalogue, choose) {
  const indicator = catalogue.indicator(given.id);
  return h('li', {}, h('button', {type: 'button', class: 'score small-score', 'data-key': `profile-${given.id}`, onclick: () => choose(given.id)},
    h('span', {class: 'score-title'}, titleOf(given.title)),
    h('span', {class: known(given.value) ? 'score-value' : 'score-value none'}, format.value(given.value, given.unit)),
    bar(given.value, {unit: given.unit, target: given.target, better: indicator.better})));
}

/* Unreachable and unknown are two things, and so is an area one is inside of or not. */
function pointWords(given, catalogue) {
  if (given.no_data) return t('no_data');
  if (catalogue.service(given.id)?.reach === 'area') return t(given.within_limit ? 'point.inside' : 'point.not_inside');
  if (given.unreachable) return t(moreIsBetter(catalogue.service(given.id)) ? 'point.no_signal' : 'gaps.unreachable');
  return format.reach(given.value, given.unit);
}

function pointRow(service, catalogue) {
  return h('li', {}, h('span', {}, titleOf(service.title)),
    h('strong', {class: service.no_data ? 'none' : null}, pointWords(service, catalogue)),
    service.nearest?.name && h('span', {class: 'small'}, t('point.nearest', {name: service.nearest.name})),
    service.transmitter && h('span', {class: 'small'}, t('point.transmitter',
      {name: [service.transmitter.site ?? service.transmitter.id, service.transmitter.programme].filter(Boolean).join(', ')})));
}

/* The clicked point itself: what is nearest from there, the service in question before the others. */
function point(app, wanted) {
  const {answer, problem} = app.point;
  if (problem) return h('section', {class: 'point'}, h('h3', {}, t('point.title')), h('p', {class: 'small'}, problem.message));
  if (!answer) return null;
  const first = answer.services.filter((row) => row.id === wanted);
  const rest = answer.services.filter((row) => row.id !== wanted);
  return h('section', {class: 'point'}, h('h3', {}, t('point.title')),
    h('ul', {}, first.map((row) => pointRow(row, app.catalogue))),
    rest.length > 0 && h('details', {open: !first.length}, h('summary', {class: 'small'}, t('unit_panel.other_services', {n: format.number(rest.length)})),
      h('ul', {}, rest.map((row) => pointRow(row, app.catalogue)))));
}

/* A department's indicators, those of the chosen one unfolded. */
function departments(rows, app, question, choose) {
  const groups = byDepartment(rows.map((row) => ({...row, department: app.catalogue.indicator(row.id).department})));
  return [...groups].map(([department, mine]) => h('details', {class: 'of-department', open: groups.size < 2 || department === question.indicator.department},
    h('summary', {}, t('unit_panel.department', {department: department || t('menu.other'), n: format.number(mine.length)})),
    h('ul', {class: 'scores'}, mine.map((row) => indicatorRow(row, app.catalogue, choose)))));
}

function records(given) {
  const rows = Object.entries(given ?? {}).filter(([, amount]) => amount !== null && amount !== undefined && amount !== '');
  if (!rows.length) return null;
  return h('details', {class: 'records'}, h('summary', {}, t('unit_panel.records')),
    h('dl', {}, rows.map(([name, amount]) => row(name, typeof amount === 'number' ? format.compact(amount, 2) : String(amount)))));
}

function content(app, question, {choose, zoom}) {
  const {answer, problem, load} = app.unit;
  if (problem) return failure(problem, load);
  if (!answer) return waiting();
  const {unit} = answer;
  const first = answer.services.filter((row) => row.id === question.service?.id);
  const rest = answer.services.filter((row) => row.id !== question.service?.id);
  return [
    h('p', {class: 'department'}, [termOf('term.kind', unit.kind ?? ''), unit.parent_code && `${t('unit_panel.parent')} ${unit.parent_code}`, unit.code].filter(Boolean).join(' · ')),
    h('h2', {id: 'profile-name', tabindex: '-1'}, unit.full_name || unit.name),
    facts(answer),
    point(app, question.service?.id),
    h('section', {}, h('h3', {}, t('unit_panel.services')), h('ul', {class: 'services'}, [...first, ...rest].map((row) => serviceRow(row, app.catalogue, question.service?.id)))),
    h('section', {}, h('h3', {}, t('unit_panel.indicators')), departments(answer.indicators, app, question, choose)),
    records(answer.records),
    h('p', {class: 'links'}, unit.bbox && h('button', {type: 'button', class: 'link', 'data-key': 'zoom', onclick: () => zoom(unit.bbox)}, t('unit_panel.zoom')),
      h('a', {href: address(`units/${unit.code}`, {level: question.level.level, vintage: question.level.vintage, f: 'json'}), target: '_blank', rel: 'noopener'}, t('unit_panel.json'))),
  ];
}

export function showProfile(container, app, question, acts) {
  container.hidden = !app.state.get('unit');
  container.setAttribute('aria-label', t('unit_panel.title'));
  if (container.hidden) {
    replace(container);
    return;
  }
  replace(container,
    h('button', {type: 'button', class: 'close', 'data-key': 'close', 'aria-label': t('app.close'), title: t('app.close'), onclick: acts.close}, '×'),
    h('div', {class: 'profile-body'}, content(app, question, acts)));
}
