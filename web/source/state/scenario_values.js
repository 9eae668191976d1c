/* What a plan makes of an indicator, in the form of the indicator's own answer. Pure. */

/** @import {Compared, Figure, Indicator, ScenarioAnswer, ValuesAnswer} from '../api/answers.js' */

/** @param {Compared} row @returns {Figure} bounds are not worked out for plans */
const after = ({after: value, numerator_after: numerator, denominator_after: denominator}) => ({value, numerator, denominator, low: null, high: null});

/**
 * Null where the plan leaves the indicator as it is.
 * @param {ScenarioAnswer} answer
 * @param {Indicator} indicator
 * @returns {ValuesAnswer | null}
 */
export function valuesAfter({indicators, snapshot}, indicator) {
  const changed = indicators.find(({id}) => id === indicator.id);
  if (!changed) return null;
  const values = changed.values.map((row) => ({code: row.code ?? '', name: row.name ?? '', ...after(row)}));
  return {indicator, question: changed.question, snapshot, values, province: {...after(changed.province), units_without_data: values.filter(({value}) => value === null).length}};
}
