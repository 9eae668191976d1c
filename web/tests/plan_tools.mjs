/* The tools of plan mode, each as a planner uses it, on one page against a running server:
 * node --test tests/plan_tools.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {openPage, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
async function api(name) {
  for (;;) {
    const response = await fetch(new URL(name, base), {headers: {Accept: 'application/json'}});
    if (response.status !== 202) return response.json();
  }
}

const PATIENCE = 60000; /* milliseconds */
let browser, stop, page, diary, context, catalogue, indicator, service, capacity;
before(async () => {
  ({browser, stop} = await startBrowser());
  catalogue = await api('indicators');
  const serviceOf = (row) => catalogue.services.find(({id}) => id === row.service);
  indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group && serviceOf(row)?.reach === 'travel_time' && serviceOf(row).facility_count > 0);
  service = serviceOf(indicator);
  capacity = catalogue.indicators.find((row) => row.measure === 'per_10000');
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}, acceptDownloads: true}));
  await page.goto(`${base}#indicator=${indicator.id}&tab=plan`);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
});

async function keep(name) {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
}
async function pixelOf(lonlat) {
  const [box, at] = [await page.locator('#map').boundingBox(), await page.evaluate((given) => globalThis.vungphuMap.pixel(given), lonlat)];
  return [box.x + at.x, box.y + at.y];
}
const look = async (lon, lat, zoom) => {
  await page.evaluate((place) => globalThis.vungphuMap.goTo(...place), [lon, lat, zoom]);
  await settled(page);
};
const planId = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('plan'));
/* The plan as the server has it, once it holds what is asked for and its effects are on the screen. */
async function saved(has) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    await page.waitForFunction(() => !document.querySelector('.working') && new URLSearchParams(location.hash.slice(1)).get('plan'));
    const plan = await api(`scenarios/${await planId()}`);
    if (has(plan.changes)) return plan.changes;
    assert.ok(Date.now() < until, `the plan is ${JSON.stringify(plan.changes)}`);
  }
}
const begin = async (indicatorId = indicator.id) => {
  await page.evaluate((id) => { location.hash = `indicator=${id}&tab=plan`; }, indicatorId);
  await settled(page);
  if (await page.isEnabled('[data-key="plan.begin"]')) await page.click('[data-key="plan.begin"]');
  await page.waitForFunction(() => document.querySelector('.plan .hint') && !document.querySelector('.changes'));
};

test('a road is closed by drawing along it; the plan keeps the line, and how near to it roads are closed', async () => {
  await begin();
  const {features} = await api('collections/facilities/items?limit=1000');
  const place = features.find(({properties}) => properties.services?.includes(service.id)).geometry.coordinates;
  await look(place[0], place[1], 12);
  await page.click('[data-key="plan.close_road"]');
  await page.waitForFunction(() => document.querySelector('canvas.drawing'));
  const [x, y] = await pixelOf(place);
  await page.mouse.click(x - 40, y - 30);
  await page.mouse.click(x + 30, y - 30);
  await page.mouse.click(x + 30, y + 40);
  await page.click('[data-key=tool-done]');
  const [road] = await saved((rows) => rows.length === 1);
  assert.equal(road.change, 'close_road');
  assert.equal(road.geometry.coordinates.length, 3);
  assert.ok(Math.abs(road.geometry.coordinates[0][0] - place[0]) < 0.05);
  await page.waitForFunction(() => globalThis.vungphuMap.drawn('plan-closed').length > 0);
  await page.click('.changes summary');
  await page.fill('[data-key="change-0-metres"]', '200');
  await page.press('[data-key="change-0-metres"]', 'Enter');
  await saved(([row]) => row.metres === 200);
  await keep('tool-road');
});

test('a transmitter has height, power and frequency, and who receives it is counted anew', async () => {
  const fm = catalogue.indicators.find((row) => row.measure === 'reached_share' && catalogue.services.some(({id, reach, mode, scope}) => id === row.service && reach === 'signal' && mode === 'fm' && scope === 'local'));
  await begin(fm.id);
  await page.selectOption('#plan-what', 'fm');
  await page.click('[data-key="plan.put"]');
  await page.waitForFunction(() => document.querySelector('canvas.drawing'));
  const [west, south, east, north] = catalogue.province.bbox;
  await page.mouse.click(...await pixelOf([(west + east) / 2, (south + north) / 2]));
  await page.click('.changes summary');
  for (const [name, value] of [['mast_metres', '80'], ['erp_kw', '5'], ['frequency_mhz', '100.5']]) {
    await page.fill(`[data-key="change-0-${name}"]`, value);
    await page.press(`[data-key="change-0-${name}"]`, 'Enter');
    await saved(([row]) => row[name] === Number(value)); /* drawn anew; the next is not filled meanwhile */
    await settled(page);
  }
  const [mast] = await saved(([row]) => row.mast_metres === 80 && row.erp_kw === 5 && row.frequency_mhz === 100.5);
  assert.deepEqual([mast.change, mast.system, mast.scope, mast.mast_metres, mast.erp_kw, mast.frequency_mhz], ['transmitter', 'fm', 'local', 80, 5, 100.5]);
  const [compared] = (await api(`scenarios/${await planId()}/indicators?indicator=${fm.id}`)).indicators;
  const words = `${new Intl.NumberFormat('vi-VN', {minimumFractionDigits: 1, maximumFractionDigits: 1}).format(compared.province.after * 100)}%`;
  await page.waitForFunction((wanted) => document.querySelector('#plan-after')?.textContent === wanted, words);
  await keep('tool-transmitter');
});

test('by its card on the map a facility gets another capacity and a day of opening, and is removed', async (t) => {
  if (!capacity) { t.skip('no indicator counts capacity'); return; }
  const own = catalogue.services.find(({id}) => id === capacity.service);
  await begin(capacity.id);
  const {features} = await api('collections/facilities/items?limit=1000');
  const {geometry: {coordinates: place}, properties} = features.find((row) => row.properties.services?.split(',').includes(own.id));
  const open = async () => {
    await page.mouse.click(...await pixelOf(place));
    await page.waitForSelector('.card .card-acts');
  };
  await look(place[0], place[1], 15);
  await open();
  await page.fill('.card input[type=number]', '500');
  await page.click('.card .card-act:nth-child(2) button');
  await saved((rows) => rows.some(({change, facility, capacity: n}) => change === 'capacity' && facility === properties.id && n === 500));
  await open();
  await page.fill('.card input[type=date]', '2031-01-01');
  await page.click('.card .card-act:nth-child(3) button');
  await saved((rows) => rows.some(({change, open_from: day}) => change === 'opening' && day === '2031-01-01'));
  await keep('tool-card');
  await open();
  await page.click('.card .card-acts > .act');
  const changes = await saved((rows) => rows.some(({change}) => change === 'remove'));
  assert.deepEqual(changes.map(({change, facility}) => [change, facility]), [['remove', properties.id]], 'a removal ends all else that is done to it');
});

/* Searches, and waits for its answer. */
async function search() {
  const latest = async () => (await api('jobs?limit=1')).jobs[0];
  const earlier = (await latest())?.jobID;
  await page.click('[data-key=siting-start]');
  /* What stands there may still be of the search before. */
  let job;
  do job = await latest(); while (!job || job.jobID === earlier || !['successful', 'failed', 'dismissed'].includes(job.status));
  await page.waitForFunction(() => !document.querySelector('.siting-running') && document.querySelector('#siting-proof'));
  return (await api(job.links.at(-1).href)).result;
}

test('no site stands in an area that was drawn', async () => {
  await begin();
  await page.evaluate(() => globalThis.vungphuMap.home());
  await settled(page);
  await page.click('.siting > summary');
  await page.selectOption('#siting-service', service.id);
  await page.fill('#siting-count', '1');
  await page.press('#siting-count', 'Tab');
  const [free] = (await search()).sites;
  await page.click('[data-key=siting-exclude]');
  await page.waitForFunction(() => document.querySelector('canvas.drawing'));
  const [x, y] = await pixelOf([free.lon, free.lat]);
  for (const [dx, dy] of [[-30, -30], [30, -30], [30, 30]]) await page.mouse.click(x + dx, y + dy);
  await page.mouse.dblclick(x - 30, y + 30);
  await page.waitForSelector('[data-key=siting-allow]');
  const {inputs, sites: [site]} = await search();
  assert.equal(inputs.excluded.length, 1);
  const [west, east] = [0, 1].map((end) => (end ? Math.max : Math.min)(...inputs.excluded[0].map(([lon]) => lon)));
  const [south, north] = [0, 1].map((end) => (end ? Math.max : Math.min)(...inputs.excluded[0].map(([, lat]) => lat)));
  assert.ok(site.lon < west || site.lon > east || site.lat < south || site.lat > north, 'it stands outside');
  assert.ok(free.lon > west && free.lon < east && free.lat > south && free.lat < north, 'the best of all would stand inside');
  await keep('tool-exclude');
  await page.click('[data-key=siting-allow]');
});

test('sites may complete what services count together', async () => {
  const joint = catalogue.indicators.find((row) => row.joint?.services.some(({service: id}) => catalogue.services.some((one) => one.id === id && one.reach === 'travel_time')));
  const sited = joint.joint.services.find(({service: id}) => catalogue.services.some((one) => one.id === id && one.reach === 'travel_time')).service;
  await page.selectOption('#siting-service', sited);
  await page.selectOption('#siting-counted', joint.id);
  assert.ok((await page.textContent('.siting-form')).includes(joint.title.vi));
  const answer = await search();
  assert.deepEqual([answer.inputs.indicator, answer.inputs.service, answer.inputs.group], [joint.id, sited, undefined]);
  assert.equal(answer.joint.services.length, joint.joint.services.length);
  await page.selectOption('#siting-service', service.id);
});

test('what is broken is chosen from, by its own areas, with the keyboard and at the width of a phone', async () => {
  const whole = catalogue.services.find(({id, reach}) => reach === 'area' && id === 'water_area');
  await page.selectOption('#siting-service', 'water_area_tested');
  assert.equal(await page.inputValue('#siting-mend'), whole.id, 'an area is served by what is mended alone');
  assert.ok((await page.textContent('#siting-mend')).includes(whole.title.vi));
  assert.equal(await page.locator('#siting-list, #siting-counted').count(), 0, 'neither a list nor others counted with it');
  await page.setViewportSize({width: 390, height: 844});
  await page.focus('#siting-service');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'siting-mend');
  const answer = await search();
  assert.deepEqual([answer.inputs.mend, answer.inputs.limit, answer.inputs.candidates], [whole.id, undefined, undefined]);
  assert.match(await page.textContent('#siting-gain'), /^Sửa lại 1 nơi/);
  assert.ok((await page.textContent('.siting-found tbody th')).startsWith(answer.sites[0].name));
  assert.equal(await page.locator('[data-key=siting-add]').count(), 0, 'a plan has no areas');
  assert.ok(await page.evaluate(() => [...document.querySelectorAll('.siting-form select')].every((one) => one.getBoundingClientRect().right <= innerWidth)), 'cut off');
  await page.locator('.siting-form').scrollIntoViewIfNeeded();
  await keep('tool-mend');
  await page.setViewportSize({width: 1366, height: 768});
  await page.selectOption('#siting-service', service.id);
});

test('what a place must be is filled in, or written as a table: both say the same, and so does the server', async () => {
  const fill = async (id, value) => {
    await page.fill(id, value);
    await page.press(id, 'Tab');
  };
  const shown = () => page.$$eval('.siting-suitability input', (all) => all.slice(0, 3).map((one) => one.value));
  await page.click('.siting-suitability > summary');
  for (const [id, value] of [['#siting-road', '400'], ['#siting-slope', '12,5'], ['#siting-barrier', '60.5']]) await fill(id, value);
  const table = 'factor;least;most\nroad;;400\nslope;;12,5\nbarrier;60,5;';
  assert.equal(await page.inputValue('#siting-suitability'), table);
  assert.equal(await page.locator('#siting-worth').count(), 0, 'no score, nothing that it is worth');
  await page.fill('#siting-slope', '1.000');
  assert.equal(await page.$eval('#siting-slope', (one) => one.validity.valid), false, 'one, or a thousand?');
  await fill('#siting-slope', '12,5');
  const answer = await search();
  assert.equal(answer.inputs.suitability, table);
  const same = await (await fetch(new URL('processes/site/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({inputs: {...answer.inputs, report: false, suitability: 'factor,most,least\nroad,400,\nslope,12.5,\nbarrier,,60.5\n'}})})).json();
  assert.deepEqual([answer.sites, answer.suitability], [same.sites, same.suitability]);
  assert.ok(same.suitability.factors.length === 3 && same.suitability.factors.every(({excluded}) => excluded > 0), JSON.stringify(same.suitability.factors));
  assert.equal(await page.locator('#siting-suited li').count(), 3);
  await keep('tool-suitability');
  await page.click('[data-key=siting-factors] > summary');
  await fill('#siting-suitability', 'factor;most;zero;one\nslope;15,5;15;0\nelevation;600;;');
  assert.deepEqual(await shown(), ['', '15,5', '']);
  assert.equal(await page.locator('#siting-worth').count(), 1);
  await fill('#siting-road', '500');
  assert.equal(await page.inputValue('#siting-suitability'), 'factor;most;zero;one\nslope;15,5;15;0\nelevation;600;;\nroad;500;;', 'what the fields do not show stays');
  await fill('#siting-suitability', '');
  assert.deepEqual(await shown(), ['', '', '']);
});

test('sites from a list with prices, for a budget: what they cost stands with them, in the plan and on its page', async () => {
  const {sites} = await (await fetch(new URL('processes/site/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({inputs: {service: service.id, limit: indicator.limit, count: 3, gap: 0.05}})})).json();
  const prices = [9, 3, 2.5];
  await page.click('.siting-candidates > summary');
  await page.fill('#siting-list', sites.map(({lon, lat}, i) => `${lon}; ${lat}; ${String(prices[i]).replace('.', ',')}; Nơi ${i + 1}`).join('\n'));
  await page.press('#siting-list', 'Tab');
  await page.waitForFunction(() => document.querySelector('#siting-listed')?.textContent.startsWith('3 '));
  await page.selectOption('#siting-aim', 'budget');
  await page.fill('#siting-budget', '6');
  await page.press('#siting-budget', 'Tab');
  assert.equal(await page.locator('#siting-price').count(), 0, 'the list says what each costs');
  const answer = await search();
  assert.deepEqual(answer.sites.map(({price}) => price).sort(), [2.5, 3], 'the dear one is beyond the budget');
  assert.match(await page.textContent('#siting-spent'), /^Chi phí 5,5 \(ngân sách 6\)$/);
  assert.match(await page.textContent('#siting-proof'), /ngân sách/);
  const names = await page.$$eval('.siting-found tbody th', (cells) => cells.map((cell) => cell.textContent));
  assert.ok(names.some((name) => name.startsWith('Nơi 2')) && names.some((name) => name.startsWith('Nơi 3')), names.join());
  await keep('tool-budget');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-key=siting-report]')]);
  const report = await readFile(await download.path(), 'utf8');
  assert.match(report, /^<!DOCTYPE html>/);
  assert.equal(report, answer.report, 'the report of this very search');
  await page.click('[data-key=siting-add]');
  const changes = await saved((rows) => rows.length === 2);
  assert.deepEqual(changes.map(({cost}) => cost).sort(), [2.5, 3]);
  assert.match(await page.textContent('#plan-cost'), /5,5/);
});

test('a target: the fewest sites for a share', async () => {
  await page.fill('#siting-list', '');
  await page.press('#siting-list', 'Tab');
  await page.selectOption('#siting-aim', 'share');
  const {province} = await api(`indicators/${indicator.id}`);
  await page.fill('#siting-share', String(Math.ceil(province.value * 100 + 1)));
  await page.press('#siting-share', 'Tab');
  const answer = await search();
  assert.equal(answer.inputs.objective, 'set-cover');
  assert.ok(answer.people_after / answer.people >= answer.inputs.share - 1e-9);
  assert.match(await page.textContent('#siting-proof'), answer.proven ? /ít hơn/ : /ít nhất/);
});

test('a plan of several services has its page: cost, people by service and unit, targets; closed, it is left', async () => {
  const other = catalogue.services.find(({id, reach, facility_count: n}) => reach === 'travel_time' && n > 0 && id !== service.id && catalogue.indicators.some((row) => row.service === id && row.measure === 'reached_share'));
  const [mine] = await saved((rows) => rows.length === 2);
  const plan = await (await fetch(new URL('scenarios', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({title: {vi: 'Hai dịch vụ'}, changes: [mine, {change: 'add', service: other.id, lon: mine.lon, lat: mine.lat, cost: 1.5}]})})).json();
  const answer = await api(`scenarios/${plan.id}/indicators`);
  await page.evaluate((id) => { location.hash = `tab=plan&plan=${id}&page=plan`; }, plan.id);
  await page.waitForSelector('#plan-page[open] .page-services');
  assert.equal(await page.textContent('#plan-page-title'), 'Hai dịch vụ');
  assert.match(await page.textContent('#page-cost'), new RegExp(String(mine.cost + 1.5).replace('.', ',')));
  const vi = new Intl.NumberFormat('vi-VN', {maximumFractionDigits: 0});
  const rows = await page.$$eval('.page-services tbody tr', (lines) => lines.map((line) => [line.querySelector('th .small').textContent, ...[...line.querySelectorAll('td')].map((cell) => cell.firstChild.textContent)]));
  assert.ok(rows.length >= 2);
  for (const [title, now, then, net] of rows) {
    const {province: {numerator_before: was, numerator_after: is}} = answer.indicators.find((row) => row.title.vi === title);
    assert.deepEqual([now, then], [vi.format(was), vi.format(is)], title);
    const change = Math.round(is) - Math.round(was); /* of the numbers beside it */
    assert.equal(net, `${change > 0 ? '+' : change < 0 ? '−' : ''}${vi.format(Math.abs(change))}`, title);
  }
  const targets = answer.indicators.map(({id, province}) => ({...catalogue.indicators.find((row) => row.id === id), ...province})).filter(({target}) => target !== null);
  const met = (value, {target, better}) => value !== null && (better === 'less' ? value <= target : value >= target);
  if (targets.length) {
    const counts = (await page.textContent('#page-targets')).match(/\d+/g).map(Number);
    assert.deepEqual(counts, [targets.length, targets.filter((row) => met(row.before, row)).length, targets.filter((row) => met(row.after, row)).length]);
  }
  assert.ok((await page.locator('.page-units tbody tr').count()) > 0);
  await keep('plan-page');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('#plan-page').open && !location.hash.includes('page='));
});

test('no fault of the page, no broken policy', async () => {
  assert.deepEqual(diary.faults, []);
  assert.deepEqual(await page.evaluate(() => globalThis.brokenPolicies), []);
});
