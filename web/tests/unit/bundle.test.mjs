import assert from 'node:assert/strict';
import {mkdtemp, mkdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {bundle} from '../../bundle.mjs';

const files = () => new Map(Object.entries({
  'main.js': "import {twice as double} from './ui/sum.js';\nimport * as book from './api/book.js';\nexport const answer = double(20) + book.one;\nexport async function later() {\n  const {drawn} = await import('./map/map.js');\n  return drawn;\n}\n",
  'ui/sum.js': "/** @param {number} n */\nexport function twice(n) {\n  return 2 * n; /* as said */\n}\nconst own = 1;\n",
  'map/map.js': "import {twice} from '../ui/sum.js';\nimport {size} from '../maplibre/maplibre-gl.mjs';\nconst own = 2;\nexport const drawn = twice(size) + own;\n",
}));

test('the joined files do what the modules do, each with names of its own', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vungphu-bundle-'));
  for (const name of ['api', 'maplibre']) await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(path.join(folder, 'api/book.js'), 'export const one = 2;');
  await writeFile(path.join(folder, 'maplibre/maplibre-gl.mjs'), 'export const size = 3;');
  const joined = bundle(files());
  assert.deepEqual([...joined.keys()], ['page.js', 'page-map.js']);
  for (const [name, text] of joined) await writeFile(path.join(folder, name), text);
  const {modules} = await import(path.join(folder, 'page.js'));
  assert.equal(modules['main.js'].answer, 42);
  assert.equal(await modules['main.js'].later(), 8);
  assert.ok(!joined.get('page.js').includes('@param'), 'types are left out');
  await rm(folder, {recursive: true});
});

test('what it does not know is an error that names the module', () => {
  assert.throws(() => bundle(files().set('ui/sum.js', 'export {twice};\n')), /ui\/sum\.js: the bundle does not know “export \{twice\};”/);
  assert.throws(() => bundle(files().set('ui/sum.js', "import './other.js';\nexport function twice() {}\n")), /ui\/sum\.js/);
  assert.throws(() => bundle(files().set('ui/lost.js', '')), /nobody imports ui\/lost\.js/);
});
