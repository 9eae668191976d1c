/* Several services at once: which and how heavy, units by what they lack of them, and the places where some are missing together. */
import {site} from '../api/book.js';
import {classOf} from '../state/classes.js';
import {missingPlaces} from '../state/left_out.js';
import {otherUnit} from '../state/question.js';
import {missingRequest, valuesRequest} from '../state/requests.js';
import {SERVICES_MOST, firstServices, moves, writeSeveral} from '../state/several.js';
import {h} from '../ui/dom.js';
import {downloads} from '../ui/downloads.js';
import {field, option, select} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {swatch} from '../ui/marks.js';
import {groupWords, limitWords} from '../ui/phrases.js';

/** @import {Gap, MissingAnswer, RankedUnit, Service, ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Several} from '../state/several.js' */

/**
 * The limit of one of the services, where there are some to choose from.
 * @param {Service} service
 * @param {number | null} limit
 * @param {(limit: number | null) => void} change
 */
function limitMenu(service, limit, change) {
  const own = service.default_limit;
  const others = [...new Set([...service.limits, ...(limit === null ? [] : [limit])])].filter((amount) => amount !== own).sort((a, b) => a - b);
  if (service.reach === 'area' || !others.length) return null;
  const menu = select(`limit-${service.id}`, [option('', limitWords(service, own), limit === null), ...others.map((amount) => option(String(amount), limitWords(service, amount), amount === limit))],
    (amount) => change(amount ? Number(amount) : null));
  menu.setAttribute('aria-label', t('several.limit', {service: titleOf(service.title)}));
  menu.className = 'weight-limit';
  return menu;
}

/**
 * @param {Model} model
 * @param {Several} several
 * @param {Several['services'][number]} row
 */
function weightRow(model, {services}, {id, weight, limit}) {
  const row = model.catalogue.service(id);
  const service = titleOf(row?.title);
  const write = (/** @type {Several['services']} */ rows) => model.set({several: writeSeveral(rows)});
  const amend = (/** @type {Partial<Several['services'][number]>} */ terms) => write(services.map((one) => (one.id === id ? {...one, ...terms} : one)));
  const input = h('input', {
    type: 'number', min: 0, max: 100, step: 'any', value: weight, class: 'weight', id: `weight-${id}`, 'data-key': `weight-${id}`, 'aria-label': t('several.weight', {service}),
    onchange: () => amend({weight: Math.max(0, Number(input.value) || 0)}),
  });
  return h('li', {}, h('span', {}, service || id), input,
    services.length > 1 && h('button', {type: 'button', class: 'drop', 'data-key': `unweigh-${id}`, 'aria-label': t('several.drop', {service}),
      onclick: () => write(services.filter((one) => one.id !== id))}, '×'),
    row && limitMenu(row, limit, (chosen) => amend({limit: chosen})));
}

/**
 * By the indicator, or by several services: which, with their weights, and how many must be missing.
 * @param {Model} model
 */
export function severalForm(model) {
  const {catalogue, question: {several}, set} = model;
  if (site || catalogue.services.length < 2) return null; /* worked out by a server */
  const others = catalogue.services.filter(({id}) => several && !several.services.some((one) => one.id === id));
  return h('div', {class: 'several'},
    h('div', {class: 'fields'}, field(t('several.mode'), select('several-mode', [
      option('', t('several.one'), !several), option('several', t('several.many'), several !== null)],
    (mode) => set({several: mode ? writeSeveral(firstServices(catalogue)) : '', least: ''})))),
    several && [
      h('ul', {class: 'weights', 'aria-label': t('several.weights')}, several.services.map((row) => weightRow(model, several, row))),
      h('div', {class: 'fields'},
        others.length > 0 && several.services.length < SERVICES_MOST && field(t('several.add'), select('several-add', [option('', t('several.choose'), true),
          ...others.map(({id, title}) => option(id, titleOf(title), false))], (id) => set({several: writeSeveral([...several.services, {id, weight: 1, limit: null}])}))),
        several.services.length > 1 && field(t('several.least'), select('several-least', several.services.map((_, i) => option(String(i + 1),
          t('several.of', {k: i + 1, n: several.services.length}), i + 1 === several.least)), (least) => set({least})))),
    ]);
}

/**
 * @param {Model} model
 * @param {RankedUnit} row
 * @param {number} least
 */
function unitRow({question, classes, set}, row, least) {
  const {services_missing: k, services_known: n, people_missing: people} = row;
  return h('tr', {class: row.code === question.unit ? 'chosen' : null},
    h('td', {class: 'number'}, row.rank === null ? '' : format.number(row.rank),
      moves(row) && h('span', {class: 'small range'}, t('several.range', {least: format.number(row.rank_least ?? 0), most: format.number(row.rank_most ?? 0)}))),
    h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `unit-${row.code}`, onclick: () => set(otherUnit(row.code))},
      swatch(classOf(classes, row.index, question.indicator)?.colour), row.name),
    format.known(people) && h('span', {class: 'small'}, t('several.row', {k: format.number(k), n: format.number(n), people: format.people(people), least: format.number(least)}))),
    h('td', {class: format.known(row.index) ? 'number' : 'number none'}, format.value(row.index, 'percent')));
}

/**
 * Units by what they lack, with the ranks that depend on a weight.
 * @param {Model} model
 * @param {ValuesAnswer} answer of a ranking
 */
export function severalRanking(model, {ranking}) {
  if (!ranking) return null;
  const {units, question: {least}} = ranking;
  const moving = units.filter(moves).length;
  const {path, query} = valuesRequest(model.question);
  return h('div', {class: 'unit-table'},
    h('p', {class: 'small', id: 'several-moves'}, moving ? t('several.moves', {n: format.number(moving)}) : t('several.firm')),
    h('div', {class: 'scroller', 'data-key': 'several-rows'}, h('table', {class: 'units ranked'}, h('caption', {}, t('several.caption')),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col', class: 'number'}, t('gaps.rank')), h('th', {scope: 'col'}, t('units.name')),
        h('th', {scope: 'col', class: 'number'}, t('several.index')))),
      h('tbody', {}, units.map((row) => unitRow(model, row, least))))),
    h('p', {class: 'links'}, downloads(path, query, 'ranking')));
}

/**
 * @param {Model} model
 * @param {Gap} gap
 * @param {string[]} lacking services of which half of its people or more are without
 * @param {(gap: Gap) => void} go
 */
function placeRow({catalogue}, gap, lacking, go) {
  const unit = gap.unit?.name ?? t('gaps.no_unit');
  const name = gap.settlement ? `${unit}, ${t('several.near', {name: gap.settlement.name})}` : unit;
  return h('tr', {}, h('th', {scope: 'row'},
    h('button', {type: 'button', 'data-key': `gap-${gap.id}`, onclick: () => go(gap), 'aria-label': t('gaps.go', {name, n: format.people(gap.people)})}, name),
    lacking.length > 0 && h('span', {class: 'small'}, t('several.which', {services: lacking.map((id) => titleOf(catalogue.service(id)?.title)).join('; ')}))),
  h('td', {class: 'number'}, format.people(gap.people)));
}

/**
 * Where at least so many are missing together, most people first.
 * @param {Model} model
 * @param {Several} several
 * @param {MissingAnswer} answer
 * @param {(gap: Gap) => void} go
 */
export function severalPlaces(model, several, answer, go) {
  const {answers, catalogue, question} = model;
  const {path, query} = missingRequest(question, several);
  const places = missingPlaces(answer, answers.villages.answer);
  const terms = {k: format.number(answer.question.least), n: format.number(several.services.length)};
  /** @param {MissingAnswer['gaps'][number]} gap */
  const lacking = ({people, services}) => services.filter(({lacking: n}) => format.known(n) && n >= people / 2).map(({service}) => service);
  return [
    h('h2', {}, t('several.missing', terms), question.group && `: ${groupWords(question.group, catalogue)}`, question.year && `, ${t('sentence.year', {year: question.year})}`),
    h('p', {class: 'total'}, t('several.total', {n: format.people(answer.people_total), k: terms.k})),
    places.length ? [h('p', {class: 'small'}, t('gaps.shown', {n: format.number(places.length)})),
      h('div', {class: 'scroller', 'data-key': 'missing-rows'}, h('table', {class: 'gaps missing'}, h('caption', {}, t('gaps.caption')),
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('gaps.where')), h('th', {scope: 'col', class: 'number'}, t('gaps.people')))),
        h('tbody', {}, places.map((gap, i) => placeRow(model, gap, lacking(answer.gaps[i]), go)))))] : h('p', {}, t('gaps.none')),
    h('p', {class: 'links'}, downloads(path, query, 'gaps-several')),
  ];
}
