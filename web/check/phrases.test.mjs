/* Both languages say everything, with the same blanks to fill, and nothing that is never said. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {text} from '../source/ui/text.js';
import {filesOf} from './sources.mjs';

const languages = ['vi', 'en'];
const blanks = (phrase) => [...phrase.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
const files = await filesOf('.js');
for (const name of ['ui/text.js', 'ui/text_guide.js', 'ui/text_states.js', 'ui/terms.js', 'ui/offices.js']) files.delete(name);

test('a phrase is there in both languages, with the same blanks', () => {
  assert.ok(Object.keys(text).length > 150);
  for (const [key, phrase] of Object.entries(text)) {
    assert.deepEqual(Object.keys(phrase), languages, key);
    for (const code of languages) assert.ok(phrase[code].trim(), `${key} in ${code}`);
    assert.deepEqual(blanks(phrase.vi), blanks(phrase.en), key);
  }
});

test('Vietnamese is in composed form, as the server writes names', () => {
  for (const [key, {vi}] of Object.entries(text)) assert.equal(vi, vi.normalize('NFC'), key);
});

/* Keys that the source names whole, and beginnings that it completes: `tab.${name}`, termOf('unit', …). */
const whole = new Set();
const begun = new Set();
for (const [, source] of files) {
  for (const [, key] of source.matchAll(/'([a-z_]+(?:\.[\w]+)*)'/g)) if (key in text) whole.add(key);
  for (const [, start] of source.matchAll(/\bt\(`([\w.]+)\$\{/g)) begun.add(start);
  for (const [, start] of source.matchAll(/\btermOf\('([\w.]+)'/g)) begun.add(`${start}.`);
}

test('what the source asks for by name is in the table', () => {
  for (const [file, source] of files) {
    for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) assert.ok(key in text, `${file} asks for ${key}`);
  }
  for (const start of begun) assert.ok(Object.keys(text).some((key) => key.startsWith(start)), `${start}… is begun, and nothing begins so`);
  assert.ok(whole.size > 80 && begun.size > 4);
});

test('a beginning is completed to keys that are named no other way', () => {
  for (const start of begun) {
    if (start.startsWith('term.')) continue;
    assert.deepEqual([...whole].filter((key) => key.startsWith(start)), [], `${start}… would count them as used`);
  }
});

test('every phrase is used', () => {
  assert.deepEqual(Object.keys(text).filter((key) => !whole.has(key) && ![...begun].some((start) => key.startsWith(start))), []);
});

/* Words of a reader stand in the table and nowhere else. */
test('no other file speaks Vietnamese', () => {
  const marks = /[ạảãăắằẳẵặâấầẩẫậđẹẻẽêếềểễệịỉĩọỏõôốồổỗộơớờởỡợụủũưứừửữựỳỵỷỹ]/i;
  for (const [file, source] of files) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, '');
    const words = [...code.matchAll(/'[^'\n]*'|`[^`]*`/g)].map(([found]) => found).filter((found) => marks.test(found));
    const allowed = {'ui/language.js': 0, 'views/header.js': 1, 'ui/format.js': 1, 'map/backdrop.js': 1, 'map/sources.js': 1}[file] ?? 0;
    assert.ok(words.length <= allowed, `${file}: ${words.join(' ')}`);
  }
});
