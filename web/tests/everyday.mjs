/* The ten everyday tasks, each with the number of clicks it takes and its result beside what the command line says; a walk
 * by keyboard; what axe finds in every view. One page at one size; VP_THOROUGH=1 takes both languages and a phone too.
 * node --test tests/everyday.mjs with VUNGPHU=http://127.0.0.1:…/ PROGRAM=build/release/vungphu DATASET=DIR */
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';
import {freePlace, moveTo, openPage, settled, startBrowser} from './browser.mjs';

const {VUNGPHU: base, PROGRAM: program, DATASET: dataset} = process.env;
assert.ok(base && program && dataset, 'VUNGPHU, PROGRAM and DATASET are needed');
const MOST = 6;
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const cli = (...words) => JSON.parse(execFileSync(program, [...words, '--format', 'json'], {encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore']}));
const api = async (name) => (await fetch(new URL(name, base), {headers: {Accept: 'application/json'}})).json();

const every = [
  {lang: 'vi', locale: 'vi-VN', viewport: {width: 1366, height: 768}},
  {lang: 'en', locale: 'en-GB', viewport: {width: 1366, height: 768}},
  {lang: 'vi', locale: 'vi-VN', viewport: {width: 390, height: 844}, hasTouch: true},
  {lang: 'en', locale: 'en-GB', viewport: {width: 390, height: 844}, hasTouch: true},
];

let browser, stop, indicator, service, values;
before(async () => {
  ({browser, stop} = await startBrowser());
  const {indicators, services} = await api('indicators');
  const serviceOf = (row) => services.find(({id}) => id === row.service);
  indicator = indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group && serviceOf(row)?.reach === 'travel_time' && serviceOf(row).facility_count > 0);
  service = serviceOf(indicator);
  values = cli('indicators', dataset, '--indicator', indicator.id);
});
after(() => stop?.());

/* Where one more would reach most. A busy server says that it is, and goes on. */
async function bestSite() {
  for (;;) {
    const answer = await fetch(new URL('processes/site/execution', base), {method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({inputs: {service: service.id, limit: indicator.limit, count: 1, gap: 0.2}})});
    if (answer.status !== 503) return answer.json();
    await new Promise((done) => { setTimeout(done, 1000 * Number(answer.headers.get('Retry-After') ?? 1)); });
  }
}

/* What the surface that the command line exports has at a place; null without GDAL to read it. */
function onSurface([lon, lat]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vungphu-surface-'));
  const file = path.join(folder, 'surface.tif');
  execFileSync(program, ['export', dataset, file, '--layer', service.id], {stdio: 'ignore'});
  const read = `from osgeo import gdal, osr
gdal.UseExceptions()
raster = gdal.Open(${JSON.stringify(file)})
own, world = osr.SpatialReference(wkt=raster.GetProjection()), osr.SpatialReference()
world.ImportFromEPSG(4326)
for each in (own, world): each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
x, y, _ = osr.CoordinateTransformation(world, own).TransformPoint(${lon}, ${lat})
left, dx, _, top, _, dy = raster.GetGeoTransform()
print(raster.GetRasterBand(1).ReadAsArray(int((x - left) / dx), int((y - top) / dy), 1, 1)[0][0])`;
  const {stdout} = spawnSync('/usr/bin/python3', ['-c', read], {encoding: 'utf8'});
  rmSync(folder, {recursive: true});
  return stdout.trim() ? Number(stdout) : null;
}

/* Of the indicator's people; scenario prints shares. */
const gained = (rows) => {
  const {before: was, after: then} = rows.find((row) => row.indicator === indicator.id && row.code === '*');
  return (then - was) * whole(values).denominator;
};
const whole = (rows) => rows.find(({code}) => code === '*');
const near = (shown, wanted, most, what) => assert.ok(Math.abs(shown - wanted) <= most, `${what}: ${shown} on the screen, ${wanted} by the command line`);

for (const {lang, locale, viewport, hasTouch = false} of process.env.VP_THOROUGH ? every : every.slice(0, 1)) {
  describe(`${lang}, ${viewport.width} × ${viewport.height}`, () => {
    let page, diary, context;
    let clicks = 0;
    let plan;
    const numberOf = (words) => Number((lang === 'vi' ? words.replace(/\./g, '').replace(',', '.') : words.replace(/,/g, '')).replace('−', '-').match(/-?\d+(\.\d+)?/)?.[0]);
    const textNumber = async (selector) => numberOf(await page.textContent(selector));
    const click = async (selector) => {
      clicks += 1;
      await page.click(selector);
    };
    const choose = async (selector, value) => {
      clicks += 2; /* opened, and chosen */
      await page.selectOption(selector, value);
    };
    const clickAt = async ({x, y}) => {
      clicks += 1;
      await page.mouse.click(x, y);
    };
    const clickMiddle = async () => {
      clicks += 1;
      const box = await page.locator('#map').boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    };
    /* A task begins at the first view. */
    const task = async (name, act) => {
      clicks = 0;
      await moveTo(page, '');
      await settled(page);
      await act();
      assert.ok(clicks <= MOST, `${clicks} clicks`);
      if (process.env.SCREENSHOTS) await settled(page);
      await keep(`task-${name}`);
    };
    const keep = async (name) => {
      if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}-${lang}-${viewport.width}.png`)});
    };
    before(async () => {
      ({page, diary, context} = await openPage(browser, {viewport, locale, hasTouch}));
      await page.goto(base);
      await settled(page);
    });
    after(() => context?.close());

    test('the language is the browser’s', async () => assert.equal(await page.getAttribute('html', 'lang'), lang));

    test('1 where an indicator stands', () => task(1, async () => {
      await choose('#indicator', indicator.id);
      await settled(page);
      near(await textNumber('#province-value'), whole(values).value * 100, 0.051, 'the province');
    }));

    test('2 what if the limit were another', () => task(2, async () => {
      const limit = service.limits.find((one) => one !== (indicator.limit ?? service.default_limit));
      await choose('#indicator', indicator.id);
      await choose('#limit', String(limit));
      await settled(page);
      near(await textNumber('#province-value'), whole(cli('indicators', dataset, '--indicator', indicator.id, '--limit', String(limit))).value * 100, 0.051, 'the province');
    }));

    test('3 the worst commune', () => task(3, async () => {
      await choose('#indicator', indicator.id);
      await click('#tab-units');
      await settled(page);
      const worst = values.filter(({code, value}) => code !== '*' && value !== null).sort((a, b) => a.value - b.value)[0];
      near(numberOf(await page.textContent('table.units tbody tr td')), worst.value * 100, 0.051, worst.name);
    }));

    test('4 where people are left out', () => task(4, async () => {
      await choose('#indicator', indicator.id);
      await click('#tab-gaps');
      await page.waitForSelector('.gap-table tbody tr');
      const [first] = cli('gaps', dataset, '--service', service.id, '--limit', String(indicator.limit ?? service.default_limit));
      const numbers = (await page.$$eval('.gap-table tbody tr:first-child td', (cells) => cells.map((cell) => cell.textContent))).map(numberOf);
      assert.ok(numbers.some((n) => Math.abs(n - first.people) <= 0.5), `${numbers} has ${first.people}`);
    }));

    test('5 how far from here', () => task(5, async () => {
      await choose('#indicator', indicator.id);
      await settled(page);
      await clickAt(await freePlace(page));
      await page.waitForSelector('.point li strong');
      const [lon, lat] = (await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('at'))).split(',').map(Number);
      const {services} = await api(`reach?lon=${lon}&lat=${lat}`);
      assert.equal(await page.locator('.point li').count(), services.length, 'each service has its line');
      const own = services.find(({id}) => id === service.id);
      const words = await page.textContent('.point li strong');
      if (own.value !== null) near(numberOf(words), own.value, 0.51, service.id);
      const exported = onSurface([lon, lat]);
      if (exported !== null && own.value !== null) near(numberOf(words), exported, 0.51, `${service.id} in the exported surface`);
    }));

    test('6 how far the plan is', () => task(6, async () => {
      await click('#tab-targets');
      await page.waitForSelector('.scores .status');
      const rows = cli('targets', dataset);
      for (const status of ['met', 'behind', 'no_data']) assert.equal(await page.locator(`.board .status.${status}`).count(), rows.filter((row) => row.status === status).length, status);
    }));

    test('7 a new station here', () => task(7, async () => {
      const {sites: [spot]} = await bestSite();
      await moveTo(page, `#indicator=${indicator.id}&map=12/${spot.lat}/${spot.lon}`);
      await settled(page);
      await click('#tab-plan');
      await choose('#plan-what', service.id);
      await click('[data-key="plan.put"]');
      await page.waitForSelector('#map canvas.drawing');
      await clickMiddle();
      await page.waitForSelector('#plan-net');
      plan = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('plan'));
      const [{lon, lat}] = (await api(`scenarios/${plan}`)).changes;
      near(await textNumber('#plan-net'), gained(cli('scenario', dataset, '--add', `${service.id}:${lon},${lat}`, '--quiet')), 0.51, 'people gained');
    }));

    test('8 the best two sites', () => task(8, async () => {
      await moveTo(page, `#indicator=${indicator.id}`);
      await settled(page);
      await click('#tab-plan');
      await click('.siting > summary');
      await page.fill('#siting-count', '2');
      await page.keyboard.press('Tab');
      clicks += 1;
      await click('[data-key=siting-start]');
      await page.waitForSelector('#siting-gain', {timeout: 120000});
      const found = cli('sites', dataset, '--service', service.id, '--count', '2', '--limit', String(indicator.limit));
      const gain = (await page.$$eval('.siting-found tbody tr', (all) => all.map((row) => row.lastElementChild.textContent))).map(numberOf).at(-1);
      near(gain, found.weight_covered, 0.51, 'people gained');
    }));

    test('9 a plan sent to somebody', () => task(9, async () => {
      await moveTo(page, `#tab=plan&indicator=${indicator.id}&plan=${plan}`);
      await page.waitForSelector('#plan-net');
      const link = await page.getAttribute('#plan-link', 'href');
      assert.equal(new URLSearchParams(link.slice(1)).get('plan'), plan);
      const file = path.join(mkdtempSync(path.join(tmpdir(), 'vungphu-plan-')), 'changes.json');
      writeFileSync(file, JSON.stringify((await api(`scenarios/${plan}`)).changes));
      near(await textNumber('#plan-net'), gained(cli('scenario', dataset, '--changes', file, '--quiet')), 0.51, 'people gained');
      rmSync(path.dirname(file), {recursive: true});
    }));

    test('10 the table taken away', () => task(10, async () => {
      await choose('#indicator', indicator.id);
      await settled(page);
      const [download] = await Promise.all([page.waitForEvent('download'), click('[data-key=take-table]')]);
      const bytes = readFileSync(await download.path());
      for (const {code, value} of values) if (code !== '*' && value !== null) assert.ok(bytes.includes(`<v>${value}</v>`) || bytes.includes(`<v>${String(value).slice(0, 8)}`), code);
    }));

    /* Pressed as often as it takes, as somebody without a mouse does. */
    const tabTo = async (selector) => {
      for (let i = 0; i < 150; i += 1) {
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${selector} is not reached by Tab`);
    };
    const focused = () => page.evaluate(() => document.activeElement.dataset.key ?? document.activeElement.id);

    describe('by keyboard alone', {skip: viewport.width < 600 && 'a phone has no keyboard'}, () => {
      test('1 an indicator is found by its name, and stands with its figure', async () => {
        await moveTo(page, '');
        await settled(page);
        await tabTo('#find-box');
        await page.keyboard.type(indicator.id);
        await page.waitForSelector('#find-list [role=option][aria-selected=true]');
        await page.keyboard.press('Enter');
        await settled(page);
        assert.equal(await page.inputValue('#indicator'), indicator.id);
        near(await textNumber('#province-value'), whole(values).value * 100, 0.051, 'the province');
      });

      test('2 another limit by the slider', async () => {
        await tabTo('#limit-slider');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        await settled(page);
        const limit = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('limit'));
        assert.ok(Number(limit) > indicator.limit, `${limit}`);
        near(await textNumber('#province-value'), whole(cli('indicators', dataset, '--indicator', indicator.id, '--limit', limit)).value * 100, 0.051, 'the province');
        assert.equal(await focused(), 'limit-slider', 'and the slider keeps the focus');
      });

      test('3 the ranking, a profile, Escape, and back to the row', async () => {
        await tabTo('#tab-indicator');
        await page.keyboard.press('ArrowRight');
        assert.equal(await page.getAttribute('#tab-units', 'aria-selected'), 'true');
        assert.equal(await focused(), 'tab-units');
        await settled(page);
        await tabTo('table.units tbody button');
        const row = await focused();
        await page.keyboard.press('Enter');
        await page.waitForSelector('#profile-name');
        assert.equal(await focused(), 'close', 'the profile takes the focus');
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => document.querySelector('#profile').hidden);
        assert.equal(await focused(), row, 'the focus goes back');
      });

      test('4 the largest gap is gone to', async () => {
        await tabTo('#tab-units');
        await page.keyboard.press('ArrowRight');
        await page.waitForSelector('.gap-table tbody button');
        await settled(page);
        await tabTo('.gap-table tbody button');
        await page.keyboard.press('Enter');
        await settled(page);
        const [first] = (await api(`gaps?service=${service.id}&limit=${new URLSearchParams(new URL(page.url()).hash.slice(1)).get('limit')}&limit_count=1`)).gaps;
        const [lon, lat] = await page.evaluate(() => globalThis.vungphuMap.centre());
        assert.ok(Math.abs(lon - first.lon) < 0.01 && Math.abs(lat - first.lat) < 0.01, `${lon}, ${lat}`);
      });

      test('5 a place of the map, chosen under its cross', async () => {
        const {unit: {bbox: [west, south, east, north]}} = await api(`units/${values.find(({code}) => code !== '*').code}`);
        await moveTo(page, `#indicator=${indicator.id}&map=11/${(south + north) / 2}/${(west + east) / 2}`);
        await settled(page);
        await tabTo('#map canvas');
        for (const key of ['+', 'ArrowRight', 'ArrowLeft']) {
          await page.keyboard.press(key);
          await settled(page);
        }
        for (let i = 0; i < 3; i += 1) { /* a facility under the cross has a card of its own */
          await page.keyboard.press('Enter');
          await page.waitForSelector('#profile-name, .maplibregl-popup.card');
          if (!(await page.locator('.maplibregl-popup.card').count())) break;
          await page.keyboard.press('Escape');
          assert.equal(await page.locator('.maplibregl-popup.card').count(), 0, 'Escape closes a card');
          await page.keyboard.press('ArrowRight');
          await settled(page);
        }
        await page.waitForSelector('.point li strong');
        await keep('keyboard');
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => document.querySelector('#profile').hidden);
        assert.equal(await page.evaluate(() => document.activeElement.tagName), 'CANVAS', 'the focus goes back to the map');
      });
    });

    for (const tab of ['indicator', 'units', 'gaps', 'targets', 'plan', 'compare']) {
      test(`axe: ${tab}`, async () => {
        await moveTo(page, `#tab=${tab}`);
        await settled(page);
        await page.evaluate(axe);
        const found = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: true}}}));
        const faults = found.violations.filter(({impact}) => ['moderate', 'serious', 'critical'].includes(impact));
        assert.deepEqual(faults.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 120)).join(' | ')}`), []);
      });
    }

    test('no fault of the page', () => assert.deepEqual(diary.faults, []));
  });
}

test('dark: the panels follow the reader’s system and can be read', async () => {
  const {page, context, diary} = await openPage(browser, {viewport: {width: 1366, height: 768}, colorScheme: 'dark'});
  await page.goto(base);
  await settled(page);
  const paper = await page.evaluate(() => getComputedStyle(document.querySelector('#panel')).backgroundColor);
  assert.ok(paper.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60), paper);
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run('#panel', {runOnly: ['color-contrast']}));
  assert.deepEqual(violations.flatMap(({nodes}) => nodes.map(({html}) => html.slice(0, 120))), []);
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, 'dark.png')});
  assert.deepEqual(diary.faults, []);
  await context.close();
});
