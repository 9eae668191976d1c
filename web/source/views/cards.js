/* What a point on the map says when it is pointed at or clicked. */
import {h} from '../ui/dom.js';
import {isNew} from '../state/plan.js';
import {field, term} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {language, t, termOf, titleOf} from '../ui/language.js';

/** @import {FacilityProperties, Finding, GapProperties, Transmitter} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */

/**
 * null where there is nothing to say yet.
 * @param {string} code
 * @param {Model} model
 */
export function unitTip(code, {difference, figureOf, question}) {
  const {measure, unit} = question.indicator;
  const row = figureOf(code);
  if (!row) return null;
  const changed = difference?.rows.find((one) => one.code === code);
  if (changed && difference) {
    const [was, is, change] = format.compared(changed.before, changed.after, unit);
    return h('div', {}, h('strong', {}, row.name), h('span', {}, `${was} → ${is}`),
      h('span', {}, difference.inPeople ? t('plan.net', {n: format.signed(changed.amount)}) : change));
  }
  const short = measure === 'reached_share' && format.known(row.numerator) && format.known(row.denominator) ? row.denominator - row.numerator : 0;
  return h('div', {}, h('strong', {}, row.name), h('span', {}, format.whole(row.value, unit)),
    short >= 0.5 && h('span', {}, t('unit_panel.left_out', {n: format.people(short)})));
}

/**
 * What a plan can do to a facility that is there.
 * @param {FacilityProperties} properties
 * @param {Model} model
 */
function planActs({id, name}, {planner, question}) {
  const capacity = h('input', {type: 'number', min: 0, step: 'any'});
  const day = h('input', {type: 'date'});
  /** @param {string} words @param {() => void} doIt */
  const act = (words, doIt) => h('button', {type: 'button', class: 'act', onclick: doIt}, words);
  const amend = (/** @type {import('../api/answers.js').Change} */ change) => planner.amend({...change, facility: id, ...(question.service ? {service: question.service.id} : {})}, name);
  return h('div', {class: 'card-acts'},
    act(t('card.remove'), () => planner.remove(id, name)),
    !isNew(id) && [
      h('div', {class: 'card-act'}, field(t('change.capacity'), capacity), act(t('card.set'), () => { if (capacity.value) amend({change: 'capacity', capacity: Number(capacity.value)}); })),
      h('div', {class: 'card-act'}, field(t('change.open_from'), day), act(t('card.set'), () => { if (day.value) amend({change: 'opening', open_from: day.value}); }))]);
}

/**
 * @param {FacilityProperties} properties
 * @param {Model} model
 */
export function facilityCard(properties, model) {
  const {name, kind, services, id} = properties;
  const {catalogue} = model;
  const titles = (services ?? '').split(',').filter(Boolean).map((service) => titleOf(catalogue.service(service)?.title) || service);
  return h('div', {}, h('strong', {}, name || t('facility.unnamed')),
    h('dl', {}, term(t('facility.kind'), kind && !isNew(id) ? termOf('term.facility', kind) : ''), term(t('facility.services'), titles.join(', ')), term('ID', String(id ?? ''))),
    model.question.tab === 'plan' && Boolean(id) && planActs(properties, model));
}

/** @param {Transmitter} transmitter */
export function transmitterCard({id, site, programme, scope, mast_metres: mast, frequency_mhz: frequency, erp_kw: power}) {
  return h('div', {}, h('strong', {}, site || id),
    h('dl', {},
      term(t('transmitter.programme'), [programme, scope && termOf('term.scope', scope)].filter(Boolean).join(', ')),
      format.known(mast) && term(t('change.mast'), format.compact(mast, 0)),
      format.known(power) && term(t('change.power'), format.compact(power, 2)),
      format.known(frequency) && term(t('change.frequency'), format.compact(frequency, 1))));
}

/**
 * @param {GapProperties} gap
 * @param {string} [unit] of the service
 */
export function gapCard({name, people, mean, worst, area_km2: area}, unit) {
  return h('div', {}, h('strong', {}, name || t('gaps.no_unit')),
    h('dl', {},
      term(t('gaps.people'), format.people(people)),
      format.known(mean) && term(t('gaps.mean'), format.reach(mean, unit)),
      format.known(worst) && term(t('gaps.worst'), format.reach(worst, unit)),
      format.known(area) && term(t('gaps.area'), t('gaps.area_km2', {n: format.compact(area, 2)}))));
}

/** @param {Finding} finding */
export function findingCard({reason, reason_vi, file, layer, row, field: column, value}) {
  const inVietnamese = language() === 'vi' && reason_vi;
  return h('div', {class: 'finding'}, h('strong', {}, t('layer.findings')), inVietnamese ? h('p', {}, reason_vi) : h('p', {lang: 'en'}, reason),
    h('dl', {},
      term(t('finding.where'), [file, layer].filter(Boolean).join(', ')),
      term(t('finding.row'), row ? String(row) : ''),
      term(t('finding.value'), [column, value].filter(Boolean).join(': '))));
}
