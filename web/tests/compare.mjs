/* What is compared besides limits and groups: a year to come, a plan with what there is, two plans, older units. Every figure is
 * asked of the API too: node --test tests/compare.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
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
const save = async (title, changes) => (await fetch(new URL('scenarios', base), {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({title: {vi: title}, changes})})).json();

let browser, stop, page, diary, context, catalogue, indicator, service, sites;
before(async () => {
  ({browser, stop} = await startBrowser());
  catalogue = await api('indicators');
  indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group
    && catalogue.services.some(({id, reach, facility_count: n}) => id === row.service && reach === 'travel_time' && n > 0));
  service = catalogue.services.find(({id}) => id === indicator.service);
  ({sites} = await (await fetch(new URL('processes/site/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({inputs: {service: service.id, limit: indicator.limit, count: 2, gap: 0.2}})})).json());
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}}));
  await page.goto(`${base}#indicator=${indicator.id}&tab=compare`);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
});

async function keep(name) {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
}
const go = async (terms) => {
  await page.evaluate((words) => { location.hash = words; }, `indicator=${indicator.id}&tab=compare${terms}`);
  await settled(page);
};
const percent = (value, digits = 1) => (value === null ? 'không có dữ liệu' : `${new Intl.NumberFormat('vi-VN', {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value * 100)}%`);
/* A, B and the difference of what is shown, as fine as it takes to tell them apart. */
function beside(a, b, digits = 1) {
  const cells = [percent(a, digits), percent(b, digits)];
  if (a === null || b === null) return [...cells, 'không có dữ liệu'];
  if (cells[0] === cells[1] && a !== b && digits < 3) return beside(a, b, digits + 1);
  const change = Number((b * 100).toFixed(digits)) - Number((a * 100).toFixed(digits));
  return [...cells, `${change > 0 ? '+' : change < 0 ? '−' : ''}${percent(Math.abs(change) / 100, digits)}`];
}
const people = (value) => `${value >= 0.5 ? '+' : value <= -0.5 ? '−' : ''}${new Intl.NumberFormat('vi-VN', {maximumFractionDigits: 0}).format(Math.abs(value))}`;
/* [unit, A, B, B − A] of the rows shown, and the province's. */
const table = async () => new Map(await page.$$eval('table.compared tbody tr', (rows) => rows.map((row) => [row.querySelector('th').textContent, [...row.querySelectorAll('td')].map((cell) => cell.textContent)])));
const whole = () => page.textContent('#compare-whole');
const byName = (answer) => new Map(answer.values.map((row) => [row.name, row]));

test('now and a year to come: rates of both, since people are others then', async (t) => {
  if (!catalogue.growth.length) {
    assert.match(await page.textContent('#panel-body'), /growth\.csv/, 'it says why no year can be chosen');
    t.skip('the province states no growth');
    return;
  }
  const years = await page.$$eval('#other-year option', (rows) => rows.map((row) => row.value).filter(Boolean));
  await page.selectOption('#other-year', years.at(-1));
  await page.waitForSelector('table.compared tbody tr');
  await settled(page);
  const [now, then] = [await api(`indicators/${indicator.id}`), await api(`indicators/${indicator.id}?year=${years.at(-1)}`)];
  assert.equal(await whole(), `Toàn tỉnh: A ${percent(now.province.value)} · B ${percent(then.province.value)}`);
  const [rows, one, other] = [await table(), byName(now), byName(then)];
  assert.equal(rows.size, other.size);
  for (const [name, cells] of rows) assert.deepEqual(cells, beside(one.get(name).value, other.get(name).value), name);
  await page.waitForFunction((words) => document.querySelector('.swipe-name.right')?.textContent.includes(words), `năm ${years.at(-1)}`); /* the map beside names its year */
  await keep('compare-years');
  await page.click('[data-key=compare-difference]');
  await page.waitForFunction((words) => document.querySelector('#legend h3')?.textContent.includes(words), `năm ${years.at(-1)}`);
  await settled(page);
  await keep('compare-years-difference');
});

test('a year to come is a question of its own: title, figure, address; what is of today says so', async (t) => {
  if (!catalogue.growth.length) { t.skip('the province states no growth'); return; }
  const [year] = await page.$$eval('#other-year option', (rows) => rows.map((row) => row.value).filter(Boolean));
  const unit = (await api(`indicators/${indicator.id}`)).values[0];
  await page.evaluate((words) => { location.hash = words; }, `indicator=${indicator.id}&unit=${unit.code}&surface=1`);
  await settled(page);
  await page.selectOption('#year', year);
  await page.waitForFunction((words) => document.querySelector('#summary-title')?.textContent.includes(words), `cuối năm ${year}`);
  await settled(page);
  const then = await api(`indicators/${indicator.id}?year=${year}`);
  assert.equal(await page.textContent('#province-value'), percent(then.province.value));
  assert.match(await page.evaluate(() => location.hash), new RegExp(`year=${year}`));
  assert.ok((await page.textContent('#profile .asked')).includes(percent(then.values.find(({code}) => code === unit.code).value)));
  assert.match(await page.textContent('#profile'), /là của hiện nay/);
  assert.ok(await page.isDisabled('#layer-surface'), 'the grid is today’s, and not shown');
  const recorded = catalogue.indicators.find(({measure}) => measure === 'recorded_share');
  await page.selectOption('#indicator', recorded.id);
  await page.waitForSelector('#reason');
  const {province} = await api(`indicators/${recorded.id}?year=${year}`);
  assert.equal(await page.textContent('#reason'), province.reason.text.vi, 'why there is no figure');
});

test('what there is and a plan, then two plans: people gained, unit by unit', async () => {
  const plans = [];
  for (const n of [1, 2]) plans.push(await save(`Kế hoạch ${n}`, sites.slice(0, n).map(({lon, lat}) => ({change: 'add', service: service.id, lon, lat}))));
  await go('');
  await page.waitForSelector('#other-plan');
  await page.selectOption('#other-plan', plans[1].id);
  await page.waitForSelector('table.compared tbody tr');
  await settled(page);
  const [first, second] = await Promise.all(plans.map(async ({id}) => (await api(`scenarios/${id}/indicators?indicator=${indicator.id}`)).indicators[0]));
  assert.equal(await whole(), `Toàn tỉnh: A ${percent(second.province.before)} · B ${percent(second.province.after)}`);
  let rows = await table();
  for (const {name, numerator_before: was, numerator_after: then} of second.values) assert.equal(rows.get(name)[2], people(then - was), name);
  assert.ok(second.values.some((row) => row.numerator_after - row.numerator_before > 1), 'somebody gains');
  await page.waitForFunction(() => document.querySelector('.swipe-name.right')?.textContent.includes('Kế hoạch 2')); /* by its name */
  await keep('compare-plan');
  await page.selectOption('#plan-one', plans[0].id);
  await page.waitForFunction((words) => document.querySelector('#compare-whole')?.textContent === words, `Toàn tỉnh: A ${percent(first.province.after)} · B ${percent(second.province.after)}`);
  await settled(page);
  rows = await table();
  const other = byName(first);
  for (const {name, numerator_after: then} of second.values) assert.equal(rows.get(name)[2], people(then - other.get(name).numerator_after), name);
  await keep('compare-two-plans');
});

test('older units: the map beside shows them, the table what is carried over to those of now; of another level only the whole', async () => {
  const now = catalogue.levels.find(({current}) => current);
  const old = catalogue.levels.find(({level, vintage}) => level === now.level && vintage !== now.vintage);
  assert.ok(old, 'the province has older units');
  await go('');
  await page.selectOption('#other-units', `${old.level}/${old.vintage}`);
  await page.waitForSelector('table.compared tbody tr');
  await settled(page);
  const [own, carried] = [await api(`indicators/${indicator.id}`), await api(`indicators/${indicator.id}?carried_from=${old.vintage}`)];
  const [rows, one, other] = [await table(), byName(own), byName(carried)];
  for (const [name, [a, b]] of rows) assert.deepEqual([a, b], beside(one.get(name).value, other.get(name).value).slice(0, 2), name);
  const drawn = await page.evaluate(() => globalThis.vungphuMap.twinDrawn('units'));
  assert.deepEqual([...new Set(drawn.map(({vintage}) => String(vintage)))], [String(old.vintage)], 'the older units are drawn beside');
  assert.ok(drawn.every(({colour, without}) => colour || without), 'each in its colour');
  await keep('compare-units');
  const coarse = catalogue.levels.find(({level}) => level !== now.level);
  await page.selectOption('#other-units', `${coarse.level}/${coarse.vintage}`);
  const its = await api(`indicators/${indicator.id}?level=${coarse.level}&vintage=${coarse.vintage}`);
  await page.waitForFunction((words) => !document.querySelector('table.compared') && document.querySelector('#compare-whole')?.textContent === words,
    `Toàn tỉnh: A ${percent(own.province.value)} · B ${percent(its.province.value)}`);
  await settled(page);
  assert.ok(await page.isDisabled('[data-key=compare-difference]'));
});

test('no fault of the page', () => assert.deepEqual(diary.faults, []));
