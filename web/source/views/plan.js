/* The plan in hand: its name, what it changes for the question in force, and the tools that change it. */
import {isPlaced} from '../api/catalogue.js';
import {write} from '../state/address.js';
import {systems} from '../state/plan.js';
import {readPlans} from '../state/plans.js';
import {h} from '../ui/dom.js';
import {field, option, select, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {language, t, titleOf} from '../ui/language.js';
import {failure, progress} from '../ui/notice.js';
import {titleWords} from '../ui/phrases.js';
import {tokenForm} from '../ui/token_form.js';

/** @import {Model} from '../state/model.js' */
/** @import {Difference} from '../state/difference.js' */
/** @import {Tool} from '../state/planner.js' */
/** @import {Key} from '../ui/language.js' */

/** The plan's own name, or a plain one. @param {Model} model */
const nameOf = ({planning}) => planning.plan.name || t('plan.unnamed');

/**
 * @param {Key} key
 * @param {string} words
 * @param {() => void} act
 * @param {{disabled?: boolean, pressed?: boolean}} [state]
 */
const button = (key, words, act, {disabled = false, pressed} = {}) => h('button', {
  type: 'button', class: 'act', 'data-key': key, disabled, 'aria-pressed': pressed === undefined ? null : String(pressed), onclick: act,
}, words);

/** Earlier plans of this browser. @param {Model} model */
function shelf({planning, set}) {
  const kept = readPlans().filter(({id}) => id);
  if (!kept.length) return null;
  const rows = [option('', t('plan.choose'), true), ...kept.map(({id, name}) => option(id, name || t('plan.unnamed'), false))];
  return kept.some(({id}) => id !== planning.plan.id) && field(t('plan.kept'), select('plan-shelf', rows, (id) => { if (id) set({plan: id}); }));
}

/** @param {Model} model */
function head(model) {
  const {planning, planner, state, catalogue} = model;
  const {plan: mine} = planning;
  const input = h('input', {
    id: 'plan-name', 'data-key': 'plan-name', value: mine.name, placeholder: t('plan.unnamed'), maxlength: 120, autocomplete: 'off', onchange: () => planner.rename(input.value.trim()),
  });
  return h('div', {class: 'plan-head'}, field(t('plan.name'), input),
    h('div', {class: 'acts'},
      button('plan.undo', t('plan.undo'), planner.undo, {disabled: !mine.past.length}),
      button('plan.redo', t('plan.redo'), planner.redo, {disabled: !mine.future.length}),
      button('plan.begin', t('plan.begin'), planner.begin, {disabled: !mine.changes.length && !mine.id}),
      mine.id && h('a', {class: 'act', id: 'plan-link', href: write({...state, plan: mine.id, lang: language(), snapshot: catalogue.snapshot.id})}, t('plan.link'))),
    shelf(model));
}

/**
 * What the question's figure was and would be.
 * @param {Model} model
 * @param {Difference} difference
 */
function counter({planning, question}, difference) {
  const {before, after} = planning.asked?.province ?? {before: null, after: null};
  const {unit, target} = question.indicator;
  const [was, is] = format.pair(before, after, unit, target);
  return h('div', {class: 'counter', role: 'status'},
    h('p', {class: 'from-to'}, h('span', {id: 'plan-before'}, was), ' → ', h('strong', {id: 'plan-after'}, is), ' ',
      format.unitWords(unit)),
    difference.inPeople && [
      h('p', {id: 'plan-net', class: difference.net !== null && difference.net < -0.5 ? 'lost' : 'gained'}, t('plan.net', {n: format.signed(difference.net)})),
      h('p', {class: 'small'}, t('plan.gained_lost', {gained: format.people(difference.gained), lost: format.people(difference.lost)}))]);
}

/** @param {Model} model */
function effect(model) {
  const {planning, planner, difference, catalogue, question} = model;
  const {phase, problem} = planning;
  if (phase === 'failed' && problem) {
    return [failure(problem, planner.again), tokenForm(problem, planner.again)];
  }
  if (phase === 'empty') return h('p', {class: 'hint'}, t('plan.empty'));
  if (difference) return counter(model, difference);
  if (phase === 'done' && planning.own) {
    const changes = planning.own.indicators.some(({id}) => id === question.indicator.id);
    return changes ? progress(t('plan.computing')) : h('p', {class: 'hint', id: 'plan-same'}, t('plan.same', {title: titleWords(question, catalogue)}));
  }
  return progress(t(phase === 'saving' ? 'plan.saving' : 'plan.computing'));
}

/** What can be put: a facility of a service, or a transmitter. @param {Model} model */
function placeable({catalogue, planning, planner, question}) {
  const own = question.service && isPlaced(question.service) ? question.service.id : question.service?.reach === 'signal' ? question.service.mode ?? '' : '';
  const chosen = planning.placing || own || catalogue.services.find(isPlaced)?.id || '';
  const rows = [
    ...catalogue.services.filter(isPlaced).map((row) => option(row.id, titleOf(row.title), row.id === chosen)),
    ...systems.map((system) => option(system, t(`plan.transmitter.${system}`), system === chosen)),
  ];
  return {chosen, menu: field(t('plan.what'), select('plan-what', rows, (value) => planner.use(planning.tool, value)))};
}

/** @type {Record<Exclude<Tool, ''>, Key>} */
const hints = {put: 'plan.hint_put', close: 'plan.hint_close', exclude: 'plan.hint_exclude'};

/** @param {Model} model */
function tools(model) {
  const {finish, planning, planner} = model;
  const {chosen, menu} = placeable(model);
  const {tool} = planning;
  /** @param {Tool} wanted @param {string} [placing] */
  const toggle = (wanted, placing) => planner.use(tool === wanted ? '' : wanted, placing);
  return h('fieldset', {class: 'tools'}, h('legend', {}, t('plan.tools')), menu,
    h('div', {class: 'acts'},
      button('plan.put', t('plan.put'), () => toggle('put', chosen), {pressed: tool === 'put'}),
      button('plan.close_road', t('plan.close_road'), () => toggle('close'), {pressed: tool === 'close'})),
    h('p', {class: 'hint', id: 'plan-hint'}, tool ? t(hints[tool]) : t('plan.hint'),
      tool && tool !== 'put' && [' ', wordButton('tool-done', t('plan.tool_done'), finish)],
      tool && [' ', wordButton('tool-off', t('plan.tool_off'), () => planner.use(''))]));
}

/** @param {Model} model */
export function plan(model) {
  const {catalogue, question} = model;
  return h('section', {class: 'plan', 'aria-label': nameOf(model)},
    h('h2', {}, titleWords(question, catalogue)),
    effect(model),
    tools(model),
    head(model));
}
