/* Colours, sizes of type and other measures that repeat stand in style/tokens.css and nowhere else. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {filesOf} from './sources.mjs';

const sheets = await filesOf('.css');
const tokens = sheets.get('style/tokens.css') ?? '';
sheets.delete('style/tokens.css');
const rules = [...sheets].map(([name, text]) => [name, text.replace(/\/\*[\s\S]*?\*\//g, '')]);
const named = new Set([...tokens.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));

test('there are sheets, and tokens', () => {
  assert.ok(rules.length >= 3 && named.size > 20);
});

test('colours and type come from the tokens', () => {
  for (const [name, text] of rules) {
    for (const [, property, value] of text.matchAll(/([\w-]+)\s*:\s*([^;{}]+)[;}]/g)) {
      assert.doesNotMatch(value, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i, `${name}: ${property}: ${value}`);
      if (['font-size', 'font-family', 'font'].includes(property)) assert.match(value, /^(var\(--[\w-]+\)|inherit)/, `${name}: ${property}: ${value}`);
    }
  }
});

test('every token is used, and every one used is there', () => {
  const all = [tokens, ...rules.map(([, text]) => text)].join('\n');
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  const inline = new Set(['--colour', '--share', '--place']); /* set on the element by its view */
  assert.deepEqual([...used].filter((name) => !named.has(name) && !inline.has(name)), []);
  assert.deepEqual([...named].filter((name) => !used.has(name)), []);
});
