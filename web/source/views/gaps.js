/* Where people are left out, most people first. */
import {gapsRequest, leftRequest} from '../state/requests.js';
import {gapsOf} from '../state/left_out.js';
import {placeOf} from '../state/sweep.js';
import {h} from '../ui/dom.js';
import {downloads} from '../ui/downloads.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {limitSlider} from '../ui/limit_slider.js';
import {answered} from '../ui/notice.js';
import {groupWords, limitWords, serviceWords} from '../ui/phrases.js';

/** @import {Gap, GapsAnswer, LeftAnswer, Service} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @typedef {(gap: Gap) => void} Go shows a gap on the map */

/** @param {Gap} gap */
const nameOf = (gap) => [gap.settlement?.name, gap.unit?.name ?? t('gaps.no_unit')].filter(Boolean).join(', ');

/** @type {('place' | 'commune' | 'settlement')[]} */
const levels = ['place', 'commune', 'settlement'];

/** @param {Model} model */
function fields({catalogue, question, set}) {
  const {indicator, service, gapsBy} = question;
  return h('div', {class: 'fields'},
    !indicator.service && field(t('layer.service'), select('gap-service',
      catalogue.services.map((row) => option(row.id, titleOf(row.title), row.id === service?.id)), (id) => set({service: id}))),
    field(t('gaps.level'), select('gap-level', levels.map((level) => option(level, t(`gaps.by.${level}`, {vintage: catalogue.main.vintage}), level === gapsBy)), (level) => set({gaps: level}))));
}

/**
 * @param {Gap} gap
 * @param {Service} service
 */
function meanCell({mean, unreachable_people: cut}, service) {
  if (!format.known(mean)) return h('td', {class: 'number'}, t('gaps.unreachable'));
  return h('td', {class: 'number'}, format.reach(mean, service.unit), format.known(cut) && cut > 0 && h('span', {class: 'small'}, ` ${t('gaps.partly_unreachable')}`));
}

/**
 * @param {Gap} gap
 * @param {Go} go
 */
function placeCell(gap, go) {
  const {area_km2: area} = gap;
  return h('th', {scope: 'row'},
    h('button', {
      type: 'button', 'data-key': `gap-${gap.id}`, onclick: () => go(gap),
      'aria-label': t('gaps.go', {name: nameOf(gap), n: format.people(gap.people)}),
    }, nameOf(gap)),
    format.known(area) && h('span', {class: 'small'}, t('gaps.area_km2', {n: format.compact(area, area < 1 ? 2 : 1)})));
}

/**
 * @param {Gap[]} all
 * @param {Service} service
 * @param {Go} go
 */
function table(all, service, go) {
  const places = all.some((gap) => format.known(gap.mean));
  return h('div', {class: 'scroller'}, h('table', {class: 'gaps'}, h('caption', {}, t('gaps.caption')),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('gaps.rank')), h('th', {scope: 'col'}, t('gaps.where')),
      h('th', {scope: 'col', class: 'number'}, t('gaps.people')), places && h('th', {scope: 'col', class: 'number'}, t('gaps.mean')))),
    h('tbody', {}, all.map((gap, i) => h('tr', {},
      h('td', {class: 'number'}, format.number(i + 1)), placeCell(gap, go), h('td', {class: 'number'}, format.people(gap.people)),
      places && meanCell(gap, service))))));
}

/**
 * @param {Model} model
 * @param {Service} service
 * @param {GapsAnswer} answer
 * @param {Go} go
 */
function list({catalogue, question}, service, answer, go) {
  const {group, limit} = answer.question;
  const terms = [groupWords(group, catalogue), limitWords(service, limit)].filter(Boolean).join(', ');
  const {path, query} = gapsRequest(question);
  return [
    h('h2', {}, t('sentence.left_out', {service: serviceWords(service, limit)}), question.year && `, ${t('sentence.year', {year: question.year})}`),
    h('p', {class: 'total'}, t('gaps.total', {n: format.people(answer.people_total), terms})),
    question.level !== catalogue.main && h('p', {class: 'small'}, t('gaps.units', {vintage: catalogue.main.vintage})),
    answer.gaps.length ? [h('p', {class: 'small'}, t('gaps.shown', {n: format.number(answer.gaps.length)})), table(answer.gaps, service, go)]
      : h('p', {}, t('gaps.none')),
    h('p', {class: 'links'}, downloads(path, query, `gaps-${service.id}`)),
  ];
}

/**
 * @param {Model} model
 * @param {Service} service
 * @param {LeftAnswer} answer
 * @param {Go} go
 */
function villages({catalogue, question}, service, answer, go) {
  const {group, limit} = answer.question;
  const terms = [groupWords(group, catalogue), limitWords(service, limit)].filter(Boolean).join(', ');
  if (!answer.settlements_total) return h('p', {}, t('gaps.no_villages'));
  const {path, query} = leftRequest(question);
  return [
    h('h2', {}, t('sentence.left_out', {service: serviceWords(service, limit)}), question.year && `, ${t('sentence.year', {year: question.year})}`),
    h('p', {class: 'total'}, t('gaps.villages', {n: format.number(answer.unserved_total), all: format.number(answer.settlements_total), terms})),
    answer.settlements.length ? table(gapsOf(answer), service, go) : h('p', {}, t('gaps.none')),
    h('p', {class: 'links'}, downloads(path, query, `settlements-${service.id}`)),
  ];
}

/** Every limit of the service, once units and places of all of them are there. @param {Model} model */
function slider({answers, look, question, set}) {
  const {inForce, service} = question;
  const [ahead, sweep, at] = [answers.ahead.answer, answers.sweep.answer, inForce.limit ?? service?.default_limit ?? null];
  return service && ahead && sweep && at !== null && h('div', {class: 'field'}, h('span', {}, t('option.limit')), limitSlider({limits: ahead.limits.filter((limit) => placeOf(sweep, limit) >= 0), at, service, look, set}));
}

/**
 * What goes with the limit.
 * @param {Model} model
 * @param {Go} go
 */
export function gapList(model, go) {
  const {service} = model.question;
  return h('div', {class: 'gap-list'},
    !service ? h('p', {class: 'small'}, t('layer.none'))
      : model.question.gapsBy === 'settlement' ? answered(model.answers.left, (answer) => villages(model, service, answer, go))
        : answered(model.answers.gaps, (answer) => list(model, service, answer, go)));
}

/**
 * @param {Model} model
 * @param {Go} go
 */
export const gaps = (model, go) => h('div', {class: 'gap-table'}, fields(model), slider(model), gapList(model, go));
