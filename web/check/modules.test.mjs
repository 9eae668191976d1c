/* Which folder may know which, no circles, no view that reads another, and files that a stranger can read. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {filesOf} from './sources.mjs';

/* Folder → the folders it may import from, besides itself. '' is source/ itself, which puts the parts together. */
const edges = {
  api: [],
  state: ['api'],
  ui: ['api', 'state'],
  map: ['api', 'ui', 'maplibre'],
  views: ['api', 'state', 'ui'],
  '': ['api', 'state', 'ui', 'map', 'views'],
};
const alone = ['views']; /* whose files do not import each other */
const lines = {'main.js': 100, 'ui/text.js': Infinity}; /* others: at most 200 */

const folderOf = (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '');
const files = await filesOf('.js');

/* What a module imports when it runs; types are comments and bind nobody. */
function importsOf(name, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  const found = code.matchAll(/\b(?:(?:import|export)\b[^;'"]*?\bfrom\s*|import\s*\(?\s*)'([^']+)'/g);
  return [...found].map(([, target]) => path.posix.join(path.posix.dirname(name), target));
}
const imports = new Map([...files].map(([name, text]) => [name, importsOf(name, text)]));

test('there are modules to look at', () => {
  assert.ok(files.size > 25);
  assert.ok([...imports.values()].flat().length > 80, 'imports are found');
});

test('no folder has the name of an address of the API, which would hide its files', async () => {
  const routes = await readFile(new URL('../../src/server/endpoints/endpoints.c', import.meta.url), 'utf8');
  const taken = new Set([...routes.matchAll(/\{"\/(\w+)\/\{/g)].map(([, first]) => first));
  assert.ok(taken.has('tiles') && taken.size > 5, 'addresses are found');
  assert.deepEqual([...new Set([...files.keys()].map(folderOf))].filter((folder) => taken.has(folder)), []);
});

test('imports go from folder to folder as the table says', () => {
  const wrong = [];
  for (const [name, targets] of imports) {
    const from = folderOf(name);
    assert.ok(from in edges, `${name}: add its folder to the table of edges`);
    for (const target of targets) {
      const to = folderOf(target);
      if (!target.startsWith('maplibre/') && !files.has(target)) wrong.push(`${name} imports ${target}, which is not there`);
      else if (to !== from && !edges[from].includes(to)) wrong.push(`${name} may not know ${target}`);
      else if (to === from && alone.includes(from)) wrong.push(`${name} reads another of its kind: ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('no circle of modules', () => {
  const done = new Set();
  function visit(name, chain) {
    if (chain.includes(name)) assert.fail(`circle: ${[...chain.slice(chain.indexOf(name)), name].join(' → ')}`);
    if (done.has(name)) return;
    for (const target of imports.get(name) ?? []) visit(target, [...chain, name]);
    done.add(name);
  }
  for (const name of imports.keys()) visit(name, []);
});

test('every module is used', () => {
  const used = new Set([...imports.values()].flat());
  assert.deepEqual([...files.keys()].filter((name) => !used.has(name)), ['main.js']);
});

test('files are short', () => {
  const long = [...files].map(([name, text]) => [name, text.split('\n').length - 1]).filter(([name, n]) => n > (lines[name] ?? 200));
  assert.deepEqual(long, []);
});
