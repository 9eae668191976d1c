import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {breaksOf, classOf, classesBetween, makeClasses} from '../../source/state/classes.js';
import {roundStep} from '../../source/state/steps.js';

const colours = JSON.parse(await readFile(new URL('../../../tiles/colours.json', import.meta.url), 'utf8'));
const shares = [0.12, 0.31, 0.44, 0.58, 0.61, 0.69, 0.74, 0.75, 0.81, 0.88, 0.97, 1];

/* Lightness of a colour, 0 to 1, as the eye weighs it (WCAG 2 relative luminance). */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('steps are 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0.013, 0.17, 3, 61, 800].map(roundStep).map((n) => Number(n.toPrecision(6))), [0.02, 0.2, 5, 100, 1000]);
});

test('every value is in exactly one class, whatever the values', () => {
  const sets = [shares, [0.5], [0.5, 0.5, 0.5], [0, 1], [0, 0, 0, 0, 0, 0, 0, 900], [-3, 4, 12.5], Array.from({length: 300}, (_, i) => (i * 7919) % 1000)];
  for (const values of sets) {
    for (const target of [null, 0.75, 0, 1e6, values[0]]) {
      for (const better of ['more', 'less']) {
        const classes = makeClasses(values, {target, better, colours});
        assert.ok(classes.length >= 1 && classes.length <= 10, `${classes.length} classes`);
        assert.equal(classes[0].from, null);
        assert.equal(classes[classes.length - 1].to, null);
        for (const value of values) {
          const found = classOf(classes, value, {better});
          assert.ok(found, `${value}`);
          assert.match(found.colour, /^#[0-9a-f]{6}$/);
          if (target !== null) assert.equal(found.reached, better === 'less' ? value <= target : value >= target, `${value} to ${target}, ${better}`);
        }
      }
    }
  }
});

test('the target is a break, and no other break crowds it', () => {
  const breaks = breaksOf(shares, 0.75);
  assert.ok(breaks.includes(0.75));
  for (let i = 1; i < breaks.length; i += 1) assert.ok(breaks[i] - breaks[i - 1] > 0.04);
});

test('no data is no class, and 0 is one', () => {
  const classes = makeClasses([0, null, 0.4, NaN, 0.9], {colours});
  assert.equal(classOf(classes, null), null);
  assert.equal(classOf(classes, undefined), null);
  assert.equal(classOf(classes, NaN), null);
  assert.ok(classOf(classes, 0));
  assert.deepEqual(makeClasses([null, NaN], {colours}), []);
});

test('ramps darken steadily, so that they are read without seeing hue', () => {
  for (const name of ['sequential', 'short', 'reached']) {
    const light = colours[name].map(luminance);
    for (let i = 1; i < light.length; i += 1) assert.ok(light[i] < light[i - 1] - 0.01, `${name} ${i}`);
  }
});

test('each class has a colour of its own', () => {
  for (const target of [null, 0.75, 2]) {
    const tones = makeClasses(Array.from({length: 101}, (_, i) => i / 100), {target, colours}).map((row) => row.colour);
    assert.equal(new Set(tones).size, tones.length);
  }
});

test('farther from the target is darker on both sides', () => {
  const classes = makeClasses(Array.from({length: 60}, (_, i) => i / 59), {target: 0.55, colours});
  const short = classes.filter((row) => !row.reached).map((row) => luminance(row.colour));
  const reached = classes.filter((row) => row.reached).map((row) => luminance(row.colour));
  assert.ok(short.length > 1 && reached.length > 1);
  assert.deepEqual(short, [...short].sort((a, b) => a - b));
  assert.deepEqual(reached, [...reached].sort((a, b) => b - a));
});

test('without a target the worst class is the strongest', () => {
  for (const better of ['more', 'less']) {
    const rows = classesBetween([1, 2, 3], {better, colours});
    const sums = rows.map(({colour}) => luminance(colour));
    const sorted = [...sums].sort((a, b) => (better === 'more' ? a - b : b - a));
    assert.deepEqual(sums, sorted, better);
  }
});
