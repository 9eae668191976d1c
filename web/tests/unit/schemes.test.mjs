import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {classesBetween, classOf} from '../../source/state/classes.js';
import {breaksFor, breaksOfWords, isFromValues} from '../../source/state/schemes.js';

const colours = JSON.parse(await readFile(new URL('../../../tiles/colours.json', import.meta.url), 'utf8'));
const share = {unit: 'percent', service: 'station', target: null, better: 'more'};
const beds = {unit: 'per_10000', service: 'hospital', target: 25, better: 'more'};
const some = Array.from({length: 60}, (_, i) => ((i * 37) % 60) / 59);

test('shares of who is reached have the same classes whatever the values', () => {
  for (const target of [null, 0.75, 0.92]) {
    const breaks = breaksFor('', {...share, target}, some);
    assert.deepEqual(breaksFor('', {...share, target}, some.map((value) => value / 50)), breaks);
    assert.deepEqual(breaksFor('', {...share, target}, []), breaks);
    assert.equal(isFromValues({indicator: share, scheme: ''}), false);
  }
});

test('0.7 % and 39.7 % differ in colour at every limit', () => {
  const manner = {target: null, better: 'more', colours};
  const colour = (value) => classOf(classesBetween(breaksFor('', share, some), manner), value)?.colour;
  assert.ok(colour(0.007) && colour(0.397));
  assert.notEqual(colour(0.007), colour(0.397));
});

test('the target is always a break and no other crowds it', () => {
  for (const scheme of ['', 'quantile', '10;50;90']) {
    for (const target of [0.72, 0.75, 0.93]) {
      const breaks = breaksFor(scheme, {...share, target}, some);
      assert.ok(breaks.includes(target), `${scheme} ${target}`);
      assert.deepEqual(breaks, [...new Set(breaks)].sort((a, b) => a - b));
      for (const row of classesBetween(breaks, {target, better: 'more', colours})) {
        assert.equal(row.reached, row.from !== null && row.from >= target);
      }
    }
  }
  assert.ok(!breaksFor('', {...share, target: 0.92}, some).includes(0.9));
});

test('quantiles leave about as many in each class', () => {
  const breaks = breaksFor('quantile', share, some);
  const counts = classesBetween(breaks, {colours}).map((row) => some.filter((value) => classOf([row], value)).length);
  assert.equal(counts.reduce((sum, n) => sum + n, 0), some.length);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, counts.join());
});

test('breaks of the reader’s own: any order, in the unit shown, decimal comma or point', () => {
  assert.deepEqual(breaksOfWords('90;10; 2,5 x', 'percent'), [0.025, 0.1, 0.9]);
  assert.deepEqual(breaksOfWords('30;10', 'per_10000'), [10, 30]);
  assert.deepEqual(breaksOfWords('quantile', 'percent'), []);
  assert.deepEqual(breaksFor('20;60', share, some), [0.2, 0.6]);
});

test('other units take their breaks from the values of the definition', () => {
  assert.equal(isFromValues({indicator: beds, scheme: ''}), true);
  assert.equal(isFromValues({indicator: beds, scheme: '5;10'}), false);
  assert.equal(isFromValues({indicator: share, scheme: 'quantile'}), true);
  assert.deepEqual(breaksFor('', beds, [null, null]), []);
});
