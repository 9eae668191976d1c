/* What must stand out from its background does: the worst class of every scheme from the map's, words from their paper, light and
 * dark; with forced colours the signs that mean something by their colour keep it. WCAG 2.2: 1.4.11 (3:1) and 1.4.3 (4.5:1). */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {classesBetween, pick} from '../../source/state/classes.js';
import {breaksFor} from '../../source/state/schemes.js';

const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const colours = JSON.parse(read('../tiles/colours.json'));
const paper = JSON.parse(read('../tiles/map-style.json')).layers.find(({type}) => type === 'background').paint['background-color'];

function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test('the ratio is that of the standard', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.ok(Math.abs(contrast('#767676', '#ffffff') - 4.54) < 0.005);
});

/* The map keeps its light background in dark and with forced colours, so one holds for all. */
test('the worst class of every scheme stands out from the map’s background', () => {
  const values = Array.from({length: 40}, (_, i) => (i * 17 % 40) / 39);
  for (const better of ['more', 'less']) {
    for (const target of [null, 0.01, 0.1, 0.5, 0.75, 0.95, 0.99, 1]) {
      for (const unit of ['percent', 'per_10000']) {
        for (const service of ['clinic', null]) {
          for (const scheme of ['', 'quantile', '50', '10;20;30;40;60;80', '5;95']) {
            const indicator = {unit, service, target, better};
            const classes = classesBetween(breaksFor(scheme, indicator, values), {target, better, colours, values});
            const worst = better === 'less' ? classes.at(-1) : classes[0];
            if (worst.reached) continue; /* nobody misses the target */
            const ratio = contrast(worst.colour, paper);
            assert.ok(ratio >= 3, `${JSON.stringify(indicator)} ${scheme}: ${worst.colour} ${ratio.toFixed(2)}`);
          }
        }
      }
    }
  }
});

test('of a difference the largest loss and the largest gain stand out, from the background and from no change', () => {
  for (const side of ['lost', 'gained']) for (const other of [paper, colours.change.same]) assert.ok(contrast(colours.change[side].at(-1), other) >= 3, side);
});

test('a class that is alone stands out, however many there are the strongest does', () => {
  for (const name of ['sequential', 'short', 'reached']) for (let n = 1; n <= 7; n += 1) assert.ok(contrast(pick(colours[name], n).at(-1), paper) >= 3, `${n} of ${name}`);
});

/* Name → colour of a scheme; dark has the light one's where it says nothing. */
function tokensOf(text) {
  const [light, dark] = text.split('@media (prefers-color-scheme: dark)').map((part) => Object.fromEntries([...part.matchAll(/--([\w-]+): (#[0-9a-f]{6})[0-9a-f]{0,2};/g)].map(([, name, colour]) => [name, colour])));
  return {light, dark: {...light, ...dark}};
}
const words = [
  ['ink', 'paper'], ['ink', 'background'], ['ink', 'brand-soft'], ['ink', 'chosen-soft'], ['ink-soft', 'paper'], ['ink-soft', 'background'], ['ink-soft', 'brand-soft'], ['accent', 'paper'], ['accent', 'background'],
  ['paper', 'accent'], ['brand-ink', 'brand'], ['reached', 'paper'], ['reached', 'reached-soft'], ['short', 'paper'], ['cut-off', 'short-soft'], ['gained', 'brand-soft'], ['lost', 'brand-soft'],
  ['unknown', 'unknown-soft'], ['warn', 'warn-soft'], ['warn', 'warn-badge'], ['chosen', 'paper'],
];
for (const [scheme, tokens] of Object.entries(tokensOf(read('source/style/tokens.css')))) {
  test(`words can be read: ${scheme}`, () => {
    for (const [ink, under] of words) {
      assert.ok(tokens[ink] && tokens[under], `${ink} on ${under}`);
      assert.ok(contrast(tokens[ink], tokens[under]) >= 4.5, `${ink} ${tokens[ink]} on ${under} ${tokens[under]}: ${contrast(tokens[ink], tokens[under]).toFixed(2)}`);
    }
    assert.ok(contrast(tokens.focus, tokens.paper) >= 3, 'the focus');
    for (const point of ['ink-point', 'transmitter']) assert.ok(Math.max(contrast(tokens[point], tokens.paper), contrast(tokens.ring, tokens.paper)) >= 3, `${point} in the legend`);
  });
}

test('with forced colours what means something by its colour keeps it', () => {
  const sheets = ['base', 'panels', 'map'].map((name) => read(`source/style/${name}.css`)).join('\n');
  const forced = [...sheets.matchAll(/@media \(forced-colors: active\) \{([\s\S]*?)\n\}/g)].map(([, rules]) => rules).join('\n');
  const kept = [...forced.matchAll(/([^{}]+)\{[^{}]*forced-color-adjust: none/g)].map(([, selector]) => selector).join(',');
  for (const sign of ['.swatch', '.bar', '.histogram', '.curve', '.point-row svg', '[aria-selected=true]', '[aria-pressed=true]']) assert.ok(kept.includes(sign), sign);
});

test('with forced colours what is chosen stands out: no rule below has the last word', () => {
  const panels = read('source/style/panels.css');
  const [, below] = panels.split('@media (forced-colors: active) {');
  assert.match(below, /background: Highlight; color: HighlightText;\s*\}\s*\}\s*$/, 'the block is the last of its sheet');
  assert.match(below, /tr\.chosen, \.languages \[aria-pressed=true\]/);
});
