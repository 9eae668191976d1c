/* Every view as a picture, in both languages and at the sizes of a phone, an old office screen, a laptop and a large screen, to be looked at.
 * node tests/pictures.mjs with VUNGPHU=http://127.0.0.1:…/ SCREENSHOTS=DIR; VIEWS=units,plan SIZES=1366x768 LANGS=vi take some. */
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {freePlace, moveTo, openPage, settled, startBrowser} from './browser.mjs';

const {VUNGPHU: base, SCREENSHOTS: folder, VIEWS, SIZES = '390x844,1024x768,1366x768,2560x1440', LANGS = 'vi,en'} = process.env;
assert.ok(base && folder, 'VUNGPHU and SCREENSHOTS are needed');
mkdirSync(folder, {recursive: true});
const api = async (name, given) => (await fetch(new URL(name, base), given)).json();

const {indicators, services} = await api('indicators');
const serviceOf = (row) => services.find(({id}) => id === row.service);
const {id, service, limit} = indicators.find((row) => row.measure === 'reached_share' && row.other_limit === null && !row.group && serviceOf(row)?.reach === 'travel_time' && serviceOf(row).facility_count > 0);
const signal = indicators.find((row) => row.measure === 'reached_share' && serviceOf(row)?.reach === 'signal') ?? indicators[0];
const area = indicators.find((row) => serviceOf(row)?.reach === 'area') ?? indicators[0];
const {values} = await api(`indicators/${id}`);
const [worst, next] = values.filter(({value}) => value !== null).sort((a, b) => a.value - b.value);
const several = [...new Map(services.filter(({facility_count: n}) => n > 0).map((row) => [row.department, row.id])).values()].slice(0, 3).map((one) => `${one}:1`).join(',');
const other = serviceOf({service}).limits.find((one) => one !== limit);

/* A plan of the two best sites, made once. */
async function makePlan() {
  const ask = (body) => ({method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  let answer = await api('processes/site/execution', ask({inputs: {service, limit, count: 2, gap: 0.05}}));
  const {jobID} = answer;
  while (!answer.sites) { /* a busy server says that it goes on */
    await new Promise((done) => { setTimeout(done, 500); });
    answer = (await api((await api(`jobs/${jobID}`)).links.at(-1).href)).result ?? answer;
  }
  const {sites} = answer;
  const changes = sites.map(({lon, lat}, i) => ({change: 'add', service, lon, lat, name: `Trạm mới ${i + 1}`, cost: 4 - i}));
  const {id: made} = await api('scenarios', ask({title: {vi: 'Hai trạm mới', en: 'Two new stations'}, changes}));
  return made;
}
const plan = await makePlan();

const click = (selector) => async (page) => { await page.click(selector); await settled(page); };
/* Each by its address, and what is done there. */
const views = {
  indicator: [`indicator=${id}`], units: [`indicator=${id}&tab=units`], several: [`tab=units&several=${several}`], gaps: [`indicator=${id}&tab=gaps`],
  villages: [`indicator=${id}&tab=gaps&gaps=settlement`], missing: [`tab=gaps&several=${several}`], targets: ['tab=targets'], people: ['tab=targets&scores=people&status=unmet'],
  plan: [`indicator=${id}&tab=plan&plan=${plan}`, async (page) => { await page.waitForSelector('#plan-net'); await settled(page); }],
  siting: [`indicator=${id}&tab=plan`, async (page) => {
    await page.click('.siting > summary');
    await page.fill('#siting-count', '3');
    await page.keyboard.press('Tab');
    await page.click('[data-key=siting-start]');
    await page.waitForSelector('#siting-gain');
    await settled(page);
    await page.$eval('#siting-gain', (one) => one.scrollIntoView({block: 'start'}));
  }],
  'plan-page': [`indicator=${id}&tab=plan&plan=${plan}&page=plan`],
  swipe: [`indicator=${id}&tab=compare&other=limit%3D${other}`], difference: [`indicator=${id}&tab=compare&compare=difference&other=limit%3D${other}`],
  columns: [`indicator=${id}&tab=compare&columns=${worst.code},${next.code}`, async (page) => { await page.$eval('#column-0', (one) => one.closest('section').scrollIntoView({block: 'start'})); }],
  profile: [`indicator=${id}&tab=units&unit=${worst.code}`],
  point: [`indicator=${id}`, async (page) => { const {x, y} = await freePlace(page); await page.mouse.click(x, y); await page.waitForSelector('.point li'); await settled(page); }],
  surface: [`indicator=${id}&surface=1&isochrone=1`], findings: [`indicator=${id}&findings=1`], signal: [`indicator=${signal.id}&surface=1`], area: [`indicator=${area.id}`],
  near: [`indicator=${id}&map=13.5/${values.length ? (await api(`units/${worst.code}`)).unit.bbox.slice(1, 2)[0] + 0.05 : 0}/${(await api(`units/${worst.code}`)).unit.bbox[0] + 0.08}`],
  sources: [`indicator=${id}`, click('[data-key=sources]')], find: [`indicator=${id}`, async (page) => { await page.fill('#find-box', 'dinh'); await page.waitForSelector('#find-list li'); }],
  guide: [`indicator=${id}`, click('[data-key=guide]')],
};

/* What lies over the page where it was scrolled to; in a picture of the whole page it would stand in its middle. */
const overPage = ['profile', 'point', 'guide', 'sources', 'plan-page'];

const {browser, stop} = await startBrowser();
for (const size of SIZES.split(',')) {
  const [width, height] = size.split('x').map(Number);
  for (const lang of LANGS.split(',')) {
    const phone = width < 600;
    const {page, context, diary} = await openPage(browser, {viewport: {width, height}, locale: lang === 'vi' ? 'vi-VN' : 'en-GB', hasTouch: phone, isMobile: phone, deviceScaleFactor: 1});
    await page.goto(base);
    for (const [name, [hash, act]] of Object.entries(views)) {
      if (VIEWS && !VIEWS.split(',').includes(name)) continue;
      await moveTo(page, `#${hash}`);
      await settled(page);
      await act?.(page);
      await page.screenshot({path: path.join(folder, `${name}-${lang}-${width}.png`), fullPage: phone && !overPage.includes(name)});
      await page.keyboard.press('Escape');
    }
    for (const fault of diary.faults) console.log(`${size} ${lang}: ${fault}`);
    await context.close();
  }
}
await stop();
