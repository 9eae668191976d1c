/* Where people are left out, most people first. */
import {address} from '../api.js';
import {h} from '../dom.js';
import * as format from '../format.js';
import {t, titleOf} from '../language.js';
import {gapsQuery, limitWords} from '../question.js';
import {failure, waiting} from './notice.js';

const known = (amount) => amount !== null && amount !== undefined && Number.isFinite(amount);
const nameOf = (gap) => gap.unit?.name ?? t('gaps.no_unit');

function fields(app, question) {
  const {state, catalogue} = app;
  const {indicator, service} = question;
  return h('div', {class: 'fields'},
    !indicator.service && h('label', {class: 'field'}, h('span', {}, t('layer.service')),
      h('select', {id: 'gap-service', 'data-key': 'gap-service', onchange: (event) => state.set({service: event.target.value})},
        catalogue.services.map((row) => h('option', {value: row.id, selected: row.id === service?.id}, titleOf(row.title))))),
    h('label', {class: 'field'}, h('span', {}, t('gaps.level')),
      h('select', {id: 'gap-level', 'data-key': 'gap-level', onchange: (event) => state.set({gaps: event.target.value})},
        ['place', 'commune'].map((level) => h('option', {value: level, selected: level === state.get('gaps')}, t(`gaps.${level}`))))));
}

function table(answer, service, go) {
  const places = answer.gaps.some((gap) => known(gap.mean));
  return h('div', {class: 'scroller'}, h('table', {class: 'gaps'}, h('caption', {}, t('gaps.caption')),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('gaps.rank')), h('th', {scope: 'col'}, t('gaps.where')),
      h('th', {scope: 'col', class: 'number'}, t('gaps.people')), places && h('th', {scope: 'col', class: 'number'}, t('gaps.mean')))),
    h('tbody', {}, answer.gaps.map((gap, i) => h('tr', {},
      h('td', {class: 'number'}, format.number(i + 1)),
      h('th', {scope: 'row'}, h('button', {
        type: 'button', 'data-key': `gap-${gap.id}`, onclick: () => go(gap),
        'aria-label': t('gaps.go', {name: nameOf(gap), n: format.people(gap.people)}),
      }, nameOf(gap)), known(gap.area_km2) && h('span', {class: 'small'}, t('gaps.area_km2', {n: format.compact(gap.area_km2, gap.area_km2 < 1 ? 2 : 1)}))),
      h('td', {class: 'number'}, format.people(gap.people)),
      places && h('td', {class: 'number'}, known(gap.mean)
        ? [format.reach(gap.mean, service.unit), gap.unreachable_people > 0 && h('span', {class: 'small'}, ` ${t('gaps.partly_unreachable')}`)]
        : t('gaps.unreachable')))))));
}

export function gapTable(app, question, go) {
  const {service} = question;
  const {answer, problem, load} = app.gaps;
  if (!service) return h('div', {}, fields(app, question), h('p', {class: 'small'}, t('layer.none')));
  if (problem) return h('div', {}, fields(app, question), failure(problem, load));
  if (!answer) return h('div', {}, fields(app, question), waiting());
  const limit = limitWords(service, answer.question.limit ?? service.default_limit);
  const total = {n: format.people(answer.people_total), limit};
  const query = gapsQuery(question, app.state.get('gaps'));
  return h('div', {class: 'gap-table'}, fields(app, question),
    h('h2', {}, titleOf(service.title)),
    h('p', {class: 'total'}, limit ? t('gaps.total', total) : t('gaps.total_plain', total)),
    answer.gaps.length ? [h('p', {class: 'small'}, t('gaps.shown', {n: format.number(answer.gaps.length)})), table(answer, service, go)]
      : h('p', {}, t('gaps.none')),
    h('p', {class: 'links'}, h('a', {href: address('gaps', {...query, f: 'csv'}), download: `gaps-${service.id}.csv`}, t('summary.csv'))));
}

/* What a circle on the map says. */
export function gapCard(properties, service) {
  return h('div', {}, h('strong', {}, properties.name || t('gaps.no_unit')),
    h('dl', {}, h('dt', {}, t('gaps.people')), h('dd', {}, format.people(properties.people)),
      known(properties.mean) && [h('dt', {}, t('gaps.mean')), h('dd', {}, format.reach(properties.mean, service?.unit))],
      known(properties.worst) && [h('dt', {}, t('gaps.worst')), h('dd', {}, format.reach(properties.worst, service?.unit))],
      known(properties.area_km2) && [h('dt', {}, t('gaps.area')), h('dd', {}, t('gaps.area_km2', {n: format.compact(properties.area_km2, 2)}))]));
}
