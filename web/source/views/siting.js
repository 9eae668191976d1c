/* "Find the best sites": how far the search is, and what it found, in plain words. */
import {nearestOf} from '../state/candidates.js';
import {holds} from '../state/plan_features.js';
import {hasPrices} from '../state/siting.js';
import {h} from '../ui/dom.js';
import {curve} from '../ui/curve.js';
import {wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t} from '../ui/language.js';
import {failure, progress} from '../ui/notice.js';
import {groupWords, serviceWords} from '../ui/phrases.js';
import {saveBlob} from '../ui/table_file.js';
import {tokenForm} from '../ui/token_form.js';

/** @import {Site, SitingAnswer} from '../api/answers.js' */
/** @import {Wanted} from '../state/siting.js' */
/** @import {Child} from '../ui/dom.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */

/**
 * What is proven, so that nobody needs to know what a gap is.
 * @param {SitingAnswer} answer
 * @param {boolean} byBudget
 */
function proofWords({problem, proven, bound, gap, sites, weight_covered: reached, objective}, byBudget) {
  const n = format.number(sites.length);
  if (problem === 'set-cover' || problem === 'set_cover') {
    return proven ? t('siting.fewest', {n}) : t('siting.at_least', {n: format.number(bound)});
  }
  const words = {n, bound: format.people(bound), reached: format.people(objective ?? reached), share: format.shortValue(1 - (gap ?? 0), 'percent')};
  if (byBudget) return t(proven ? 'siting.proven_budget' : 'siting.bound_budget', words);
  return t(proven ? 'siting.proven' : 'siting.bound', words);
}

/**
 * What the reader's list or the answer says of a site, and what it costs.
 * @param {Site} site
 * @param {Wanted | null} wanted
 * @returns {{name: string, cost: number | undefined}}
 */
function listed({lon, lat, price, name}, wanted) {
  const row = wanted?.candidates.length ? nearestOf(wanted.candidates, [lon, lat]) : null;
  const uniform = wanted?.aim === 'budget' && !hasPrices(wanted.candidates) ? wanted.price : undefined;
  return {name: row?.name ?? (wanted?.mend ? name : '') ?? '', cost: price ?? row?.price ?? uniform};
}

/**
 * Why the plan of these sites counts otherwise; once it is counted, with both numbers.
 * @param {Model} model
 * @param {SitingAnswer} answer
 */
function countingWords({difference, planning, question}, {service, limit, group, sites, weight_covered: people}) {
  const {changes} = planning.plan;
  const same = changes.length === sites.length && sites.every((site) => holds(changes, site))
    && question.service?.id === service && question.inForce.limit === limit && (question.inForce.group || null) === group;
  if (!same || !difference?.inPeople || difference.net === null || format.people(difference.net) === format.people(people)) return t('siting.counting');
  return t('siting.counted', {plan: format.people(difference.net), found: format.people(people)});
}

/** Which places the factors of suitability leave, and how the chosen ones score. @param {SitingAnswer} answer */
function suited({suitability, sites, objective, bound}) {
  if (!suitability) return null;
  const scores = sites.map(({score}) => score).filter((score) => score !== undefined && score !== null);
  return h('div', {id: 'siting-suited'},
    h('p', {class: 'small'}, t('siting.suited', {left: format.number(suitability.places_left), places: format.number(suitability.places)})),
    h('ul', {class: 'small'}, suitability.factors.map(({name, excluded, unknown}) => h('li', {}, t('siting.factor', {name, excluded: format.number(excluded), unknown: format.number(unknown)})))),
    scores.length > 0 && h('p', {class: 'small'}, t('siting.scores', {scores: scores.map((score) => format.number(Number(score), 2)).join('; ')})),
    Number(suitability.score_worth) > 0 && h('p', {class: 'small'}, t('siting.with_scores', {worth: format.number(Number(suitability.score_worth)), objective: format.number(objective ?? 0), bound: format.number(bound)})));
}

/** @param {Model} model @param {SitingAnswer} answer */
function found(model, answer) {
  const {catalogue, planner} = model;
  const service = catalogue.service(answer.service);
  const {wanted} = model.siting.now();
  const sites = answer.sites.map((site) => ({...site, ...listed(site, wanted)}));
  const addAll = () => planner.putAll(answer.service, sites.map(({lon, lat, order, name, cost}) => ({place: [lon, lat], name: name || t('siting.site_name', {n: order}), cost})));
  const spent = sites.every(({cost}) => cost !== undefined) ? sites.reduce((sum, {cost}) => sum + (cost ?? 0), 0) : null;
  return h('div', {class: 'siting-found', role: 'status'},
    h('p', {class: 'total', id: 'siting-gain'}, t(wanted?.mend ? 'siting.gain_mended' : 'siting.gain', {n: format.number(answer.sites.length), people: format.people(answer.weight_covered), service: service ? serviceWords(service, answer.limit) : answer.service})),
    !(Number(answer.suitability?.score_worth) > 0) && h('p', {id: 'siting-proof'}, proofWords(answer, wanted?.aim === 'budget')),
    h('p', {class: 'small'}, t('siting.before_after', {before: format.people(answer.people_before), after: format.people(answer.people_after), all: format.people(answer.people),
      group: groupWords(answer.group, catalogue)})),
    suited(answer),
    spent !== null && h('p', {id: 'siting-spent'}, t('siting.spent', {n: format.compact(spent, 2), budget: wanted?.aim === 'budget' ? format.compact(wanted.budget, 2) : '–'})),
    curve(answer.sites.map(({total}) => total ?? 0), t('siting.curve')),
    h('div', {class: 'scroller'}, h('table', {}, h('caption', {}, t('siting.table')),
      h('thead', {}, h('tr', {}, /** @type {Key[]} */ (['gaps.rank', 'gaps.where']).map((key) => h('th', {scope: 'col'}, t(key))),
        /** @type {Key[]} */ (['siting.more', 'siting.total']).map((key) => h('th', {scope: 'col', class: 'number'}, t(key))))),
      h('tbody', {}, sites.map(({order, unit, gain, total, lon, lat, name}) => h('tr', {},
        h('td', {class: 'number'}, format.number(order)),
        h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `site-${order}`, onclick: () => model.go(lon, lat)}, [name, unit?.name ?? t('gaps.no_unit')].filter(Boolean).join(', '))),
        h('td', {class: 'number'}, format.people(gain)), h('td', {class: 'number'}, format.people(total))))))),
    h('div', {class: 'acts'},
      service?.reach !== 'area' && h('button', {type: 'button', class: 'act main-act', 'data-key': 'siting-add', onclick: addAll}, t('siting.add')),
      h('button', {type: 'button', class: 'act', 'data-key': 'siting-print', onclick: () => globalThis.print()}, t('siting.print')),
      answer.report && h('button', {type: 'button', class: 'act', 'data-key': 'siting-report', onclick: () => saveBlob(new Blob([answer.report ?? ''], {type: 'text/html'}), `sites_${answer.service}.html`)}, t('siting.report'))),
    h('p', {class: 'small'}, t('siting.made', {candidates: format.number(answer.candidates), excluded: format.number(answer.candidates_excluded), seconds: format.number(answer.seconds, 1), id: answer.snapshot})),
    service?.reach !== 'area' && h('p', {class: 'small', id: 'siting-counting'}, countingWords(model, answer)));
}

/** How far the server is: what it has found and what cannot be passed. @param {Model} model */
function running(model) {
  const {job} = model.siting.now();
  const numbers = /objective ([\d.e+]+)(?:, bound ([\d.e+]+))?/.exec(job?.message ?? '');
  const words = !numbers ? t('siting.waits')
    : numbers[2] === undefined ? t('siting.so_far', {n: format.people(Number(numbers[1]))})
      : t('siting.so_far_bound', {n: format.people(Number(numbers[1])), bound: format.people(Number(numbers[2]))});
  return h('div', {class: 'siting-running'}, progress(words, job?.progress), wordButton('siting-stop', t('siting.stop'), model.siting.stop));
}

/**
 * @param {Model} model
 * @param {Child} form what is asked; null where no service can be sited
 */
export function siting(model, form) {
  if (!form) return null;
  const search = model.siting.now();
  return h('details', {class: 'siting', 'data-key': 'siting', open: search.phase !== 'idle'}, h('summary', {}, t('siting.title')),
    form,
    search.phase === 'running' && running(model),
    search.phase === 'failed' && search.problem && [failure(search.problem), tokenForm(search.problem, () => model.siting.again())],
    search.phase === 'done' && search.answer && found(model, search.answer));
}
