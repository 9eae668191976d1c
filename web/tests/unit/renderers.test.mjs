import assert from 'node:assert/strict';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {PbfReader} from 'pbf';
import {PNG} from 'pngjs';
import {writeGlyphs} from '../../glyphs.mjs';
import {writeSprite} from '../../sprite.mjs';

const files = (subset) => fileURLToPath(new URL(`../../node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-400-normal.woff`, import.meta.url));
const names = {1: 'id', 3: 'width', 4: 'height', 7: 'advance'};
function readGlyph(tag, glyph, pbf) {
  if (tag === 2) glyph.bitmap = pbf.readBytes();
  else if (tag === 5 || tag === 6) glyph[tag === 5 ? 'left' : 'top'] = pbf.readSVarint();
  else glyph[names[tag]] = pbf.readVarint();
}
const readStack = (tag, all, pbf) => { if (tag === 3) all.push(pbf.readMessage(readGlyph, {})); else all[tag === 1 ? 'font' : 'range'] = pbf.readString(); };

async function inFolder(work) {
  const folder = await mkdtemp(path.join(tmpdir(), 'renderers-'));
  try { return await work(folder); } finally { await rm(folder, {recursive: true}); }
}

test('glyph ranges have all letters of Vietnamese, as distances from their outlines', () => inFolder(async (folder) => {
  await writeGlyphs(folder, 'Be Vietnam Pro', ['latin', 'latin-ext', 'vietnamese'].map(files));
  const glyphs = new Map();
  for (const name of await readdir(path.join(folder, 'Be Vietnam Pro'))) {
    const all = new PbfReader(await readFile(path.join(folder, 'Be Vietnam Pro', name))).readFields((tag, list, pbf) => pbf.readMessage(readStack, list), []);
    assert.deepEqual([all.font, `${all.range}.pbf`], ['Be Vietnam Pro', name]);
    const first = parseInt(name, 10);
    for (const glyph of all) {
      assert.ok(glyph.id >= first && glyph.id < first + 256 && !glyphs.has(glyph.id), `${glyph.id} in ${name}`);
      assert.equal(glyph.bitmap?.length ?? 0, glyph.bitmap ? (glyph.width + 6) * (glyph.height + 6) : 0);
      glyphs.set(glyph.id, glyph);
    }
  }
  const marks = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
  const letters = [...'aăâeêioôơuưy'].flatMap((vowel) => marks.map((mark) => (vowel + mark).normalize('NFC')));
  const wanted = [...letters, ...letters.map((letter) => letter.toUpperCase()), ...'bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX0123456789 .,-–()₫'];
  assert.deepEqual(wanted.filter((letter) => !glyphs.has(letter.codePointAt(0))), []);
  /* The stem of l stands upright: full in the middle, three quarters at its border, nothing far off; the bar of đ leaves no line in its stem. */
  for (const [letter, row] of [['l', 0.5], ['đ', 0.25]]) {
    const {bitmap, width, height} = glyphs.get(letter.codePointAt(0));
    const line = bitmap.subarray(Math.floor((height + 6) * row) * (width + 6)).subarray(0, width + 6);
    assert.ok(Math.max(...line) > 210 && line[0] < 130, `${letter}: ${line}`);
  }
  assert.ok(glyphs.get('ế'.codePointAt(0)).top > glyphs.get('e'.codePointAt(0)).top);
  assert.equal(glyphs.get(' '.codePointAt(0)).bitmap, undefined);
}));

test('the sprite has the signs of the map, in both sizes', () => inFolder(async (folder) => {
  await writeSprite(path.join(folder, 'sprite'), {no_data: {ground: '#e3e5e4', hatch: '#a4acaa'}});
  for (const [ending, ratio] of [['', 1], ['@2x', 2]]) {
    const places = JSON.parse(await readFile(path.join(folder, `sprite${ending}.json`), 'utf8'));
    const png = PNG.sync.read(await readFile(path.join(folder, `sprite${ending}.png`)));
    assert.deepEqual(Object.keys(places), ['no-data', 'unsure']);
    for (const {x, y, width, height, pixelRatio} of Object.values(places)) {
      assert.deepEqual([width, height, pixelRatio], [8 * ratio, 8 * ratio, ratio]);
      assert.ok(x + width <= png.width && y + height <= png.height);
    }
    /* The hatch runs from corner to corner over its grey; the strokes over nothing. */
    const at = (column, row) => [...png.data.subarray((row * png.width + column) * 4, (row * png.width + column) * 4 + 4)];
    const side = 8 * ratio;
    assert.ok(at(0, side - 1)[0] < at(side / 2 - 1, side / 2 - 1 - side / 4)[0]);
    assert.deepEqual(at(side / 4, side / 4), [0xe3, 0xe5, 0xe4, 255]);
    assert.equal(at(side + side / 2, 0)[3], 0);
    assert.ok(at(side, 0)[3] > 200);
  }
}));
