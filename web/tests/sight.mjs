/* What the reader must see: the chosen place beside the profile at every size, and of which units it is not sure whether they reach
 * the target: node --test tests/sight.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {openPage, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
/* What takes long is asked again until it is there. */
async function api(name) {
  for (;;) {
    const response = await fetch(new URL(name, base), {headers: {Accept: 'application/json'}});
    if (response.status !== 503) return response.json();
  }
}
const TARGET = 0.8;

let browser, stop, page, diary, context, indicator, units;
before(async () => {
  ({browser, stop} = await startBrowser());
  const catalogue = await api('indicators');
  indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group
    && catalogue.services.some(({id, reach, facility_count: n}) => id === row.service && reach === 'travel_time' && n > 0));
  units = (await api(`indicators/${indicator.id}`)).values;
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1024, height: 768}}));
  /* An indicator of travel time with a target: the sample province has none. */
  await page.route((url) => url.pathname.endsWith('/indicators'), async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    for (const row of answer.indicators) if (row.id === indicator.id) row.target = TARGET;
    await route.fulfill({response, json: answer});
  });
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

const sizes = [[360, 640], [1024, 768], [390, 844], [1366, 768]]; /* the two that leave least room always */
for (const [width, height] of process.env.VP_THOROUGH ? sizes : sizes.slice(0, 2)) {
  test(`the chosen place stays in sight: ${width} × ${height}`, async () => {
    await page.evaluate(() => { location.hash = ''; });
    await page.setViewportSize({width, height});
    await page.evaluate((id) => { location.hash = `indicator=${id}`; }, indicator.id);
    await page.evaluate((narrow) => { document.querySelector('#legend details').open = !narrow; }, width < 600); /* as a phone begins */
    await settled(page);
    const {unit: {bbox}} = await api(`units/${units.at(-1).code}`);
    const place = [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2];
    await page.evaluate(([id, code]) => { location.hash = `indicator=${id}&unit=${code}`; }, [indicator.id, units.at(-1).code]);
    await page.waitForSelector('#profile-name');
    await settled(page);
    const seen = await page.evaluate((lonlat) => {
      const {x, y} = globalThis.vungphuMap.pixel(lonlat);
      const {left, top} = document.querySelector('#map').getBoundingClientRect();
      const at = document.elementFromPoint(left + x, top + y);
      return {x, y, on: at?.closest('#map, #profile, #legend, #layers, #panel')?.id ?? ''};
    }, place);
    assert.equal(seen.on, 'map', JSON.stringify(seen));
    await keep(`sight-${width}`);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('#profile').hidden);
    await settled(page);
    assert.equal(await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('map')), null, 'closed, the map is where it was: on the whole province');
    if (width !== 1024) return;
    const {province: {bbox: [west, south]}} = await api('indicators');
    const [corner, legend] = await page.evaluate((lonlat) => [globalThis.vungphuMap.pixel(lonlat), document.querySelector('#legend').getBoundingClientRect().toJSON()], [west, south]);
    const {x, y} = await page.locator('#map').boundingBox();
    assert.ok(y + corner.y <= legend.top || x + corner.x >= legend.right, `the legend, ${JSON.stringify(legend)}, covers none of the province: ${JSON.stringify(corner)}`);
  });
}

test('units whose range crosses the target are hatched, and the legend counts them', async () => {
  const answer = await api(`uncertainty?indicator=${indicator.id}&target=${TARGET}&runs=20`);
  await page.evaluate((id) => { location.hash = `indicator=${id}&unsure=1`; }, indicator.id);
  await page.waitForSelector('#unsure');
  await settled(page);
  const crossing = answer.units.filter(({crosses}) => crosses).map(({code}) => code).sort();
  assert.ok(crossing.length > 0 && crossing.length < answer.units.length, `${crossing.length} of ${answer.units.length}`);
  assert.ok((await page.textContent('#unsure')).startsWith(`${crossing.length} đơn vị`), await page.textContent('#unsure'));
  const drawn = await page.evaluate(() => globalThis.vungphuMap.drawn('units-unsure').map(({code}) => code));
  assert.deepEqual([...new Set(drawn)].sort(), crossing);
  await keep('unsure');
});

test('no fault of the page', () => assert.deepEqual(diary.faults, []));
