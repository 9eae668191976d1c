/* Plan mode against a running server: node --test tests/plan.mjs with VUNGPHU=http://127.0.0.1:…/
 * Every figure that the page shows of a plan is asked of the API too. SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {openPage, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');

async function api(name, query = {}) {
  const url = new URL(name, base);
  for (const [key, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') url.searchParams.set(key, value);
  for (;;) {
    const response = await fetch(url, {headers: {Accept: 'application/json'}});
    assert.ok([200, 202].includes(response.status), url.href);
    const answer = await response.json();
    if (response.status === 200) return answer;
  }
}

const vi = new Intl.NumberFormat('vi-VN', {maximumFractionDigits: 0});
const signed = (amount) => `${amount >= 0.5 ? '+' : amount <= -0.5 ? '−' : ''}${vi.format(Math.abs(amount))} người`;

let browser, stop, page, diary, context;
let indicator, service, spot;

before(async () => {
  ({browser, stop} = await startBrowser());
  const catalogue = await api('indicators');
  const serviceOf = (row) => catalogue.services.find(({id}) => id === row.service);
  const inTime = catalogue.indicators.filter((row) => row.measure === 'reached_share' && !row.group && serviceOf(row)?.reach === 'travel_time'
    && row.other_limit === null && serviceOf(row).facility_count > 0);
  indicator = inTime[0];
  service = serviceOf(indicator);
  /* The best site of all is one where somebody gains. */
  const found = await fetch(new URL('processes/site/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({inputs: {service: service.id, limit: indicator.limit, count: 1, gap: 0.2}})});
  [spot] = (await found.json()).sites;
  assert.ok(spot, 'somebody is left out');
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}}));
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

/* Where a place of the earth lies on the screen. */
async function pixelOf(lonlat) {
  const [box, at] = [await page.locator('#map').boundingBox(), await page.evaluate((given) => globalThis.vungphuMap.pixel(given), lonlat)];
  return [box.x + at.x, box.y + at.y];
}

const planId = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('plan'));

/* Where each point of the plan is drawn, once all is drawn and the map is at rest. */
async function pointsDrawn() {
  await settled(page);
  return page.evaluate(() => globalThis.vungphuMap.drawn('plan-points').map(({geometry}) => geometry.coordinates));
}

/* A click on the map puts a facility there: not before the map has the tool. */
async function put(lonlat) {
  await page.click('[data-key="plan.put"]');
  await page.waitForSelector('#map canvas.drawing');
  await page.mouse.click(...await pixelOf(lonlat));
}

/* The figures on the screen are those of the API's answer to the same question. */
async function checkFigures() {
  await page.waitForSelector('#plan-net');
  const answer = await api(`scenarios/${await planId()}/indicators`, {indicator: indicator.id});
  const [compared] = answer.indicators;
  const percent = (value) => `${new Intl.NumberFormat('vi-VN', {minimumFractionDigits: 1, maximumFractionDigits: 1}).format(value * 100)}%`;
  const net = compared.province.numerator_after - compared.province.numerator_before;
  const rows = compared.values.map((row) => [row.name, row.numerator_after - row.numerator_before]).filter(([, n]) => Math.abs(n) >= 0.5)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).map(([name, n]) => [name, signed(n).replace(' người', '')]).slice(0, 100);
  /* A name that was changed asks again: read at one moment, when the table is there. */
  const shown = await (await page.waitForFunction(() => document.querySelector('#plan-net') && document.querySelector('section.effects') && {
    before: document.querySelector('#plan-before').textContent,
    after: document.querySelector('#plan-after').textContent,
    net: document.querySelector('#plan-net').textContent,
    rows: [...document.querySelectorAll('table.effects tbody tr')].map((row) => [row.querySelector('th').textContent, row.querySelector('td:last-child').textContent]),
    says: document.querySelector('section.effects').textContent,
  })).jsonValue();
  assert.equal(shown.before, percent(compared.province.before));
  assert.equal(shown.after, percent(compared.province.after));
  assert.equal(shown.net, signed(net));
  assert.deepEqual(shown.rows, rows);
  assert.ok(shown.says.includes(answer.snapshot), 'the figures name their snapshot');
  return net;
}

test('a facility is put: people gained stand there at once, unit by unit, under the snapshot’s id', async () => {
  await put([spot.lon, spot.lat]);
  const net = await checkFigures();
  assert.ok(net > 0, 'who was left out is reached');
  assert.equal(await page.isVisible('#profile'), false, 'the click that puts opens nothing');
  assert.equal((await pointsDrawn()).length, 1);
  await keep('plan-put');
});

test('undone, nothing is changed; done again, it is', async () => {
  await page.click('[data-key="plan.undo"]');
  await page.waitForFunction(() => !document.querySelector('.counter'));
  await page.click('[data-key="plan.redo"]');
  await page.waitForSelector('.counter');
  await checkFigures();
});

test('what stands on the map is dragged elsewhere', async () => {
  const [held] = await pointsDrawn(); /* what is not drawn cannot be taken hold of: the map would move instead */
  const stood = (await api(`scenarios/${await planId()}`)).changes[0];
  const [x, y] = await pixelOf(held);
  let release;
  const answered = new Promise((done) => { release = done; });
  await page.route('**/scenarios/*/indicators*', async (route) => {
    await answered;
    await route.continue();
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 15, y + 10, {steps: 3});
  await page.mouse.up();
  const [there] = await pointsDrawn();
  const [px, py] = await pixelOf(there);
  assert.ok(Math.hypot(px - x - 15, py - y - 10) < 3, `dragged from ${x}, ${y} to ${px}, ${py}`);
  assert.equal(await page.locator('.working').count(), 1, 'the new figures are waited for');
  assert.equal(await page.locator('.counter, table.effects').count(), 0, 'and those of the plan before are gone');
  release();
  await checkFigures();
  await page.unroute('**/scenarios/*/indicators*');
  const [change] = (await api(`scenarios/${await planId()}`)).changes;
  assert.equal(change.change, 'add');
  assert.ok(Math.hypot(change.lon - stood.lon, change.lat - stood.lat) > 1e-3, 'it stands elsewhere');
});

test('a link brings the plan to another reader, whose changes are a copy', async () => {
  await page.fill('#plan-name', '<img src=x onerror=alert(1)>');
  await page.press('#plan-name', 'Enter');
  await checkFigures();
  const [id, link, net] = [await planId(), await page.getAttribute('#plan-link', 'href'), await page.textContent('#plan-net')];
  const other = await openPage(browser);
  try {
    await other.page.goto(`${base}${link}`);
    await other.page.waitForSelector('#plan-net');
    assert.equal(await other.page.textContent('#plan-net'), net);
    assert.equal(await other.page.inputValue('#plan-name'), '<img src=x onerror=alert(1)>', 'a name is text');
    await other.page.click('[data-key="drop-0"]');
    await other.page.click('[data-key="plan.undo"]');
    await other.page.waitForSelector('#plan-net');
    const copy = await other.page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('plan'));
    assert.notEqual(copy, id);
    assert.equal((await api(`scenarios/${id}`)).changes.length, 1, 'the first one’s plan stays');
    assert.deepEqual(other.diary.faults, []);
  } finally {
    await other.context.close();
  }
});

test('the best sites: a gain in people, its proof in plain words, a curve; added to the plan they are its gain', async () => {
  await page.click('[data-key="plan.begin"]');
  await page.fill('#plan-name', 'Hai trạm mới');
  await page.click('.siting > summary'); /* which leaves the name, and is pressed all the same */
  await page.selectOption('#siting-service', service.id);
  await page.fill('#siting-count', '2');
  await page.click('[data-key="siting-start"]');
  await page.waitForSelector('#siting-proof', {timeout: 120000});
  const answer = (await api((await api('jobs', {limit: 1})).jobs[0].links.at(-1).href)).result;
  assert.equal(answer.sites.length, 2);
  assert.equal(answer.limit, indicator.limit);
  assert.ok((await page.textContent('#siting-gain')).includes(`${vi.format(answer.weight_covered)} người`));
  const proof = await page.textContent('#siting-proof');
  assert.ok(proof.includes(`hơn ${vi.format(answer.bound)} người`), proof);
  assert.equal(/Đã chứng minh/.test(proof), answer.proven);
  assert.equal(await page.locator('.curve .more').count(), 2);
  await keep('plan-sites');
  await page.click('[data-key="siting-add"]');
  await page.waitForSelector('.counter');
  const net = await checkFigures();
  /* The search counts people by cells, the plan brings them to each unit's own total: a few in ten thousand, and the page says both. */
  assert.ok(Math.abs(net - answer.weight_covered) <= 1e-3 * answer.weight_covered, `${net} gained, ${answer.weight_covered} promised`);
  const counting = await page.textContent('#siting-counting');
  if (vi.format(net) !== vi.format(answer.weight_covered)) for (const one of [net, answer.weight_covered]) assert.ok(counting.includes(vi.format(one)), counting);
  await settled(page); /* the map is drawn later than the figures are there */
  assert.equal(await page.evaluate(() => globalThis.vungphuMap.drawn('plan-found').length), 0, 'no number lies over the plan’s sites');
  await page.$eval('#panel-body', (body) => { body.scrollTop = 0; });
  await keep('plan-added');
});

test('a name stands clear of the site below its own', async () => {
  const [first] = await pointsDrawn();
  const [x, y] = await pixelOf(first);
  await page.click('[data-key="plan.put"]');
  await page.waitForSelector('#map canvas.drawing');
  await page.mouse.click(x, y + 22);
  await page.waitForFunction(() => document.querySelector('[data-key="drop-2"]'));
  const sites = await pointsDrawn();
  assert.equal(sites.length, 3);
  const seen = await page.evaluate((places) => places.map((place) => {
    const {x: left, y: top} = globalThis.vungphuMap.pixel(place);
    return globalThis.vungphuMap.within('plan-names', [left, top], 4).map(({name}) => name);
  }), sites);
  assert.deepEqual(seen.flat(), [], 'no name lies over a site');
  assert.ok((await page.evaluate(() => globalThis.vungphuMap.drawn('plan-names').length)) >= 2, 'and names are there');
  await keep('plan-beside');
});

test('no fault, no other host, no broken policy', async () => {
  assert.deepEqual(diary.faults, []);
  assert.deepEqual(await page.evaluate(() => globalThis.brokenPolicies), []);
  assert.deepEqual(diary.requests.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(base)), []);
});
