/* What a plan of several services comes to. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {costOf} from '../../source/state/plan.js';
import {byService, byTarget, byUnit} from '../../source/state/plan_sums.js';
import {valuesAfter} from '../../source/state/scenario_values.js';

const indicators = [
  {id: 'few', service: 'clinic', measure: 'reached_share', group: 'remote', target: 0.5, better: 'more'},
  {id: 'all', service: 'clinic', measure: 'reached_share', group: null, target: 0.75, better: 'more'},
  {id: 'rate', service: 'clinic', measure: 'per_10000', group: null, target: null, better: 'more'},
  {id: 'far', service: 'school', measure: 'reached_share', group: 'pupils', target: 0.1, better: 'less'},
];
const catalogue = {indicator: (id) => indicators.find((row) => row.id === id) ?? indicators[0]};
const row = (before, after, of = 100) => ({before: before / of, after: after / of, change: (after - before) / of, numerator_before: before, numerator_after: after, denominator_before: of, denominator_after: of});
const answer = {
  scenario: 's', version: 1, snapshot: 'x', services: [{id: 'clinic'}, {id: 'school'}, {id: 'none'}],
  indicators: [
    {id: 'few', province: row(40, 60), values: [{code: '1', name: 'A', ...row(40, 60)}]},
    {id: 'all', province: row(120, 150, 200), values: [{code: '1', name: 'A', ...row(50, 90)}, {code: '2', name: 'B', ...row(70, 60)}, {code: '3', name: 'C', ...row(0, 0)}]},
    {id: 'rate', province: {...row(1, 2), numerator_before: null}, values: []},
    {id: 'far', province: row(20, 5), values: [{code: '2', name: 'B', ...row(20, 5)}, {code: '4', name: 'D', ...row(1, 1), numerator_before: null, before: null}]},
  ],
};

test('a service counts everyone where an indicator does, and says who gains and who loses', () => {
  assert.deepEqual(byService(answer, catalogue).map(({service, indicator, before, after, net, gained, lost}) => [service, indicator.id, before, after, net, gained, lost]),
    [['clinic', 'all', 120, 150, 30, 40, 10], ['school', 'far', 20, 5, -15, 0, 15]]);
});

test('units that change, the largest change of any service first; nothing is known is not nothing', () => {
  assert.deepEqual(byUnit(byService(answer, catalogue)).map(({code, amounts}) => [code, amounts]), [['1', [40, null]], ['2', [-10, -15]]]);
});

test('targets before and after, whichever way is better', () => {
  assert.deepEqual(byTarget(answer, catalogue).map(({indicator, was, is}) => [indicator.id, was, is]), [['few', false, true], ['all', false, true], ['far', false, true]]);
});

test('what a plan costs, and how many changes do not say', () => {
  assert.deepEqual(costOf([{change: 'add', cost: 2.5}, {change: 'remove'}, {change: 'add', cost: 0}]), {sum: 2.5, unknown: 1});
});

test('a plan’s figures in the form of an indicator’s answer; none where it changes nothing', () => {
  const after = valuesAfter(answer, indicators[3]);
  assert.deepEqual([after.province.value, after.province.numerator, after.province.units_without_data, after.snapshot], [0.05, 5, 0, 'x']);
  assert.deepEqual(after.values.map(({code, value, low}) => [code, value, low]), [['2', 0.05, null], ['4', 0.01, null]]);
  assert.equal(valuesAfter(answer, {id: 'other'}), null);
});
