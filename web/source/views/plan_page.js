/* A plan as a page of its own: what it costs, whom it reaches by service and by unit, which targets it meets; for print. */
import {costOf} from '../state/plan.js';
import {byService, byTarget, byUnit} from '../state/plan_sums.js';
import {h, replace} from '../ui/dom.js';
import {closeButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {problemWords, progress} from '../ui/notice.js';
import {creditWords} from '../ui/phrases.js';
import {changeWords} from '../ui/plan_words.js';
import {saveTable} from '../ui/table_file.js';

/** @import {ScenarioAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {ServiceSum} from '../state/plan_sums.js' */
/** @import {Child} from '../ui/dom.js' */

/** @param {string} caption @param {string} kind @param {string[]} head @param {Child[][]} rows first a head of its row, then numbers */
const table = (caption, kind, head, rows) => h('div', {class: 'scroller'}, h('table', {class: kind}, h('caption', {}, caption),
  h('thead', {}, h('tr', {}, head.map((words, i) => h('th', {scope: 'col', class: i ? 'number' : null}, words)))),
  h('tbody', {}, rows.map(([name, ...cells]) => h('tr', {}, h('th', {scope: 'row'}, name), cells.map((cell) => h('td', {class: 'number'}, cell)))))));

/** @param {Model} model */
function costs(model) {
  const {changes} = model.planning.plan;
  const {sum, unknown} = costOf(changes);
  return h('section', {}, h('h3', {}, t('page.changes')),
    table(t('page.changes_caption', {n: format.number(changes.length)}), 'page-changes', [t('page.change'), t('change.cost')],
      changes.map((row) => [[changeWords(model, row), row.name && h('span', {class: 'small'}, row.name)], row.cost === undefined ? '–' : format.compact(row.cost, 2)])),
    h('p', {class: 'total', id: 'page-cost'}, t('plan.cost', {n: unknown === changes.length ? t('no_data') : format.compact(sum, 2)}), unknown > 0 && ` ${t('plan.cost_unknown', {n: format.number(unknown)})}`));
}

/** @param {Model} model @param {ServiceSum[]} sums */
function services({catalogue}, sums) {
  return h('section', {}, h('h3', {}, t('page.services')),
    table(t('page.services_caption'), 'page-services', [t('layer.service'), t('plan.now'), t('plan.then'), t('effects.change')], sums.map(({service, indicator, before, after, lost}) => [
      [titleOf(catalogue.service(service)?.title) || service, h('span', {class: 'small'}, titleOf(indicator.title))],
      format.people(before), format.people(after), [format.signedBetween(before, after), lost >= 0.5 && h('span', {class: 'small'}, ` (${t('page.lost', {n: format.people(lost)})})`)]])));
}

/** @param {Model} model @param {ServiceSum[]} sums */
function units({catalogue}, sums) {
  const rows = byUnit(sums);
  const head = [t('units.name'), ...sums.map(({service}) => titleOf(catalogue.service(service)?.title) || service)];
  return h('section', {}, h('h3', {}, t('page.units')),
    rows.length ? table(t('page.units_caption', {n: format.number(rows.length)}), 'page-units', head, rows.map(({name, amounts}) => [name, ...amounts.map((n) => format.signed(n))])) : h('p', {}, t('effects.none')),
    h('p', {class: 'links'}, saveTable('page-save', 'plan', () => [head, ...rows.map(({name, amounts}) => [name, ...amounts])])));
}

/** @param {boolean | null} met */
const metWords = (met) => (met === null ? t('no_data') : `${met ? '✓' : '△'} ${t(met ? 'term.status.met' : 'term.status.unmet')}`);

/** @param {Model} model @param {ScenarioAnswer} answer */
function targets({catalogue}, answer) {
  const rows = byTarget(answer, catalogue);
  if (!rows.length) return h('p', {class: 'small'}, t('page.no_targets'));
  const count = (/** @type {(boolean | null)[]} */ all) => format.number(all.filter(Boolean).length);
  return h('section', {}, h('h3', {}, t('page.targets')),
    h('p', {class: 'total', id: 'page-targets'}, t('page.targets_met', {before: count(rows.map(({was}) => was)), after: count(rows.map(({is}) => is)), all: format.number(rows.length)})),
    table(t('page.targets_caption'), 'page-targets', [t('menu.indicator'), t('summary.target_plain'), t('plan.now'), t('plan.then')], rows.map(({indicator, target, before, after, was, is}) => [
      titleOf(indicator.title), `${indicator.better === 'less' ? '≤' : '≥'} ${format.shortValue(target, indicator.unit)}`,
      [format.value(before, indicator.unit, target), h('span', {class: 'small'}, metWords(was))], [format.value(after, indicator.unit, target), h('span', {class: 'small'}, metWords(is))]])));
}

/** @param {Model} model @param {ScenarioAnswer} answer */
function content(model, answer) {
  const sums = byService(answer, model.catalogue);
  return [
    costs(model),
    sums.length > 0 && [services(model, sums), units(model, sums)],
    targets(model, answer),
    h('p', {class: 'small'}, t('page.counted')),
    h('p', {class: 'small'}, t('plan.snapshot', {id: answer.snapshot}), ' · ', creditWords(model.catalogue))];
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Model} model
 */
export function showPlanPage(dialog, model) {
  const {catalogue, planning, question, set, state} = model;
  const wanted = state.page === 'plan' && question.tab === 'plan';
  if (!wanted) {
    if (dialog.open) dialog.close();
    replace(dialog);
    return;
  }
  dialog.setAttribute('aria-labelledby', 'plan-page-title');
  dialog.onclose = () => set({page: ''});
  replace(dialog,
    closeButton(() => dialog.close(), 'close-plan-page', t('app.close')),
    h('p', {class: 'department'}, titleOf(catalogue.province.name)),
    h('h2', {id: 'plan-page-title'}, planning.plan.name || t('plan.unnamed')),
    h('p', {class: 'acts'}, h('button', {type: 'button', class: 'act', 'data-key': 'page-print', onclick: () => globalThis.print()}, t('take.print'))),
    planning.phase === 'done' && planning.own ? content(model, planning.own) : planning.phase === 'failed' && planning.problem ? h('p', {class: 'warn'}, problemWords(planning.problem))
      : planning.phase === 'empty' ? h('p', {class: 'hint'}, t('plan.empty')) : progress(t('plan.computing')));
  if (!dialog.open) dialog.showModal();
}
