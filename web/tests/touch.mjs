/* A phone: all there is to press is high enough for a finger, and axe finds no fault in any view, the profile and the plan's
 * page among them: node --test tests/touch.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {moveTo, openPage, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
const LEAST = 44;
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

let browser, stop, page, diary, context, views;
before(async () => {
  ({browser, stop} = await startBrowser());
  const api = async (name, more) => (await fetch(new URL(name, base), {headers: {Accept: 'application/json'}, ...more})).json();
  const {services, levels, province: {bbox: [west, south, east, north]}} = await api('indicators');
  const {level, vintage} = levels.find(({current}) => current);
  const {values} = await api(`indicators/${(await api('indicators')).indicators[0].id}?level=${level}&vintage=${vintage}`);
  const [first, second] = services.filter(({facility_count: n}) => n > 0);
  const {id: plan} = await api('scenarios', {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({title: {vi: 'Thử', en: 'Trial'}, changes: [{change: 'add', id: 'N1', name: 'N1', service: first.id, lon: (west + east) / 2, lat: (south + north) / 2}]})});
  views = {
    indicator: '#tab=indicator', ranking: '#tab=units', several: `#tab=units&several=${first.id}:1,${second.id}:1`, gaps: '#tab=gaps', board: '#tab=targets',
    plan: `#tab=plan&plan=${plan}`, 'plan-page': `#tab=plan&plan=${plan}&page=plan`, compare: '#tab=compare', profile: `#tab=units&unit=${values[0].code}`,
  };
  ({page, diary, context} = await openPage(browser, {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true}));
  await page.goto(base);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
});

/* What can be pressed, by the label that presses it; in a sentence, words are as high as the sentence. */
const tooLow = (least) => [...document.querySelectorAll('button, select, input, textarea, summary, a[href]')].filter((element) => {
  const {width, height} = element.getBoundingClientRect();
  return width > 0 && height > 0 && !element.closest('.skip, #attribution, .maplibregl-ctrl-scale') && element.checkVisibility();
}).map((element) => ({element, height: (element.closest('label') ?? element).getBoundingClientRect().height}))
  .filter(({height}) => height < least - 0.5)
  .map(({element, height}) => `${element.tagName}.${element.className} ${element.dataset.key ?? element.textContent.slice(0, 30)}: ${height}`);

for (const name of ['indicator', 'ranking', 'several', 'gaps', 'board', 'plan', 'plan-page', 'compare', 'profile']) {
  test(`${name}: a finger finds all there is to press, and axe no fault`, async () => {
    await moveTo(page, views[name]);
    await settled(page);
    if (name === 'plan-page') {
      const {width} = await page.locator('dialog[open] .page-services tbody th').first().boundingBox();
      assert.ok(width >= 110, `a service has ${width} pixels for its name`);
    }
    if (name === 'profile') await page.waitForSelector('#profile-name');
    if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `touch-${name}.png`)});
    assert.deepEqual(await page.evaluate(tooLow, LEAST), []);
    await page.evaluate(axe);
    const {violations} = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
    assert.deepEqual(violations.filter(({impact}) => ['moderate', 'serious', 'critical'].includes(impact)).map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 160)}`), []);
  });
}

test('a row of the board leads to the map, wherever the page was scrolled to', async () => {
  await moveTo(page, views.board);
  await settled(page);
  await page.locator('.board .score').last().click();
  await settled(page);
  const {top, bottom} = await page.evaluate(() => document.querySelector('#map').getBoundingClientRect().toJSON());
  assert.ok(top >= 0 && bottom <= 844, `the map is from ${top} to ${bottom}`);
});

test('all that can be done to a facility is in sight and can be pressed', async () => {
  const {services, indicators} = await (await fetch(new URL('indicators', base))).json();
  const {id, service} = indicators.find((row) => services.some((one) => one.id === row.service && one.reach === 'travel_time' && one.facility_count > 0));
  await moveTo(page, `${views.plan}&indicator=${id}`);
  await settled(page);
  const {features} = await (await fetch(new URL('collections/facilities/items?limit=1000', base))).json();
  const place = features.find(({properties}) => properties.services?.split(',').includes(service)).geometry.coordinates;
  await page.evaluate((lonlat) => globalThis.vungphuMap.goTo(...lonlat, 15), place);
  await settled(page);
  const {left, top} = await page.evaluate(() => { scrollTo(0, 0); return document.querySelector('#map').getBoundingClientRect().toJSON(); });
  const {x, y} = await page.evaluate((lonlat) => globalThis.vungphuMap.pixel(lonlat), place);
  await page.touchscreen.tap(left + x, top + y);
  await page.waitForSelector('.card .card-acts');
  const covered = await page.$$eval('.card button, .card input', (all) => all.filter((one) => {
    const {x: from, y: under, width, height} = one.getBoundingClientRect();
    return !document.elementFromPoint(from + width / 2, under + height / 2)?.closest('.card');
  }).map((one) => one.outerHTML));
  assert.deepEqual(covered, [], 'none lies under something else or outside');
  assert.deepEqual(await page.evaluate(tooLow, LEAST), []);
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, 'touch-card.png')});
  await page.keyboard.press('Escape');
});

test('no fault of the page', () => assert.deepEqual(diary.faults, []));
