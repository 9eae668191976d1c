/* The web map against a running server: node --test tests/web_map.mjs with VUNGPHU=http://127.0.0.1:…/
 * Whatever is expected of the page is asked of the server's API, not written down here, so that the
 * test runs on any province. SCREENSHOTS=DIR keeps pictures to look at. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {coloursOf, countable, moveTo, openPage, pressable, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
const origin = new URL(base).origin;

async function api(name, query = {}) {
  const url = new URL(name, base);
  for (const [key, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') url.searchParams.set(key, value);
  const response = await fetch(url, {headers: {Accept: 'application/json'}});
  assert.equal(response.status, 200, url.href);
  return response.json();
}

const known = (value) => value !== null && Number.isFinite(value);
const inVietnamese = (value, digits) => value.toFixed(digits).replace('.', ',').replace(/\B(?=(\d{3})+(?!\d))/g, '.');
const grouped = (value) => inVietnamese(Math.round(value), 0);

let browser;
let stop;
let catalogue;
let shared; /* the first view: people in time of a service, whose limits can be chosen */
let service;

before(async () => {
  ({browser, stop} = await startBrowser());
  catalogue = await api('indicators');
  const inTime = catalogue.indicators.filter((row) => row.measure === 'reached_share' && !row.group
    && catalogue.services.find(({id}) => id === row.service)?.reach === 'travel_time');
  shared = inTime.find((row) => row.target !== null) ?? inTime[0];
  assert.ok(shared, 'an indicator of everyone who reaches a service in time');
  service = catalogue.services.find(({id}) => id === shared.service);
});
after(() => stop?.());

async function keep(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
}

async function check({page, diary}) {
  assert.deepEqual(diary.faults, []);
  assert.deepEqual(await page.evaluate(() => globalThis.brokenPolicies), []);
  assert.ok(diary.requests.length > 20);
  const away = diary.requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== origin);
  assert.deepEqual(away, [], 'no request leaves for another origin');
}

/* Opens the map at a state, hands it over, and then looks whether anything went wrong. */
async function onOwnMap(hash, options, act) {
  const opened = await openPage(browser, options);
  try {
    await opened.page.goto(`${base}${hash}`);
    await settled(opened.page);
    await act(opened.page, opened.diary);
    await check(opened);
  } catch (error) {
    await keep(opened.page, `failed-${hash.replace(/\W+/g, '-')}`);
    throw error;
  } finally {
    await opened.context.close();
  }
}

/* Runs in the page before its own scripts: keeps the programs that the map has made. */
function keepShaders() {
  globalThis.shaders = [];
  const {prototype} = globalThis.WebGL2RenderingContext;
  const given = prototype.shaderSource;
  prototype.shaderSource = function shaderSource(shader, text) {
    globalThis.shaders.push(text);
    given.call(this, shader, text);
  };
}

async function openCounted() {
  const opened = await openPage(browser, {deviceScaleFactor: countable});
  await opened.page.addInitScript(keepShaders);
  return opened;
}

/* The same on a page that tests share, for whatever leaves behind no more than an address says: to move a page takes
 * a twentieth of the time of opening one. After a failure the next test opens another. */
let common;
async function onMap(hash, act) {
  const given = common ?? await openCounted();
  common = null;
  try {
    if (given.diary.requests.length) await moveTo(given.page, hash);
    else await given.page.goto(`${base}${hash}`);
    await settled(given.page);
    await act(given.page, given.diary);
    await check(given);
    common = given;
  } catch (error) {
    await keep(given.page, `failed-${hash.replace(/\W+/g, '-')}`);
    await given.context.close();
    throw error;
  }
}

test('the first view: Vietnamese, the province’s figure, a legend that counts every unit', () => onMap('', async (page) => {
  await keep(page, 'first');
  assert.equal(await page.getAttribute('html', 'lang'), 'vi');
  assert.ok((await page.textContent('h1')).includes(catalogue.province.name.vi));
  assert.equal(await page.textContent('#summary-title'), shared.title.vi);
  const answer = await api(`indicators/${shared.id}`);
  const shown = await page.textContent('#province-value');
  if (!known(answer.province.value)) assert.equal(shown, 'không có dữ liệu');
  else if (answer.indicator.unit === 'percent') assert.equal(shown, `${inVietnamese(answer.province.value * 100, 1)}%`);
  assert.ok((await page.textContent('.about')).includes(shared.formula.vi), 'every figure says how it was computed');
  const counts = await page.$$eval('#legend .count', (cells) => cells.map((cell) => Number(cell.textContent.replaceAll('.', ''))));
  assert.equal(counts.reduce((sum, n) => sum + n, 0), answer.values.length);
  assert.equal(counts[counts.length - 1], answer.values.filter((row) => !known(row.value)).length, 'units without data have their own row');
  const shaders = await page.evaluate(() => globalThis.shaders);
  assert.ok(shaders.length > 8, 'programs are seen');
  assert.ok(!shaders.some((text) => text.includes('u_sky_color')), 'no program for a sky, which nobody sees');
}));

test('whom the data is owed to is named, or one press away, and never cut off', () => onMap('', async (page) => {
  const owed = [...new Set(catalogue.sources.map(({attribution}) => attribution).filter(Boolean))];
  const line = page.locator('#attribution');
  assert.equal(await line.isVisible(), owed.length > 0);
  if (!owed.length) return;
  assert.ok(await line.evaluate((element) => element.scrollWidth <= element.clientWidth), await line.innerText());
  const button = line.locator('button');
  if (!await button.count()) return;
  assert.ok((await button.innerText()).includes(String(owed.length)));
  await button.click();
  const list = await page.textContent('dialog[open]');
  for (const words of owed) assert.ok(list.includes(words.replace(/ \(EN: .*\)$/, '').slice(1)), words);
  await page.keyboard.press('Escape');
}));

test('data that was made up is said to be, plainly', () => onMap('', async (page) => {
  const invented = catalogue.sources.filter((row) => /made[ -]up|synthetic/i.test(JSON.stringify(row)));
  assert.equal(await page.isVisible('#made-up'), invented.length > 0 || Boolean(catalogue.province.notice));
  if (!invented.length) return;
  assert.match(await page.textContent('#made-up'), /giả định/i);
  await page.click('#made-up button');
  await page.waitForSelector('dialog[open]');
  const list = await page.textContent('dialog[open]');
  for (const words of catalogue.sources.flatMap(({attribution, licence, note}) => [attribution, licence, note])) {
    const [whole, vi, en] = /^(.*?) \(EN: (.*)\)$/.exec(words ?? '') ?? [];
    assert.ok(list.includes((whole ? vi : words ?? '').slice(1)) && !(whole && list.includes(en)), `in one language: ${words}`);
  }
  await keep(page, 'sources');
  await page.keyboard.press('Escape');
  assert.equal(await page.isVisible('dialog'), false);
}));

test('units are painted in the colours of the legend, with their Vietnamese names', () => onMap(`#indicator=${shared.id}&facilities=0&base=0`, async (page) => {
  const answer = await api(`indicators/${shared.id}`);
  const drawn = await page.evaluate(() => [...new Set(globalThis.vungphuMap.drawn('units').map((unit) => unit.code))]);
  assert.deepEqual(drawn.sort(), answer.values.map((row) => row.code).sort(), 'every unit is on the map');
  const rows = await page.$$eval('#legend .classes li:not(.break)', (items) => items.map((item) => ({
    colour: getComputedStyle(item.querySelector('.swatch')).getPropertyValue('--colour').trim(),
    count: Number(item.querySelector('.count').textContent),
  })));
  const box = await page.locator('#map').boundingBox();
  const pixels = await coloursOf(page, box);
  for (const row of rows.filter(({colour, count}) => colour && count)) {
    assert.ok((pixels.get(row.colour) ?? 0) > 20, `${row.colour} of ${row.count} units is on the map, ${pixels.get(row.colour) ?? 0} pixels`);
  }
  const names = await page.evaluate(() => globalThis.vungphuMap.drawn('unit-names').map((label) => label.name));
  assert.ok(names.length >= 0.9 * answer.values.length, `${names.length} names of ${answer.values.length} units`);
  assert.equal(new Set(names).size, names.length, 'each name stands once');
  const all = new Set(answer.values.map((row) => row.name));
  for (const name of names) assert.ok(all.has(name), name);
  assert.ok(names.some((name) => /[\u1ea0-\u1ef9]/.test(name)), 'names with Vietnamese letters among them');
  const faces = await page.evaluate(() => [...document.fonts].filter((face) => face.status === 'loaded').map((face) => `${face.family} ${face.unicodeRange}`));
  assert.ok(faces.some((face) => /SemiBold/.test(face) && /U\+1EA0/i.test(face)), 'the labels’ own Vietnamese font is loaded');
}));

test('two groups at once: the figure is the API’s, the title names both', () => onMap(`#indicator=${shared.id}`, async (page) => {
  const [one, two] = catalogue.groups;
  await page.selectOption('#group', one.id);
  await settled(page);
  await page.selectOption('#group-and', two.id);
  await settled(page);
  const answer = await api(`indicators/${shared.id}`, {group: `${one.id}+${two.id}`});
  const shown = await page.textContent('#province-value');
  if (known(answer.province.value)) assert.equal(shown, `${inVietnamese(answer.province.value * 100, 1)}%`);
  else assert.equal(shown, 'không có dữ liệu');
  const title = await page.textContent('#summary-title');
  assert.ok(title.includes(one.title.vi) && title.includes(two.title.vi), title);
  await page.selectOption('#group', '');
  await settled(page);
  assert.equal(await page.locator('#group-and').count(), 0);
}));

test('the map reads as a place: roads, waters and names of its own, switched off with one button', () => onMap(`#indicator=${shared.id}`, async (page, diary) => {
  const drawn = () => page.evaluate(() => ['roads-main', 'rivers', 'settlement-names'].map((layer) => globalThis.vungphuMap.drawn(layer).length));
  const [main] = await drawn();
  assert.ok(main > 0, 'main roads from afar');
  await page.evaluate(() => globalThis.vungphuMap.zoomIn());
  await settled(page);
  await page.evaluate(() => globalThis.vungphuMap.zoomIn());
  await settled(page);
  const near = await drawn();
  assert.ok(near.every((count) => count > 0), `${near} near by`);
  assert.ok(diary.requests.some((url) => url.includes('/tiles/relief/')));
  /* One tile has the units and what lies beneath; another may have the districts' outlines. */
  const asked = new Set(diary.requests.map((url) => /\/tiles\/([^/]+)\/\d+\/\d+\/\d+\.mvt/.exec(url)?.[1]).filter(Boolean));
  assert.deepEqual([...asked].map(decodeURIComponent).filter((name) => name !== 'units'), ['units,unit_names,facilities,roads,settlements,waters']);
  await keep(page, 'place');
  await page.click('#layer-base');
  await page.click('#layer-places');
  await settled(page);
  assert.deepEqual(await drawn(), [0, 0, 0]);
  assert.match(new URL(page.url()).hash, /base=0/);
}));

test('a service’s facilities are on the map, and a point says what it is', () => onMap(`#indicator=${shared.id}`, async (page) => {
  const drawn = await page.evaluate(() => globalThis.vungphuMap.drawn('facilities'));
  assert.equal(new Set(drawn.map((facility) => facility.id)).size, service.facility_count);
  const chosen = drawn[0];
  await page.evaluate((lonlat) => globalThis.vungphuMap.goTo(lonlat[0], lonlat[1], 14), chosen.geometry.coordinates);
  await settled(page);
  const {x, y} = await page.evaluate((lonlat) => globalThis.vungphuMap.pixel(lonlat), chosen.geometry.coordinates);
  const box = await page.locator('#map').boundingBox();
  await page.mouse.click(box.x + x, box.y + y);
  await page.waitForSelector('.card');
  const words = await page.textContent('.card');
  assert.ok(words.includes(chosen.name ?? 'Cơ sở không tên'), words);
  assert.ok(words.includes(service.title.vi), words);
  await keep(page, 'facility');
}));

test('another limit asks the server again; the address keeps it', () => onMap(`#indicator=${shared.id}`, async (page) => {
  const limit = service.limits.find((amount) => amount !== shared.limit);
  assert.ok(limit, 'a second limit to choose');
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.url().includes(`indicators/${shared.id}?`) && response.url().includes(`limit=${limit}`)),
    page.selectOption('#limit', String(limit))]);
  const answer = await answered.json();
  await settled(page);
  assert.equal(answer.question.limit, limit);
  assert.equal(await page.textContent('#province-value'), `${inVietnamese(answer.province.value * 100, 1)}%`);
  assert.match(new URL(page.url()).hash, new RegExp(`limit=${limit}`));
  assert.ok((await page.textContent('.changed')).length > 10, 'it says that this is not the definition');
  await page.goBack();
  await settled(page);
  assert.doesNotMatch(new URL(page.url()).hash, /limit=/);
  const own = await api(`indicators/${shared.id}`);
  assert.equal(await page.textContent('#province-value'), `${inVietnamese(own.province.value * 100, 1)}%`);
}));

test('every level offered can be asked for, and groups', () => onMap(`#indicator=${shared.id}`, async (page) => {
  for (const level of catalogue.levels) {
    if (catalogue.levels.length < 2) break;
    await page.selectOption('#level', `${level.level}/${level.vintage}`);
    await settled(page);
    assert.equal(await page.locator('.failure').count(), 0);
    await page.waitForFunction(() => globalThis.vungphuMap.drawn('units').length > 0);
    const drawn = await page.evaluate(() => globalThis.vungphuMap.drawn('units').map((unit) => `${unit.level}/${unit.vintage}`));
    assert.deepEqual([...new Set(drawn)], [`${level.level}/${level.vintage}`], 'one set of units at a time');
    const counts = await page.$$eval('#legend .count', (cells) => cells.map((cell) => Number(cell.textContent.replaceAll('.', ''))));
    assert.equal(counts.reduce((sum, n) => sum + n, 0), level.units);
  }
  /* One group is asked for as another is: every one with VP_THOROUGH=1. */
  const groups = await page.$$eval('#group option', (rows) => rows.map((row) => row.value));
  assert.equal(new Set(groups).size, groups.length);
  for (const group of process.env.VP_THOROUGH ? groups : new Set([groups[1], groups[groups.length >> 1], groups.at(-1)])) {
    await page.selectOption('#group', group);
    await settled(page);
    assert.equal(await page.locator('.failure').count(), 0, group);
  }
}));

test('gaps: ranked by people, and a click goes there', () => onMap(`#indicator=${shared.id}&tab=gaps`, async (page) => {
  const answer = await api('gaps', {service: service.id, limit: shared.limit, group: shared.group, level: 'place', limit_count: 100});
  assert.ok(answer.gaps.length > 0);
  assert.ok((await page.textContent('.total')).includes(grouped(answer.people_total)));
  const rows = await page.locator('table.gaps tbody tr').count();
  assert.equal(rows, answer.gaps.length);
  const people = await page.$$eval('table.gaps tbody tr', (lines) => lines.map((line) => Number(line.cells[2].textContent.replaceAll('.', ''))));
  assert.deepEqual(people, [...people].sort((a, b) => b - a));
  assert.ok((await page.evaluate(() => globalThis.vungphuMap.drawn('gaps').length)) > 0);
  await keep(page, 'gaps');
  await page.click('table.gaps tbody tr:first-child button');
  await settled(page);
  const [lon, lat] = await page.evaluate(() => globalThis.vungphuMap.centre());
  assert.ok(Math.abs(lon - answer.gaps[0].lon) < 0.01 && Math.abs(lat - answer.gaps[0].lat) < 0.01, `${lon}, ${lat}`);
  await page.selectOption('#gap-level', 'commune');
  await settled(page);
  assert.equal(await page.locator('.failure').count(), 0);
}));

test('a click on a commune opens its profile', () => onMap(`#indicator=${shared.id}&facilities=0`, async (page) => {
  const [label] = await pressable(page, 'unit-names');
  await page.mouse.click(label.x, label.y);
  await page.waitForSelector('#profile .services');
  await page.waitForSelector('#profile .point li');
  const answer = await api(`units/${label.code}?service=${service.id}&limit=${shared.limit ?? service.default_limit}`);
  assert.equal(await page.textContent('#profile-name'), answer.unit.full_name ?? answer.unit.name);
  assert.ok((await page.textContent('.facts')).includes(grouped(answer.unit.people)));
  const row = answer.services.find(({id}) => id === service.id);
  const words = await page.textContent('.services li.wanted');
  if (known(row.people_left_out)) assert.ok(words.includes(grouped(row.people_left_out)), words);
  assert.ok((await page.locator('.services .histogram rect').count()) > 2);
  assert.equal(await page.locator('.scores .small-score').count(), answer.indicators.length);
  assert.match(new URL(page.url()).hash, new RegExp(`unit=${label.code}&at=`));
  await settled(page);
  await keep(page, 'profile');
  await page.reload();
  await settled(page);
  assert.equal(await page.textContent('#profile-name'), answer.unit.full_name ?? answer.unit.name, 'the address brings the view back');
  await page.click('#profile .close');
  await page.waitForSelector('#profile', {state: 'hidden'});
}));

test('the score board has every target with its status in words', () => onMap('#tab=targets', async (page) => {
  const {targets} = await api('targets');
  const words = {met: 'Đạt', on_track: 'Đúng tiến độ', behind: 'Chậm', unmet: 'Chưa đạt', no_data: 'Không có dữ liệu', not_defined: 'Không đặt con số'};
  const shown = await page.$$eval('.score', (rows) => rows.map((row) => [row.dataset.key, row.querySelector('.status').lastChild.textContent]));
  assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(targets.map((row) => [`target-${row.indicator}`, words[row.status]])));
  await keep(page, 'targets');
  const {territories} = await api('territories');
  assert.equal(await page.$$eval('#territory option', (options) => options.length), territories.length + 1, 'the plan’s and every territory');
  const {level, vintage, code} = territories.find((row) => row.code !== null && row.level === 'commune');
  await page.selectOption('#territory', `${level}/${vintage}/${code}`);
  await settled(page);
  assert.match(await page.textContent('.board .territory'), new RegExp(`\\(.* ${vintage}, ${code}\\)`));
  assert.match(await page.getAttribute('.board a[href*="report.html"]', 'href'), new RegExp(`code=${code}`));
  await page.selectOption('#territory', '');
  await page.selectOption('#board-status', 'met');
  await page.selectOption('#board-order', 'people');
  await settled(page);
  const met = targets.filter(({status}) => status === 'met').map(({indicator}) => `target-${indicator}`);
  assert.deepEqual((await page.$$eval('.score', (rows) => rows.map((row) => row.dataset.key))).sort(), met.sort(), 'those of a status');
  await page.selectOption('#board-status', '');
  await settled(page);
  const people = targets.filter((row) => row.gap_of === 'people').sort((a, b) => b.gap_count - a.gap_count).map(({indicator}) => `target-${indicator}`);
  assert.deepEqual((await page.$$eval('.score', (rows) => rows.map((row) => row.dataset.key))).slice(0, 3), people.slice(0, 3), 'most people short first');
  assert.match(new URL(page.url()).hash, /scores=people/);
  const other = targets[targets.length - 1].indicator;
  await page.click(`[data-key="target-${other}"]`);
  await settled(page);
  assert.equal(await page.inputValue('#indicator'), other);
}));

test('the ranking has every unit, finds names without tone marks, and its CSV and the workbook are there', () => onMap(`#indicator=${shared.id}&tab=units`, async (page) => {
  const answer = await api(`indicators/${shared.id}`);
  assert.equal(await page.locator('table.units tbody tr').count(), answer.values.length);
  const wanted = answer.values.find((row) => /[àáâãèéêìíòóôõùúýăđơưạ-ỹ]/i.test(row.name));
  const bare = wanted.name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
  await page.fill('#unit-search', bare);
  assert.ok((await page.$$eval('table.units tbody th', (cells) => cells.map((cell) => cell.textContent))).includes(wanted.name));
  await keep(page, 'ranking');
  await page.click('#tab-indicator');
  const download = async (part) => fetch(await page.locator(`.links a[download][href*="${part}"]`).getAttribute('href'));
  const csv = await download('f=csv'), lines = (await csv.text()).trim().split('\n');
  assert.match(csv.headers.get('content-type'), /text\/csv/);
  assert.equal(lines.length, answer.values.length + 2, 'a head, the province and every unit');
  assert.ok(lines[0].includes(';') && !lines[0].includes(','), 'for spreadsheets with decimal commas');
  const book = await download('all.xlsx');
  assert.match(book.headers.get('content-type'), /spreadsheetml/);
  assert.match(book.url, /lang=vi/);
}));

test('English, remembered, with a decimal point', () => onOwnMap(`#indicator=${shared.id}`, {}, async (page) => {
  const answer = await api(`indicators/${shared.id}`);
  await page.click('.languages [lang=en]');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.reload();
  await settled(page);
  assert.equal(await page.textContent('#summary-title'), shared.title.en);
  assert.equal(await page.textContent('#province-value'), `${(answer.province.value * 100).toFixed(1)}%`);
  assert.doesNotMatch(await page.textContent('#tabs, #legend summary, .figures'), /[ạ-ỹ]/, 'no Vietnamese is left in the page’s own words');
  await keep(page, 'english');
}));

test('minutes, the nearest facility and people can be laid over, each with its legend', () => onMap(`#indicator=${shared.id}`, async (page, diary) => {
  const legend = async (name) => {
    await page.click(`#layer-${name}`);
    await page.waitForFunction((id) => document.querySelector(`#layer-${id}`).getAttribute('aria-pressed') === 'true' && document.querySelector('.surface-legend li'), name);
    await settled(page);
    return page.textContent('.surface-legend');
  };
  const minutes = await legend('surface');
  assert.equal(await page.locator('.surface-legend li:not(.break)').count(), 7, 'three classes on each side of the limit, and no path');
  assert.ok(minutes.includes(`ngưỡng ${shared.limit} phút`), minutes);
  assert.ok(diary.requests.some((url) => url.includes(`/tiles/value_${service.id}/`) && url.includes('.png')));
  const pixels = await coloursOf(page, await page.locator('#map').boundingBox());
  assert.ok(pixels.size > 50, `${pixels.size} colours`);
  assert.match(new URL(page.url()).hash, /surface=1/);
  await keep(page, 'surface');
  assert.match(await legend('nearest'), /gần cùng một cơ sở/);
  assert.equal(await page.getAttribute('#layer-surface', 'aria-pressed'), 'false', 'one at a time');
  const people = await legend('people');
  const about = await api('tiles/people.json');
  assert.equal(await page.locator('.surface-legend li').count(), about.legend.length);
  assert.match(people, /người\/km²/);
  for (const name of [`nearest_${service.id}`, 'people']) assert.ok(diary.requests.some((url) => url.includes(`/tiles/${name}/`)), name);
}));

test('the border of the limit is drawn, and moves with the limit', () => onMap(`#indicator=${shared.id}&isochrone=1`, async (page) => {
  const drawn = () => page.evaluate(() => vungphuMap.drawn('isochrone').length);
  await settled(page);
  assert.equal(await page.getAttribute('#layer-isochrone', 'aria-pressed'), 'true');
  const limit = shared.limit ?? service.default_limit;
  const area = await api(`isochrones/${service.id}?limit=${limit}`);
  assert.ok(area.geometry, 'somebody is reached');
  await page.waitForFunction(() => vungphuMap.drawn('isochrone').length > 0);
  await keep(page, 'isochrone');
  await page.click('#layer-isochrone');
  await settled(page);
  await page.waitForFunction(() => vungphuMap.drawn('isochrone').length === 0);
  assert.equal(await drawn(), 0);
  assert.doesNotMatch(new URL(page.url()).hash, /isochrone/);
}));

test('doubtful data stands on the map and says why', () => onMap(`#indicator=${shared.id}&facilities=0`, async (page) => {
  const all = (await api('collections/quality/items?limit=10000')).features.filter((feature) => feature.geometry);
  assert.ok(all.length > 0, 'the sample province has doubtful data with a place');
  await page.click('#layer-findings');
  await page.waitForFunction(() => vungphuMap.drawn('findings').length > 0);
  await settled(page);
  const reasons = new Set(all.map((feature) => feature.properties.reason));
  const own = new Set(all.map((feature) => feature.properties.reason_vi));
  assert.ok([...own].every((reason) => /[ăâđêôơư]/.test(reason)), 'each is said in Vietnamese, too');
  const shown = await page.evaluate(() => vungphuMap.drawn('findings'));
  for (const {reason} of shown) assert.ok(reasons.has(reason), reason);
  const [one] = await pressable(page, 'findings');
  await page.mouse.click(one.x, one.y);
  await page.waitForSelector('.card .finding');
  assert.ok(own.has(await page.textContent('.card .finding p')), 'in the language of the page');
  await keep(page, 'findings');
}));

test('everything can be reached and read without a mouse', () => onMap(`#indicator=${shared.id}`, async (page) => {
  const nameless = await page.$$eval('button, a, select, input, canvas', (elements) => elements.filter((element) => {
    const label = element.closest('label')?.textContent ?? '';
    return !(element.getAttribute('aria-label') || element.textContent || label || element.title).trim();
  }).map((element) => element.outerHTML));
  assert.deepEqual(nameless, []);
  await page.focus('#tab-indicator');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getAttribute('#tab-units', 'aria-selected'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-units');
  await settled(page);
  await page.focus('table.units tbody tr:first-child button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#profile .services');
  await page.click('#tab-indicator');
  await page.focus('#tab-indicator');
  const seen = new Set();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    seen.add(await page.evaluate(() => document.activeElement.closest('#header, #tabs, #map, #layers, #legend, #profile')?.id ?? ''));
  }
  for (const part of ['map', 'layers', 'legend', 'profile']) assert.ok(seen.has(part), `${part} can be reached with the Tab key`);
}));

test('a first visit is guided in four steps, and can be left; who opens a link is not', () => onOwnMap('', {firstVisit: true}, async (page) => {
  for (const part of ['.menu', '.slider, #limit, .options', '#map', '#tabs']) {
    await page.waitForSelector(`:is(${part}).pointed-out`, {state: 'attached'});
    await page.click('[data-key=guide-next]');
  }
  await page.waitForSelector('#guide', {state: 'hidden'});
  await page.reload();
  await settled(page);
  assert.equal(await page.isVisible('#guide'), false, 'not a second time');
  await page.click('[data-key=guide]');
  await page.waitForSelector('#guide');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#guide', {state: 'hidden'});
  const narrow = (await page.locator('#map').boundingBox()).width;
  await page.click('[data-key=fold]');
  await page.waitForSelector('#panel', {state: 'hidden'});
  await settled(page);
  assert.ok((await page.locator('#map').boundingBox()).width > narrow + 200, 'the map takes the room');
  assert.match(new URL(page.url()).hash, /panel=0/);
  await page.click('[data-key=fold]');
  await page.waitForSelector('#panel');
}));

/* Runs in the page: menus that share their line though it hides what is chosen in them. */
const cutMenus = () => [...document.querySelectorAll('.fields select')].filter((menu) => {
  const {font, paddingLeft} = getComputedStyle(menu);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = font;
  const wanted = pen.measureText(menu.selectedOptions[0]?.textContent ?? '').width + 2 * parseFloat(paddingLeft) + 20; /* its arrow */
  return menu.clientWidth > 0 && wanted > menu.clientWidth && menu.closest('.field').clientWidth < menu.closest('.fields').clientWidth;
}).map((menu) => menu.selectedOptions[0].textContent);

test('the page fits a phone', () => onOwnMap(`#indicator=${shared.id}`, {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true}, async (page) => {
  await keep(page, 'phone');
  for (const tab of ['indicator', 'units', 'gaps', 'targets']) {
    await page.click(`#tab-${tab}`);
    await settled(page);
    const {page: wide, window: room} = await page.evaluate(() => ({page: document.documentElement.scrollWidth, window: innerWidth}));
    assert.ok(wide <= room, `${tab}: ${wide} of ${room} pixels`);
    assert.deepEqual(await page.evaluate(cutMenus), [], tab);
  }
  const names = await page.$$eval('#header h1, #header .province', (parts) => parts.map((part) => [part.getBoundingClientRect().height / parseFloat(getComputedStyle(part).lineHeight), part.scrollWidth - part.clientWidth]));
  assert.ok(names[0][0] < 3.5 && names[1][0] < 2.5 && names.every(([, more]) => more <= 0), `name and province have a line or two, and are not cut off: ${names}`);
  const box = await page.locator('#map').boundingBox();
  assert.ok(box.width >= 380 && box.height >= 300);
  await page.click('#tab-units');
  await page.click('table.units tbody tr:first-child button');
  await page.waitForSelector('#profile .services');
  const sheet = await page.locator('#profile').boundingBox();
  assert.ok(sheet.width <= 390 && sheet.y > 100, 'the profile leaves some of the map to be seen');
  await keep(page, 'phone-profile');
}));

test('a problem is reported in the server’s words, in the reader’s language, and can be tried again', async () => {
  const {page, context} = await openPage(browser);
  try {
    const wrong = await fetch(new URL(`indicators/${shared.id}?limit=-7`, base));
    const {detail, detail_vi: vietnamese} = await wrong.json();
    assert.ok(wrong.status === 400 && detail && vietnamese !== detail);
    await page.goto(`${base}#indicator=${shared.id}&limit=-7`);
    await page.waitForSelector('#panel-body .failure');
    assert.ok((await page.textContent('#panel-body .failure')).includes(vietnamese));
    await page.click('[data-key=language-en]');
    assert.ok((await page.textContent('#panel-body .failure')).includes(detail));
    await page.click('[data-key=language-vi]');
    await page.route('**/indicators', (route) => route.fulfill({status: 502, contentType: 'text/html', body: '<html>'}));
    await page.goto('about:blank');
    await page.goto(base);
    await page.waitForSelector('#panel-body .failure');
    assert.match(await page.textContent('#panel-body .failure'), /đang bận hoặc đang khởi động lại \(502\)/, 'a proxy has no sentence of its own');
    await page.unroute('**/indicators');
    await page.route('**/indicators', (route) => route.fulfill({status: 503, contentType: 'application/problem+json',
      body: JSON.stringify({title: 'Service Unavailable', detail: 'no snapshot is published yet'})}));
    await page.goto('about:blank');
    await page.goto(base);
    await page.waitForSelector('#panel-body .failure');
    assert.ok((await page.textContent('#panel-body .failure')).includes('no snapshot is published yet'));
    await page.unroute('**/indicators');
    await page.click('#panel-body .failure button');
    await settled(page);
    assert.ok((await page.textContent('#province-value')).length > 0);
  } finally {
    await context.close();
  }
});

test('without WebGL the tables still work', async () => {
  const {page, context} = await openPage(browser);
  try {
    await page.addInitScript(() => {
      const plain = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function context2d(kind, ...rest) { return kind.startsWith('webgl') ? null : plain.call(this, kind, ...rest); };
    });
    await page.goto(`${base}#indicator=${shared.id}&tab=units`);
    await page.waitForSelector('#map-notice .failure');
    await page.waitForSelector('table.units');
    const answer = await api(`indicators/${shared.id}`);
    assert.equal(await page.locator('table.units tbody tr').count(), answer.values.length);
    await page.click('table.units tbody tr:first-child button');
    await page.waitForSelector('#profile .services');
  } finally {
    await context.close();
  }
});
