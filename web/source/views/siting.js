/* "Find the best sites": what is asked, how far the search is, and what it found, in plain words. */
import {h} from '../ui/dom.js';
import {curve} from '../ui/curve.js';
import {field, option, select, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {failure, progress} from '../ui/notice.js';
import {groupWords, serviceWords} from '../ui/phrases.js';

/** @import {Service, SitingAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/* What the reader filled in; it is nobody else's business until it is asked. */
/** @type {{service: string, aim: 'count' | 'share', count: number, share: number}} */
const form = {service: '', aim: 'count', count: 5, share: 0.9};
const SITES_MOST = 200;

/** @param {Model} model */
const searched = ({catalogue}) => catalogue.services.filter(({reach, facility_count: n}) => reach === 'travel_time' && n > 0);

/**
 * The service, and the group and limit of the question where it is of that service.
 * @param {Model} model
 * @param {Service} service
 */
function termsOf({question}, service) {
  const own = question.service?.id === service.id;
  return {group: (own ? question.inForce.group : service.group) ?? '', limit: (own ? question.inForce.limit : null) ?? service.default_limit};
}

/** @param {Model} model @param {Service} service */
function ask(model, service) {
  const {planning, planner} = model;
  const {excluded, start, allowAll} = model.siting;
  /** @param {string} name @param {number} value @param {Record<string, unknown>} more @param {(value: number) => void} take */
  const numberInput = (name, value, more, take) => {
    const input = h('input', {type: 'number', id: name, 'data-key': name, value, required: true, ...more, onchange: () => { if (input.validity.valid) take(Number(input.value)); }});
    return input;
  };
  const amount = form.aim === 'count'
    ? field(t('siting.count'), numberInput('siting-count', form.count, {min: 1, max: SITES_MOST, step: 1}, (value) => { form.count = value; }))
    : field(t('siting.share'), numberInput('siting-share', form.share * 100, {min: 1, max: 100, step: 'any'}, (value) => { form.share = value / 100; }));
  const areas = excluded();
  return h('form', {class: 'siting-form', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    start({...form, service: service.id, ...termsOf(model, service)});
  }},
  h('div', {class: 'fields'},
    field(t('layer.service'), select('siting-service', searched(model).map((row) => option(row.id, titleOf(row.title), row.id === service.id)), (id) => {
      form.service = id;
      model.redraw();
    })),
    field(t('siting.aim'), select('siting-aim', /** @type {const} */ (['count', 'share']).map((aim) => option(aim, t(`siting.aim.${aim}`), aim === form.aim)), (aim) => {
      form.aim = aim === 'share' ? 'share' : 'count';
      model.redraw();
    })),
    amount),
  h('p', {class: 'small'}, t('siting.asked', {group: groupWords(termsOf(model, service).group, model.catalogue), service: serviceWords(service, termsOf(model, service).limit)})),
  h('div', {class: 'acts'},
    h('button', {type: 'submit', class: 'act main-act', 'data-key': 'siting-start'}, t('siting.start')),
    h('button', {type: 'button', class: 'act', 'data-key': 'siting-exclude', 'aria-pressed': String(planning.tool === 'exclude'), onclick: () => planner.use(planning.tool === 'exclude' ? '' : 'exclude')},
      t('siting.exclude')),
    areas.length > 0 && wordButton('siting-allow', t('siting.allow_all', {n: format.number(areas.length)}), allowAll)));
}

/**
 * What is proven, so that nobody needs to know what a gap is.
 * @param {SitingAnswer} answer
 */
function proofWords({problem, proven, bound, gap, sites, weight_covered: reached, objective}) {
  const n = format.number(sites.length);
  if (problem === 'set-cover' || problem === 'set_cover') {
    return proven ? t('siting.fewest', {n}) : t('siting.at_least', {n: format.number(bound)});
  }
  const words = {n, bound: format.people(bound), reached: format.people(objective ?? reached), share: format.shortValue(1 - (gap ?? 0), 'percent')};
  return t(proven ? 'siting.proven' : 'siting.bound', words);
}

/** @param {Model} model @param {SitingAnswer} answer */
function found(model, answer) {
  const {catalogue, planner} = model;
  const service = catalogue.service(answer.service);
  const nameAt = (/** @type {number} */ order) => t('siting.site_name', {n: order});
  const addAll = () => planner.putAll(answer.service, answer.sites.map(({lon, lat, order}) => ({place: [lon, lat], name: nameAt(order)})));
  return h('div', {class: 'siting-found', role: 'status'},
    h('p', {class: 'total', id: 'siting-gain'}, t('siting.gain', {n: format.number(answer.sites.length), people: format.people(answer.weight_covered), service: service ? serviceWords(service, answer.limit) : answer.service})),
    h('p', {id: 'siting-proof'}, proofWords(answer)),
    h('p', {class: 'small'}, t('siting.before_after', {before: format.people(answer.people_before), after: format.people(answer.people_after), all: format.people(answer.people),
      group: groupWords(answer.group, catalogue)})),
    curve(answer.sites.map(({total}) => total ?? 0), t('siting.curve')),
    h('div', {class: 'scroller'}, h('table', {}, h('caption', {}, t('siting.table')),
      h('thead', {}, h('tr', {}, /** @type {Key[]} */ (['gaps.rank', 'gaps.where']).map((key) => h('th', {scope: 'col'}, t(key))),
        /** @type {Key[]} */ (['siting.more', 'siting.total']).map((key) => h('th', {scope: 'col', class: 'number'}, t(key))))),
      h('tbody', {}, answer.sites.map(({order, unit, gain, total, lon, lat}) => h('tr', {},
        h('td', {class: 'number'}, format.number(order)),
        h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `site-${order}`, onclick: () => model.go(lon, lat)}, unit?.name ?? t('gaps.no_unit'))),
        h('td', {class: 'number'}, format.people(gain)), h('td', {class: 'number'}, format.people(total))))))),
    h('div', {class: 'acts'}, h('button', {type: 'button', class: 'act main-act', 'data-key': 'siting-add', onclick: addAll}, t('siting.add')),
      h('button', {type: 'button', class: 'act', 'data-key': 'siting-print', onclick: () => globalThis.print()}, t('siting.print'))),
    h('p', {class: 'small'}, t('siting.made', {candidates: format.number(answer.candidates), excluded: format.number(answer.candidates_excluded), seconds: format.number(answer.seconds, 1), id: answer.snapshot})),
    h('p', {class: 'small'}, t('siting.counting')));
}

/** How far the server is: what it has found and what cannot be passed. @param {Model} model */
function running(model) {
  const {job} = model.siting.now();
  const numbers = /objective ([\d.e+]+), bound ([\d.e+]+|inf)/.exec(job?.message ?? '');
  const words = !numbers ? t('siting.waits')
    : numbers[2] === 'inf' ? t('siting.so_far', {n: format.people(Number(numbers[1]))})
      : t('siting.so_far_bound', {n: format.people(Number(numbers[1])), bound: format.people(Number(numbers[2]))});
  return h('div', {class: 'siting-running'}, progress(words, job?.progress), wordButton('siting-stop', t('siting.stop'), model.siting.stop));
}

/** @param {Model} model */
export function siting(model) {
  const services = searched(model);
  const service = services.find(({id}) => id === form.service) ?? services.find(({id}) => id === model.question.service?.id) ?? services[0];
  if (!service) return null;
  const search = model.siting.now();
  return h('details', {class: 'siting', 'data-key': 'siting', open: search.phase !== 'idle'}, h('summary', {}, t('siting.title')),
    ask(model, service),
    search.phase === 'running' && running(model),
    search.phase === 'failed' && search.problem && failure(search.problem),
    search.phase === 'done' && search.answer && found(model, search.answer));
}
