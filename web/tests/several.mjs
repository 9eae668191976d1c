/* Several services at once: the ranking with its weights and the places where some are missing together, each number beside
 * the API's and the command line's: node --test tests/several.mjs with VUNGPHU=http://127.0.0.1:…/ PROGRAM=… DATASET=DIR */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {moveTo, openPage, settled, startBrowser} from './browser.mjs';

const {VUNGPHU: base, PROGRAM: program, DATASET: dataset} = process.env;
assert.ok(base && program && dataset, 'VUNGPHU, PROGRAM and DATASET are needed');
const api = async (name) => (await fetch(new URL(name, base), {headers: {Accept: 'application/json'}})).json();
const grouped = (value) => new Intl.NumberFormat('vi-VN', {maximumFractionDigits: 0}).format(value);
const share = (value) => new Intl.NumberFormat('vi-VN', {minimumFractionDigits: 1, maximumFractionDigits: 1}).format(value * 100);
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

let browser, stop, page, diary, context, services;
before(async () => {
  ({browser, stop} = await startBrowser());
  services = (await api('indicators')).services.filter(({facility_count: n}) => n > 0).slice(0, 3).map(({id}) => id);
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}}));
  await page.goto(`${base}#tab=units`);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
});
async function keep(name) {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
}
const rowsOf = (selector) => page.$$eval(`${selector} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
const stateOf = (name) => page.evaluate((one) => new URLSearchParams(location.hash.slice(1)).get(one), name);

async function compare(weights, least) {
  const {units} = await api(`ranking?services=${services}&weights=${weights}&least=${least}`);
  const rows = await rowsOf('table.ranked');
  assert.equal(rows.length, units.length);
  rows.forEach(([rank, name, index], i) => {
    const one = units[i];
    assert.ok(name.startsWith(one.name), `${name}: ${one.name}`);
    assert.equal(index, `${share(one.index)}%`, one.name);
    assert.equal(rank, one.rank_least === one.rank_most ? String(one.rank) : `${one.rank}từ ${one.rank_least} đến ${one.rank_most}`, one.name);
    assert.ok(name.includes(`${one.services_missing}/${one.services_known} dịch vụ; ${grouped(one.people_missing)} người thiếu ít nhất ${least}`), name);
  });
  const moving = units.filter(({rank_least: from, rank_most: to}) => from !== to).length;
  assert.ok((await page.textContent('#several-moves')).startsWith(moving ? `${moving} đơn vị` : 'Không'), 'how many ranks depend on a weight');
  return units;
}

test('the ranking by several services begins with one of each department, and names them', async () => {
  await page.selectOption('#several-mode', 'several');
  await page.waitForSelector('table.ranked');
  assert.ok((await stateOf('several')).split(',').length >= 2);
  assert.ok((await page.locator('.weights li').count()) >= 2);
});

test('every number of it is the API’s, and the order the command line’s', async () => {
  await moveTo(page, `#tab=units&several=${services.map((id) => `${id}:1`)}`);
  await settled(page);
  const units = await compare('1,1,1', 2);
  const [, ...lines] = execFileSync(program, ['ranking', dataset, '--services', String(services), '--format', 'csv'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim().split('\n');
  const codes = [...new Set(lines.flatMap((line) => line.split(',')).filter((word) => units.some(({code}) => code === word)))];
  assert.deepEqual(codes, units.map(({code}) => code));
  await keep('several-ranking');
});

test('the legend is of the same, and counts the units of each colour', async () => {
  assert.equal(await page.textContent('#legend h3'), await page.textContent('#panel-body h2'));
  const colours = await page.$$eval('table.ranked .swatch', (all) => all.map((one) => one.style.getPropertyValue('--colour')));
  const counted = await page.$$eval('#legend .classes li', (all) => all.map((one) => [one.querySelector('.swatch').style.getPropertyValue('--colour'), Number(one.querySelector('.count').textContent)]));
  assert.ok(counted.length > 2);
  for (const [colour, n] of counted) assert.equal(n, colours.filter((one) => one === colour).length, colour);
});

test('another weight, fewer services and another least are asked for at once, and stand in the address', async () => {
  await page.fill(`#weight-${services[0]}`, '3');
  await page.press(`#weight-${services[0]}`, 'Tab');
  await settled(page);
  await compare('3,1,1', 2);
  assert.ok((await stateOf('several')).startsWith(`${services[0]}:3`));
  assert.ok((await page.textContent('#panel-body h2')).includes('×3'), 'the title names the weight');
  await page.selectOption('#several-least', '3');
  await settled(page);
  await compare('3,1,1', 3);
  await page.click(`[data-key=unweigh-${services[2]}]`);
  await settled(page);
  assert.equal(await page.locator('.weights li').count(), 2);
  await page.selectOption('#several-add', services[2]);
  await settled(page);
  await compare('3,1,1', 3);
});

test('a limit of its own is asked for, and named in the title and the address', async () => {
  const all = (await api('indicators')).services;
  const changed = services.map((id) => all.find((row) => row.id === id)).find((row) => row.limits.some((limit) => limit !== row.default_limit));
  const limit = changed.limits.find((one) => one !== changed.default_limit);
  await page.selectOption(`#limit-${changed.id}`, String(limit));
  await settled(page);
  await compare(`3,1,1&limits=${services.map((id) => (id === changed.id ? limit : ''))}`, 3);
  assert.match(await stateOf('several'), new RegExp(`${changed.id}:\\d+:${limit}`));
  assert.match(await page.textContent('#panel-body h2'), new RegExp(`\\((tối đa|từ) `));
  await page.selectOption(`#limit-${changed.id}`, '');
  await settled(page);
  await compare('3,1,1', 3);
});

test('a unit chosen there has its index in the profile', async () => {
  await page.click('table.ranked tbody tr:first-child button');
  await page.waitForSelector('#profile-name');
  await settled(page);
  const [[, , index]] = await rowsOf('table.ranked');
  assert.equal(await page.textContent('#profile .asked strong'), index);
  await page.keyboard.press('Escape');
});

test('the places where they are missing together, with names', async () => {
  await page.click('#tab-gaps');
  await page.waitForSelector('table.missing tbody tr');
  await settled(page);
  const answer = await api(`gaps?services=${services}&least=3&limit_count=100`);
  assert.ok((await page.textContent('.total')).startsWith(`${grouped(answer.people_total)} người`));
  const rows = await rowsOf('table.missing');
  assert.deepEqual(rows.map(([, people]) => people), answer.gaps.map(({people}) => grouped(people)));
  rows.forEach(([name], i) => assert.ok(name.startsWith(answer.gaps[i].unit?.name ?? ''), name));
  assert.ok(rows.some(([name]) => name.includes(', gần ')), 'villages name them');
  await keep('several-gaps');
});

for (const tab of ['units', 'gaps']) {
  test(`axe: ${tab} by several services`, async () => {
    await moveTo(page, `#tab=${tab}&several=${services.map((id) => `${id}:1`)}`);
    await settled(page);
    await page.evaluate(axe);
    const {violations} = await page.evaluate(() => globalThis.axe.run('#panel', {resultTypes: ['violations']}));
    assert.deepEqual(violations.filter(({impact}) => ['moderate', 'serious', 'critical'].includes(impact)).map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 120)}`), []);
  });
}

test('back to the indicator, and no fault of the page', async () => {
  await page.selectOption('#several-mode', '');
  await settled(page);
  assert.equal(await stateOf('several'), null);
  assert.deepEqual(diary.faults, []);
});
