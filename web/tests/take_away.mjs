/* What is taken away is what is on the screen, and two questions side by side are those of the API:
 * node --test tests/take_away.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {openPage, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
const api = async (name) => (await fetch(new URL(name, base), {headers: {Accept: 'application/json'}})).json();

let browser, stop, page, diary, context, indicator, service;
before(async () => {
  ({browser, stop} = await startBrowser());
  const catalogue = await api('indicators');
  indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group
    && catalogue.services.find(({id}) => id === row.service)?.reach === 'travel_time');
  service = catalogue.services.find(({id}) => id === indicator.service);
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}, acceptDownloads: true, deviceScaleFactor: 1 /* the picture is as fine as the screen */}));
  await page.goto(`${base}#indicator=${indicator.id}`);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
});

async function keep(name) {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
}

/* Clicks and gives the file's name and bytes. */
async function saved(key) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-key=${key}]`)]);
  if (process.env.SCREENSHOTS) await download.saveAs(path.join(process.env.SCREENSHOTS, download.suggestedFilename()));
  return {name: download.suggestedFilename(), bytes: await readFile(await download.path())};
}

test('a picture has the map and room for title, legend and source', async () => {
  const {name, bytes} = await saved('take-picture');
  assert.ok(name.endsWith('.png') && name.startsWith(indicator.id), name);
  const box = await page.locator('#map').boundingBox();
  const found = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const all = pen.getImageData(0, 0, image.width, image.height).data;
    const colours = new Set();
    for (let i = 0; i < all.length; i += 4) colours.add(`#${[all[i], all[i + 1], all[i + 2]].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
    return {width: image.width, height: image.height, colours: [...colours]};
  }, bytes.toString('base64'));
  assert.equal(found.width, box.width);
  assert.ok(found.height > box.height + 60, `${found.height} of ${box.height}`);
  assert.ok(found.colours.length > 200, 'the map is drawn, not an empty canvas');
  const legend = await page.$$eval('#legend .classes li .swatch', (all) => all.map((one) => one.style.getPropertyValue('--colour').trim()).filter(Boolean));
  assert.ok(found.colours.includes('#e2e6e4'), 'what the page paints behind the map is in the picture');
  for (const colour of legend) assert.ok(found.colours.includes(colour), `${colour} of the legend is in the picture`);
});

test('paper has the map as a picture, as the screen shows it, with what stands round it', async () => {
  const found = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const sheet = document.querySelector('#paper-map');
    const {data} = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) colours.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
    dispatchEvent(new Event('afterprint'));
    return {colours: colours.size, width: sheet.width, left: document.querySelectorAll('#paper-map').length};
  });
  assert.ok(found.colours > 200, `the map is drawn: ${found.colours} colours`);
  assert.equal(found.left, 0, 'and gone from the screen');
  await page.emulateMedia({media: 'print'});
  const [colour, place] = await page.evaluate(() => [getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector('#profile')).position]);
  await page.emulateMedia({media: null});
  assert.equal(colour, 'rgb(255, 255, 255)', 'nothing grey below the last line');
  assert.equal(place, 'static', 'a profile lies over no table');
  const bytes = (await page.pdf({format: 'A4', landscape: true, printBackground: true})).length;
  assert.ok(bytes > 100000, `${bytes} bytes: the map is on the paper`);
});

test('the shapes have the figures of the question, unit by unit', async () => {
  const {bytes} = await saved('take-shapes');
  const shapes = JSON.parse(bytes);
  const answer = await api(`indicators/${indicator.id}`);
  assert.equal(shapes.type, 'FeatureCollection');
  assert.deepEqual(new Map(shapes.features.map(({properties}) => [properties.code, properties.value])), new Map(answer.values.map((row) => [row.code, row.value])));
  assert.ok(shapes.features.every(({geometry}) => /Polygon$/.test(geometry.type)));
});

test('the table is a workbook', async () => {
  const {name, bytes} = await saved('take-table');
  assert.ok(name.endsWith('.xlsx'));
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
  const answer = await api(`indicators/${indicator.id}`);
  for (const {code, name: unit} of answer.values) assert.ok(bytes.includes(code) && bytes.includes(unit), unit);
});

test('two limits side by side: a line to drag, a table of what differs, and a map of it', async () => {
  const other = service.limits.find((limit) => limit !== (indicator.limit ?? service.default_limit));
  await page.click('#tab-compare');
  await page.waitForSelector('#compare-same');
  assert.equal(await page.locator('table.compared').count(), 0, 'with itself nothing is compared');
  await page.selectOption('#other-limit', String(other));
  await page.waitForSelector('table.compared tbody tr');
  const [a, b] = [await api(`indicators/${indicator.id}`), await api(`indicators/${indicator.id}?limit=${other}`)];
  const vi = new Intl.NumberFormat('vi-VN', {maximumFractionDigits: 0});
  const wanted = new Map(b.values.map((row) => [row.name, row.numerator - a.values.find(({code}) => code === row.code).numerator]));
  const rows = await page.$$eval('table.compared tbody tr', (all) => all.map((row) => [row.querySelector('th').textContent, row.lastElementChild.textContent]));
  assert.equal(rows.length, b.values.length);
  for (const [unit, words] of rows) {
    const more = wanted.get(unit);
    assert.equal(words, `${more >= 0.5 ? '+' : more <= -0.5 ? '−' : ''}${vi.format(Math.abs(more))}`, unit);
  }
  const drawn = await page.evaluate(() => globalThis.vungphuMap.twinDrawn('units'));
  const [left, right] = [await page.evaluate(() => globalThis.vungphuMap.drawn('units')), drawn].map((all) => new Map(all.map(({code, colour}) => [code, colour])));
  const [far] = [...b.values].sort((x, y) => Math.abs(wanted.get(y.name)) - Math.abs(wanted.get(x.name)));
  assert.equal(right.size, b.values.length);
  assert.ok(right.get(far.code) && left.get(far.code) !== right.get(far.code), `${far.name} has the colour of its own figure on either map`);
  await page.fill('#swipe-handle', '30');
  assert.equal(await page.evaluate(() => document.querySelector('#map-area').style.getPropertyValue('--swipe')), '30%');
  await keep('compare-swipe');
  await page.click('[data-key=compare-difference]');
  await settled(page);
  assert.equal(await page.isVisible('#map-twin'), false);
  await keep('compare-difference');
});

test('two communes in columns have the figures of their profiles', async () => {
  const {values} = await api(`indicators/${indicator.id}`);
  const [one, two] = values;
  await page.selectOption('#column-0', one.code);
  await page.selectOption('#column-1', two.code);
  await page.waitForFunction(() => document.querySelectorAll('.column-table thead th').length === 2);
  const row = await page.$$eval('.column-table tbody tr', (all, title) => [...all.find((line) => line.querySelector('th').textContent === title).querySelectorAll('td')].map((cell) => cell.textContent), indicator.title.vi);
  const percent = new Intl.NumberFormat('vi-VN', {minimumFractionDigits: 1, maximumFractionDigits: 1});
  assert.deepEqual(row.map((cell) => cell.slice(0, 3)), [one, two].map(({value}) => `${percent.format(value * 100)}%`.slice(0, 3)));
  await keep('compare-columns');
  assert.deepEqual(diary.faults, []);
});

test('from a clicked point: the nearest settlement, the path with metres and minutes, the people around', async () => {
  await page.click('#tab-indicator');
  const {features} = await api('collections/facilities/items?limit=1000');
  const [lon, lat] = features.find(({properties}) => properties.services?.includes(service.id)).geometry.coordinates;
  await page.evaluate((place) => globalThis.vungphuMap.goTo(place[0], place[1], 13), [lon + 0.008, lat]);
  await settled(page);
  const box = await page.locator('#map').boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector('[data-key=walk]');
  assert.match(await page.textContent('.point'), /Thôn, bản gần nhất: .+ \([\d.,]+ k?m\)/);
  await page.click('[data-key=walk]');
  await page.waitForSelector('#walk-around');
  const point = (await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('at'))).split(',').map(Number);
  const asked = await fetch(new URL('processes/path/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({inputs: {service: service.id, from: [point]}})});
  const walked = await asked.json();
  const reach = await api(`reach?lon=${point[0]}&lat=${point[1]}`);
  const own = reach.services.find(({id}) => id === service.id);
  assert.ok(Math.abs(walked.minutes - own.value) < 0.02, `${walked.minutes} by the path, ${own.value} by the surface`);
  assert.equal(walked.facility.id, own.nearest.id);
  const words = await page.textContent('#walk-path');
  assert.ok(words.includes(walked.facility.name) && words.includes(`${Math.round(walked.minutes)} phút`), words);
  await settled(page);
  assert.ok((await page.evaluate(() => globalThis.vungphuMap.drawn('path').length)) > 0, 'the line is drawn');
  await keep('point-path');
  assert.deepEqual(diary.faults, []);
});
