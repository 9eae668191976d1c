/* A plan's list of changes, and who gains and loses by it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {classOfAmount, differenceOf, paired} from '../../source/state/difference.js';
import * as steps from '../../source/state/plan.js';
import {featuresOf, goneOf} from '../../source/state/plan_features.js';

const edited = (plan, changes) => steps.edited(plan, changes);

test('each step is undone and redone, and a new one forgets what was undone', () => {
  let plan = steps.newPlan('a', 'k');
  plan = edited(plan, steps.put(plan.changes, 'clinic', [105.1234567, 21.5], 'one'));
  plan = edited(plan, steps.put(plan.changes, 'clinic', [105.2, 21.6], 'two'));
  assert.deepEqual(plan.changes.map(({id, lon, lat}) => [id, lon, lat]), [['plan-1', 105.12346, 21.5], ['plan-2', 105.2, 21.6]]);
  plan = steps.undone(plan);
  assert.equal(plan.changes.length, 1);
  assert.equal(steps.redone(plan).changes.length, 2);
  assert.equal(steps.undone(steps.undone(plan)).changes.length, 0, 'below the first there is nothing');
  plan = edited(plan, steps.removed(plan.changes, 'F1'));
  assert.deepEqual(steps.redone(plan), plan);
});

test('what the plan put is moved where it is, what was there is moved once, and a removal ends all else', () => {
  let changes = steps.put([], 'clinic', [105, 21], 'one');
  changes = steps.moved(changes, 'plan-1', [105.5, 21.5]);
  assert.deepEqual([changes.length, changes[0].change, changes[0].lon], [1, 'add', 105.5]);
  changes = steps.moved(steps.moved(changes, 'F1', [106, 22]), 'F1', [106.1, 22.1]);
  assert.deepEqual(changes.slice(1), [{change: 'move', facility: 'F1', lon: 106.1, lat: 22.1}]);
  changes = steps.amended(steps.amended(changes, {change: 'capacity', facility: 'F1', capacity: 5}), {change: 'capacity', facility: 'F1', capacity: 7});
  assert.deepEqual(changes.map(({change, capacity}) => [change, capacity]), [['add', undefined], ['move', undefined], ['capacity', 7]]);
  changes = steps.removed(changes, 'F1');
  assert.deepEqual(changes.map(({change}) => change), ['add', 'remove']);
  assert.deepEqual(steps.removed(changes, 'plan-1').map(({change}) => change), ['remove']);
  assert.deepEqual(goneOf({changes}), ['F1']);
});

test('a closed road is a line, a transmitter has a mast and power', () => {
  const changes = steps.putTransmitter(steps.closed([], [[105, 21], [105.1, 21.1]]), 'fm', 'local', [105, 21], 'm');
  assert.deepEqual(changes[0].geometry, {type: 'LineString', coordinates: [[105, 21], [105.1, 21.1]]});
  assert.ok(changes[0].metres > 0 && changes[1].mast_metres > 0 && changes[1].erp_kw > 0);
  const drawn = featuresOf({changes, names: {}}, [[[1, 1], [2, 1], [2, 2]]], null).features;
  assert.deepEqual(drawn.map(({properties}) => properties.kind), ['excluded', 'closed', 'transmitter']);
  assert.deepEqual(drawn[0].geometry.coordinates[0].at(-1), [1, 1], 'a ring ends where it begins');
});

const colours = {change: {lost: ['#l1', '#l2', '#l3'], same: '#same', gained: ['#g1', '#g2', '#g3']}};
const row = (code, before, after, nb, na) => ({code, name: code, before, after, change: after - before, numerator_before: nb, numerator_after: na});

test('people are counted where the figure is a share of people; no data is no change', () => {
  const indicator = {measure: 'reached_share', unit: 'percent', better: 'more'};
  const made = differenceOf([row('a', 0.5, 0.6, 500, 640), row('b', 0.5, 0.49, 500, 470), {...row('c', null, null, null, null)}], row('', 0.5, 0.55, 1000, 1110), indicator, colours);
  assert.deepEqual([made.gained, made.lost, made.net, made.unknown], [140, 30, 110, 1]);
  assert.deepEqual(made.rows.map(({amount}) => classOfAmount(made.classes, amount)?.colour), ['#g2', '#l1', undefined]);
  assert.equal(classOfAmount(made.classes, 0.2)?.colour, '#same');
});

test('units that change by much are not all shown in one colour', () => {
  const gains = Array.from({length: 90}, (_, i) => row(`u${i}`, 0.1, 0.5, 1000, 1000 + 1500 + 60 * i));
  const made = differenceOf([...gains, row('same', 0.5, 0.5, 10, 10)], null, {measure: 'reached_share', unit: 'percent', better: 'more'}, colours);
  const counts = made.classes.map(({from, to}) => made.rows.filter(({amount}) => amount >= from && amount < to).length);
  assert.ok(Math.max(...counts) <= 0.4 * gains.length, counts.join());
  assert.equal(counts[3], 1, 'who does not change stays in the middle');
  for (const {from} of made.classes.slice(5)) assert.ok(from % 100 === 0, `${from} is round`);
});

test('other figures are compared by value, and where less is better a growth is a loss', () => {
  const made = differenceOf([row('a', 10, 16, 1, 1), row('b', 10, 9, 1, 1)], row('', 10, 12, 1, 1), {measure: 'per_10000', unit: 'per_10000', better: 'less'}, colours);
  assert.deepEqual(made.rows.map(({amount}) => amount), [6, -1]);
  assert.deepEqual(made.rows.map(({amount}) => classOfAmount(made.classes, amount)?.colour), ['#l3', '#g1']);
});

test('while nothing changes the bounds of a value can be read', () => {
  const {classes} = differenceOf([row('a', 6.6, 6.6, 1, 1)], row('', 6.6, 6.6, 1, 1), {measure: 'per_10000', unit: 'per_10000', better: 'more'}, colours);
  assert.deepEqual(classes.slice(-2).map(({from}) => from), [1, 2]);
});

test('two answers are paired by unit, and a unit that one of them lacks has no difference', () => {
  const figure = (value, numerator) => ({value, numerator, denominator: 100, low: null, high: null});
  const answer = (province, values) => ({province, values: Object.entries(values).map(([code, one]) => ({code, name: code, ...one}))});
  const {units, whole} = paired(answer(figure(0.4, 80), {a: figure(0.5, 50), b: figure(0.3, 30)}), answer(figure(0.5, 100), {a: figure(0.7, 70), b: figure(null, null), c: figure(0.3, 30)}));
  const made = differenceOf(units, whole, {measure: 'reached_share', unit: 'percent', better: 'more'}, colours);
  assert.deepEqual(made.rows.map(({code, before, after, amount}) => [code, before, after, amount]), [['a', 0.5, 0.7, 20], ['b', 0.3, null, null], ['c', null, 0.3, null]]);
  assert.deepEqual([made.net, made.unknown], [20, 2]);
});
