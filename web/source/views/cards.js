/* What a point on the map says when it is pointed at or clicked. */
import {h} from '../ui/dom.js';
import {term} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, termOf, titleOf} from '../ui/language.js';

/** @import {FacilityProperties, Finding, GapProperties} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Model} from '../state/model.js' */

/**
 * null where there is nothing to say yet.
 * @param {string} code
 * @param {Model} model
 */
export function unitTip(code, {figureOf, question}) {
  const {measure, unit} = question.indicator;
  const row = figureOf(code);
  if (!row) return null;
  const short = measure === 'reached_share' && format.known(row.numerator) && format.known(row.denominator) ? row.denominator - row.numerator : 0;
  return h('div', {}, h('strong', {}, row.name), h('span', {}, format.whole(row.value, unit)),
    short >= 0.5 && h('span', {}, t('unit_panel.left_out', {n: format.people(short)})));
}

/**
 * @param {FacilityProperties} properties
 * @param {Catalogue} catalogue
 */
export function facilityCard({name, kind, services, id}, catalogue) {
  const titles = (services ?? '').split(',').filter(Boolean).map((service) => titleOf(catalogue.service(service)?.title) || service);
  return h('div', {}, h('strong', {}, name || t('facility.unnamed')),
    h('dl', {}, term(t('facility.kind'), kind && termOf('term.kind', kind)), term(t('facility.services'), titles.join(', ')), term('ID', String(id ?? ''))));
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
export function findingCard({reason, file, layer, row, field, value}) {
  return h('div', {class: 'finding'}, h('strong', {}, t('layer.findings')), h('p', {lang: 'en'}, reason),
    h('dl', {},
      term(t('finding.where'), [file, layer].filter(Boolean).join(', ')),
      term(t('finding.row'), row ? String(row) : ''),
      term(t('finding.value'), [field, value].filter(Boolean).join(': '))));
}
