import assert from 'node:assert/strict';
import {test} from 'node:test';
import {barsOf} from '../../source/ui/histogram.js';

const sum = (numbers) => numbers.reduce((all, n) => all + n, 0);

test('nobody is lost or counted twice', () => {
  for (const [first, step, count] of [[0, 1, 1441], [0, 5, 60], [0, 50, 2001], [-50, 0.1, 2001], [-50, 2, 100]]) {
    for (const more of [false, true]) {
      const people = Array.from({length: count}, (_, i) => (i * 31) % 17);
      const {bars, rest} = barsOf({first, step, people}, more ? 54 : 30, more);
      assert.ok(Math.abs(sum(bars.map((bar) => bar.people)) + rest - sum(people)) < 1e-6);
      assert.ok(bars.length <= 45, `${bars.length} bars`);
    }
  }
});

test('people at the limit are on the served side', () => {
  /* Less is better: bin 30 of minutes holds 29 < minutes <= 30. */
  const people = new Array(61).fill(0);
  people[30] = 7;
  people[31] = 5;
  const {bars} = barsOf({first: 0, step: 1, people}, 30, false);
  assert.equal(sum(bars.filter((bar) => bar.to <= 30).map((bar) => bar.people)), 7);
  /* More is better: bin k begins at first + k·step, so 54 dB is served. */
  const signal = new Array(100).fill(0);
  signal[54] = 3;
  signal[53] = 2;
  const strong = barsOf({first: 0, step: 1, people: signal}, 54, true).bars;
  assert.equal(sum(strong.filter((bar) => bar.from >= 54).map((bar) => bar.people)), 3);
});

test('an empty unit has nothing to draw', () => {
  assert.deepEqual(barsOf({first: 0, step: 1, people: []}, 30), {bars: [], rest: 0});
  assert.equal(sum(barsOf({first: 0, step: 1, people: [0, 0, 0]}, 30).bars.map((bar) => bar.people)), 0);
});
