/* Both languages say everything, with the same blanks to fill. */
import assert from 'node:assert/strict';
import {readdir, readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {text} from '../source/text.js';

const blanks = (phrase) => [...phrase.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

test('Vietnamese and English have the same keys', () => {
  assert.deepEqual(Object.keys(text).sort(), ['en', 'vi']);
  assert.deepEqual(Object.keys(text.vi).sort(), Object.keys(text.en).sort());
});

test('a phrase has the same blanks in both languages, and words', () => {
  for (const [key, phrase] of Object.entries(text.vi)) {
    assert.deepEqual(blanks(phrase), blanks(text.en[key]), key);
    assert.ok(phrase.trim() && text.en[key].trim(), key);
  }
});

test('Vietnamese is in composed form, as the server writes names', () => {
  for (const [key, phrase] of Object.entries(text.vi)) assert.equal(phrase, phrase.normalize('NFC'), key);
});

test('every phrase that the source asks for by name is in the table', async () => {
  const home = new URL('../source/', import.meta.url);
  const files = (await readdir(home, {recursive: true})).filter((name) => name.endsWith('.js'));
  assert.ok(files.length > 20);
  let asked = 0;
  for (const file of files) {
    const source = await readFile(new URL(file, home), 'utf8');
    for (const [, key] of source.matchAll(/\bt\('([\w.]+)'/g)) {
      assert.ok(key in text.vi, `${file} asks for ${key}`);
      asked += 1;
    }
  }
  assert.ok(asked > 80);
});
