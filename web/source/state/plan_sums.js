/* What a plan of several services comes to: by service, by unit, and which targets it meets. Pure. */
import {isReached} from '../api/catalogue.js';

/** @import {Amount, Compared, ComparedIndicator, Indicator, ScenarioAnswer} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @typedef {{service: string, indicator: Indicator, of: ComparedIndicator, before: Amount, after: Amount, net: Amount, gained: number, lost: number}} ServiceSum people */
/** @typedef {{indicator: Indicator, target: number, before: Amount, after: Amount, was: boolean | null, is: boolean | null}} TargetSum null: no data */

/** @param {Compared} row */
const more = ({numerator_before: was, numerator_after: then}) => (was === null || then === null ? null : then - was);

/**
 * A service's people are those of its indicator for everyone; of the first group, where it has none for everyone.
 * @param {ScenarioAnswer} answer
 * @param {Catalogue} catalogue
 * @returns {ServiceSum[]}
 */
export function byService({indicators, services}, catalogue) {
  return services.flatMap(({id: service}) => {
    const mine = indicators.map((of) => ({of, indicator: catalogue.indicator(of.id)})).filter(({of, indicator}) => indicator.id === of.id && indicator.service === service && indicator.measure === 'reached_share');
    const found = mine.find(({indicator}) => !indicator.group) ?? mine[0];
    if (!found) return [];
    const amounts = found.of.values.map(more).filter((n) => n !== null);
    const sum = (/** @type {number} */ sign) => amounts.reduce((total, n) => total + Math.max(0, sign * n), 0);
    const {numerator_before: before, numerator_after: after} = found.of.province;
    return [{service, ...found, before, after, net: more(found.of.province), gained: sum(1), lost: sum(-1)}];
  });
}

/**
 * Units whose people change, those with the largest change first; people of two services may be the same, so nothing is summed over services.
 * @param {ServiceSum[]} sums
 */
export function byUnit(sums) {
  /** @type {Map<string, {code: string, name: string, amounts: Amount[]}>} */
  const units = new Map();
  sums.forEach(({of}, i) => {
    for (const row of of.values) {
      const {code = '', name = ''} = row;
      const unit = units.get(code) ?? {code, name, amounts: sums.map(() => null)};
      unit.amounts[i] = more(row);
      units.set(code, unit);
    }
  });
  const most = (/** @type {{amounts: Amount[]}} */ {amounts}) => Math.max(0, ...amounts.map((n) => Math.abs(n ?? 0)));
  return [...units.values()].filter((unit) => most(unit) >= 0.5).sort((a, b) => most(b) - most(a));
}

/**
 * Indicators that change and have a target.
 * @param {ScenarioAnswer} answer
 * @param {Catalogue} catalogue
 * @returns {TargetSum[]}
 */
export function byTarget({indicators}, catalogue) {
  return indicators.flatMap(({id, province}) => {
    const indicator = catalogue.indicator(id);
    const {target, better} = indicator;
    if (indicator.id !== id || target === null) return [];
    const reached = (/** @type {Amount} */ value) => (value === null ? null : isReached({target, better}, value));
    return [{indicator, target, before: province.before, after: province.after, was: reached(province.before), is: reached(province.after)}];
  });
}
