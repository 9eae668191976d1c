/* Provinces that a map must cope with: 5,000 facilities, none, no target, no indicator. Each is served by itself:
 * node --test tests/states.mjs with PROGRAM=… PROVINCES=DIR of tests/end_to_end/map_provinces.py; SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {coloursOf, countable, moveTo, openPage, settled, startBrowser} from './browser.mjs';

const {PROGRAM: program, PROVINCES: provinces} = process.env;
assert.ok(program && provinces, 'PROGRAM and PROVINCES are needed');
const dist = fileURLToPath(new URL('../dist', import.meta.url));

let browser, stop;
before(async () => { ({browser, stop} = await startBrowser()); });
after(() => stop?.());

/* Serves a province, opens its first view, and looks afterwards whether anything went wrong. */
async function onProvince(name, act, options = {}) {
  const server = spawn(program, ['serve', path.join(provinces, name), '--listen', '127.0.0.1:0', '--web', dist, '--quiet'], {stdio: ['ignore', 'pipe', 'ignore']});
  const ended = once(server, 'exit');
  const [line] = await once(server.stdout, 'data');
  const base = /http:\/\/\S+/.exec(String(line))[0];
  const {page, context, diary} = await openPage(browser, {viewport: {width: 1024, height: 768}, deviceScaleFactor: countable, ...options});
  try {
    await page.goto(base);
    await act(page, async (question) => (await fetch(new URL(question, base), {headers: {Accept: 'application/json'}})).json());
    if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `state-${name}.png`)});
    assert.deepEqual(diary.faults, []);
  } finally {
    await context.close();
    server.kill();
    await ended;
  }
}

async function everyTab(page, wanted, look = () => {}) {
  for (const tab of wanted) {
    await moveTo(page, `#tab=${tab}`);
    await settled(page);
    assert.equal(await page.locator('.failure').count(), 0, `${tab}: ${await page.textContent('#panel-body')}`);
    await look(tab);
  }
}

test('5,000 facilities: every view is there, the units are seen between them', () => onProvince('crowded', async (page, api) => {
  await settled(page);
  const {services: [{facility_count: n}]} = await api('indicators');
  assert.equal(n, 5000);
  const drawn = await page.evaluate(() => globalThis.vungphuMap.drawn('facilities').length);
  assert.ok(drawn > 1000, `${drawn} drawn`);
  /* Their dark dots leave the colours of the units to be seen. */
  const {province: {bbox: [west, south, east, north]}} = await api('indicators');
  const [a, b] = await page.evaluate((corners) => corners.map((corner) => globalThis.vungphuMap.pixel(corner)), [[west, north], [east, south]]);
  const {x, y} = await page.locator('#map').boundingBox();
  const clip = {x: x + a.x + 0.3 * (b.x - a.x), y: y + a.y, width: 0.4 * (b.x - a.x), height: b.y - a.y};
  const colours = await coloursOf(page, clip);
  const dark = [...colours].filter(([colour]) => [1, 3, 5].every((i) => parseInt(colour.slice(i, i + 2), 16) < 110)).reduce((sum, [, pixels]) => sum + pixels, 0);
  const all = [...colours.values()].reduce((sum, pixels) => sum + pixels, 0);
  assert.ok(dark > 0.02 * all && dark < 0.45 * all, `${dark} of ${all} pixels are dots`);
  await everyTab(page, ['gaps', 'plan']);
}, {deviceScaleFactor: 1}));

test('no facility: no data is said, and no figure', () => onProvince('empty', async (page, api) => {
  await settled(page);
  const {indicators: [{id}]} = await api('indicators');
  assert.equal((await api(`indicators/${id}`)).province.value, null);
  await everyTab(page, ['indicator', 'units', 'gaps', 'targets', 'plan', 'compare'], async (tab) => {
    if (tab !== 'indicator') return;
    assert.equal(await page.textContent('#province-value'), 'không có dữ liệu');
    assert.equal(await page.locator('.summary .parts').count(), 0, 'no 0 of 0 people');
    assert.match(await page.textContent('#reason'), /\S/);
  });
}));

test('no target: the board says so, and nothing is short of it', () => onProvince('aimless', async (page, api) => {
  await settled(page);
  const {targets} = await api('targets');
  assert.ok(targets.every(({status}) => status === 'not_defined'));
  await everyTab(page, ['targets', 'indicator', 'compare'], async (tab) => {
    if (tab === 'targets') assert.equal(await page.locator('.board .status.not_defined').count(), targets.length);
    if (tab === 'indicator') assert.equal(await page.locator('.summary .standing').count(), 0);
  });
}));

test('no indicator: which table brings one, in both languages', () => onProvince('bare', async (page) => {
  await page.waitForSelector('.nothing');
  assert.match(await page.textContent('.nothing'), /services\.csv.*indicators\.csv.*vungphu build/s);
  await page.click('[data-key=language-en]');
  assert.match(await page.textContent('.nothing'), /has no indicators yet/);
}));
