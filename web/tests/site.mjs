/* A site of files beside the server it was made from: the same figures, the same units drawn, nothing asked elsewhere.
 * node --test tests/site.mjs with VUNGPHU=http://127.0.0.1:…/ (the server) and SITE=http://127.0.0.1:…/maps/;
 * SHEETS=http://127.0.0.1:…/sheets/: the same, its tiles from a zoom on in an archive for each tile of it */
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {after, before, test} from 'node:test';
import {gunzipSync} from 'node:zlib';
import {createArchive} from '../source/api/archive.js';
import {openPage, settled, startBrowser} from './browser.mjs';

const {VUNGPHU: base, SITE: home, SHEETS: sheets} = process.env;
assert.ok(base && home, 'VUNGPHU and SITE are the addresses to test');
const json = async (url) => (await fetch(url, {headers: {Accept: 'application/json'}})).json();

/* Figures are compared, and few pixels are drawn. */
const small = {viewport: {width: 900, height: 500}};
let browser, stop, served, kept, catalogue;
before(async () => {
  ({browser, stop} = await startBrowser());
  [served, kept] = [await openPage(browser, small), await openPage(browser, small)];
  catalogue = await json(`${base}indicators`);
  for (const [{page}, address] of [[served, base], [kept, home]]) {
    await page.goto(`${address}#lang=vi&base=0&places=0`);
    await settled(page);
  }
});
after(async () => {
  await served?.context.close();
  await kept?.context.close();
  await stop?.();
});

/* Nothing but a style's address: names are written with the server's own glyphs, and each glyph is asked of it. */
test('a style draws names in a page that has nothing but its address', async () => {
  const {page, context} = await openPage(browser, small);
  const glyphs = [];
  page.on('response', (response) => { if (response.url().includes('/glyphs/')) glyphs.push([response.status(), decodeURI(response.url().split('/glyphs/')[1])]); });
  await page.goto(`${base}sprite.json`);
  const {written, failures} = await page.evaluate(async (address) => {
    document.body.innerHTML = '<div id="map" style="height: 400px"></div>';
    const {Map: MapLibre} = await import(`${address}maplibre/maplibre-gl.mjs`);
    const map = new MapLibre({container: 'map', style: `${address}styles/base`, fadeDuration: 0});
    const found = [];
    map.on('error', ({error}) => found.push(error.message));
    await map.once('idle');
    return {written: map.queryRenderedFeatures({layers: ['unit-names']}).map(({properties}) => properties.name), failures: found};
  }, base);
  assert.deepEqual(failures, []);
  const {features} = await json(`${base}collections/units/items?limit=1000&skipGeometry=true`);
  const names = new Set(features.map(({properties}) => properties.name));
  assert.ok(written.length > 3 && written.every((name) => names.has(name)), `${written}`);
  assert.ok(glyphs.length > 1 && glyphs.every(([status, name]) => status === 200 && name.startsWith('Be Vietnam Pro')), `${glyphs}`);
  for (const name of ['glyphs/Be%20Vietnam%20Pro/7680-7935.pbf', 'sprite.json', 'sprite@2x.png'])
    {assert.equal((await fetch(`${home}${name}`)).status, 200, name);} /* the site has them, too */
  await context.close();
});

/* Both at the same question; what each shows, but for links, menus and what only one of them says. */
const shown = ({page}, what) => page.$$eval(what, (found) => found.map((element) => {
  const copy = element.cloneNode(true);
  for (const other of copy.querySelectorAll('.links, fieldset, .reading, .point')) other.remove();
  return copy.textContent.replace(/\s+/g, ' ').trim();
}));
/* To another question on the same page; the views have taken it up when the event has been heard. */
async function ask({page}, hash) {
  await page.evaluate((next) => new Promise((done) => {
    if (location.hash === next) return done();
    addEventListener('hashchange', () => done(), {once: true});
    location.hash = next;
    return undefined;
  }), `#lang=vi&base=0&places=0&${hash}`);
  await page.waitForFunction(() => !document.querySelector('.waiting'));
}
const both = (hash) => Promise.all([ask(served, hash), ask(kept, hash)]);
async function same(hash, what) {
  await both(hash);
  /* What a view asks for one after another may come later on one of the two. */
  const until = Date.now() + 30000;
  let one, other;
  do {
    [one, other] = [await shown(served, what), await shown(kept, what)];
  } while ((one.join('').length <= 10 || one.join() !== other.join()) && Date.now() < until);
  assert.ok(one.join('').length > 10, `${hash}: the server's page shows something: ${one}`);
  assert.deepEqual(other, one, hash);
}

test('every indicator has the figures of the server, and the units their colours', async () => {
  for (const {id} of catalogue.indicators) {
    await both(`indicator=${id}`);
    assert.deepEqual(await shown(kept, '.summary'), await shown(served, '.summary'), id);
    assert.ok((await shown(kept, '#province-value'))[0], id);
  }
  for (const {page} of [served, kept]) await settled(page);
  const units = (page) => page.evaluate(() => globalThis.vungphuMap.drawn('units').map(({code, colour, without}) => `${code} ${colour} ${without}`).sort());
  assert.deepEqual([...new Set(await units(kept.page))], [...new Set(await units(served.page))]);
});

test('ranking, places left out, villages, board, profile and comparison are the server’s', async () => {
  const own = catalogue.indicators.find(({service}) => service);
  const district = catalogue.levels.find(({level}) => level === 'district');
  const board = (await json(`${base}territories`)).territories.filter(({code}) => code)[0];
  await same(`indicator=${own.id}&tab=units`, '#panel-body table, #panel-body ol');
  if (district) await same(`indicator=${own.id}&tab=units&level=district&vintage=${district.vintage}`, '#panel-body table, #panel-body ol');
  await same(`indicator=${own.id}&tab=gaps`, '#panel-body table, #panel-body .total');
  await same(`indicator=${own.id}&tab=gaps&gaps=settlement`, '#panel-body p:not(.links), #panel-body table');
  await same('tab=targets', '.board');
  await same(`tab=targets&territory=${board.level}/${board.vintage}/${board.code}`, '.board');
  /* A profile has each service at its own terms: as the server's does for an indicator that has them, too. */
  const plain = catalogue.indicators.find((row) => {
    const service = catalogue.services.find(({id}) => id === row.service);
    return service && row.group === service.group && row.limit === service.default_limit;
  });
  await same(`indicator=${plain.id}&unit=${board.code}&level=${board.level}&vintage=${board.vintage}`, '#profile .facts, #profile .asked, #profile .services');
  await same(`tab=compare&indicator=${own.id}&columns=${board.code}`, '#compare-whole, #panel-body table');
});

test('groups and limits are those of the server', async () => {
  const own = catalogue.indicators.find((row) => row.takes_limit && catalogue.services.find(({id}) => id === row.service)?.reach === 'travel_time');
  const group = catalogue.groups.find(({id}) => id !== own.group);
  const {limits} = await json(`${base}indicators/${own.id}/limits`);
  const limit = limits.find((one) => one > 0 && one !== own.limit);
  await same(`indicator=${own.id}&group=${group.id}`, '#province-value, .parts');
  await same(`indicator=${own.id}&limit=${limit}`, '#province-value, .parts');
  await same(`indicator=${own.id}&limit=${limit}&tab=units`, '#panel-body table, #panel-body ol');
});

test('what takes a server is not offered, and said', async () => {
  const own = catalogue.indicators.find(({service}) => service);
  await ask(kept, `tab=plan&indicator=${own.id}`);
  assert.equal(await kept.page.locator('#tab-plan').count(), 0);
  assert.match(await kept.page.textContent('.reading'), /không có máy chủ/);
  const [one, other] = catalogue.groups.map(({id}) => id).filter((id) => id !== own.group);
  await ask(kept, `indicator=${own.id}&group=${one}%2B${other}`);
  assert.match(await kept.page.textContent('.failure'), /cần máy chủ/);
  for (const href of await kept.page.$$eval('#panel a[href], #profile a[href]', (links) => links.map(({href: to}) => to))) {
    assert.equal((await fetch(href)).status, 200, href);
  }
});

test('surfaces and borders of a limit are drawn from the files', async () => {
  const service = catalogue.services.find(({id, reach}) => reach === 'travel_time' && catalogue.indicators.some((row) => row.service === id));
  const own = catalogue.indicators.find((row) => row.service === service.id);
  await both(`indicator=${own.id}&surface=1&isochrone=1&base=1`);
  for (const {page} of [served, kept]) await settled(page);
  for (const {page} of [served, kept]) await page.waitForFunction(() => globalThis.vungphuMap.drawn('isochrone').length > 0);
  assert.ok(kept.diary.requests.some((url) => url.includes(`reach_${service.id}.pmtiles`)));
});

/* A store of objects has no one step: an answer of a later publication may lie there before the list of all. */
test('an answer that is not the one the page knows of is said, and not shown', async () => {
  const {page, context} = await openPage(browser, small);
  await page.route(/\/data\/indicators\/.*\.json$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({response, body: (await response.text()).replace(/"sum":"[0-9a-f]+"/, '"sum":"0000000000000000"')});
  });
  await page.goto(`${home}#lang=vi&base=0&places=0&indicator=${catalogue.indicators[0].id}`);
  await page.waitForSelector('.failure');
  assert.match(await page.textContent('.failure'), /không được trộn lẫn/);
  await context.close();
});

test('nothing was asked elsewhere, and nothing went wrong', () => {
  assert.deepEqual(kept.diary.requests.filter((url) => !url.startsWith(home) && !/^(data|blob):/.test(url)), []);
  assert.deepEqual(kept.diary.faults, []);
  assert.deepEqual(served.diary.faults, []);
});

test('tiles in sheets are drawn as those of the server, near and far', async () => {
  const service = catalogue.services.find(({id, reach}) => reach === 'travel_time' && catalogue.indicators.some((row) => row.service === id));
  const own = catalogue.indicators.find((row) => row.service === service.id);
  const {page, context, diary} = await openPage(browser, small);
  const {bounds: [west, south, east, north]} = await json(`${base}tiles/units.json`);
  const place = `${(south + north) / 2}/${(west + east) / 2}`;
  const units = (from) => from.evaluate(() => globalThis.vungphuMap.drawn('units').map(({code, colour}) => `${code} ${colour}`).sort());
  await page.goto(`${sheets}#lang=vi`);
  for (const zoom of [13.5, 9]) {
    const hash = `base=1&indicator=${own.id}&surface=1&map=${zoom}/${place}`;
    await Promise.all([ask(served, hash), ask({page}, hash)]);
    for (const one of [served.page, page]) await settled(one);
    const [theirs, mine] = [await units(served.page), await units(page)];
    assert.ok(mine.length > 0);
    assert.deepEqual([...new Set(mine)], [...new Set(theirs)], `zoom ${zoom}`);
  }
  for (const name of [`reach_${service.id}`, 'units']) {
    assert.ok(diary.requests.some((url) => new RegExp(`/${name}/11-\\d+-\\d+\\.pmtiles`).test(decodeURIComponent(url).replace(/level=[^/]*\//, ''))), name);
  }
  assert.deepEqual(diary.faults, []);
  await context.close();
});

test('a tile of a sheet is the server’s', async () => {
  const {tiles, sheets: zoom} = await json(`${sheets}data/site.json`);
  assert.equal(zoom, 11);
  let held = 0;
  for (const name of tiles.filter((one) => /\/(facilities|roads)\/11-/.test(one))) {
    const [, layer, column, row] = /(facilities|roads)\/11-(\d+)-(\d+)/.exec(name);
    for (const below of [0, 2]) {
      const place = [11 + below, column * 2 ** below, row * 2 ** below];
      const own = Buffer.from(await (await fetch(`${base}tiles/${layer}/${place.join('/')}.mvt`)).arrayBuffer());
      const tile = Buffer.from(await createArchive(`${sheets}data/${name}`).tile(...place) ?? new ArrayBuffer(0));
      assert.ok(own.equals(tile[0] === 0x1f ? gunzipSync(tile) : tile), `${name} ${place}: ${own.length} and ${tile.length} bytes`);
      held += tile.length;
    }
  }
  assert.ok(held > 100);
});

test('a tile of an archive is the server’s, also from a host that sends no parts', async () => {
  const {tiles} = await json(`${home}data/site.json`);
  const {bounds: [west, south, east, north]} = await json(`${base}tiles/units.json`);
  const plain = createServer(async (request, response) => {
    response.end(Buffer.from(await (await fetch(new URL(request.url.slice(1), home))).arrayBuffer()));
  });
  await new Promise((done) => { plain.listen(0, '127.0.0.1', done); });
  try {
    for (const layer of ['facilities', 'roads']) {
      const name = tiles.find((one) => one.endsWith(`/${layer}.pmtiles`));
      const archives = [createArchive(`${home}data/${name}`), createArchive(`http://127.0.0.1:${plain.address().port}/data/${name}`)];
      let held = 0;
      for (const zoom of [0, 8, 10, 12, 14]) {
        const [lon, lat] = [(west + east) / 2, (south + north) / 2 * Math.PI / 180];
        const column = Math.floor((lon + 180) / 360 * 2 ** zoom);
        const row = Math.floor((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2 * 2 ** zoom);
        const own = Buffer.from(await (await fetch(`${base}tiles/${layer}/${zoom}/${column}/${row}.mvt`)).arrayBuffer());
        for (const archive of archives) {
          const tile = Buffer.from(await archive.tile(zoom, column, row) ?? new ArrayBuffer(0));
          assert.ok(own.equals(tile[0] === 0x1f ? gunzipSync(tile) : tile), `${layer} ${zoom}/${column}/${row}: ${own.length} and ${tile.length} bytes`);
          held += tile.length;
        }
      }
      assert.ok(held > 100, layer);
      assert.equal(await archives[0].tile(14, 0, 0), null);
    }
  } finally {
    plain.close();
  }
});
