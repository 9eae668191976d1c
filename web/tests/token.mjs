/* A server with a token, restarted, with another token, and a plan that makes no sense any more. It starts its own servers:
 * node --test tests/token.mjs with PROGRAM=build/release/vungphu DATASET=DIR SCREENSHOTS=DIR keeps pictures. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {openPage, settled, startBrowser} from './browser.mjs';

const {PROGRAM: program, DATASET: source} = process.env;
assert.ok(program && source, 'PROGRAM and DATASET are needed');
/* Another server may have that one, and keeps its jobs to itself. */
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'token-'));
const dataset = path.join(work, 'dataset');
fs.cpSync(fs.realpathSync(source), dataset, {recursive: true, verbatimSymlinks: true});
const dist = fileURLToPath(new URL('../dist', import.meta.url));

let server, port = 0;
async function serve(token) {
  server = spawn(program, ['serve', dataset, '--listen', `127.0.0.1:${port}`, '--web', dist, '--quiet'], {env: {...process.env, VUNGPHU_TOKEN: token}, stdio: ['ignore', 'pipe', 'ignore']});
  const [line] = await once(server.stdout, 'data');
  port = Number(/:(\d+)\//.exec(String(line))[1]);
}
async function end() {
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}

let browser, stop, page, diary, context, base, service, place;
before(async () => {
  await serve('ma-thu-nhat');
  base = `http://127.0.0.1:${port}/`;
  const {services, province: {bbox: [west, south, east, north]}} = await (await fetch(`${base}indicators`)).json();
  service = services.find(({reach, facility_count: n}) => reach === 'travel_time' && n > 0);
  place = [(west + east) / 2, (south + north) / 2];
  ({browser, stop} = await startBrowser());
  ({page, diary, context} = await openPage(browser, {viewport: {width: 1366, height: 768}}));
  await page.goto(`${base}#tab=plan`);
  await settled(page);
});
after(async () => {
  await context?.close();
  await stop?.();
  await end();
  fs.rmSync(work, {recursive: true});
});

const keep = async (name) => {
  if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${name}.png`)});
};
const pixelOf = async (lonlat) => {
  const [box, at] = [await page.locator('#map').boundingBox(), await page.evaluate((given) => globalThis.vungphuMap.pixel(given), lonlat)];
  return [box.x + at.x, box.y + at.y];
};
const put = async (dx = 0) => {
  await page.selectOption('#plan-what', service.id);
  await page.click('[data-key="plan.put"]');
  await page.waitForFunction(() => document.querySelector('canvas.drawing'));
  const [x, y] = await pixelOf(place);
  await page.mouse.click(x + dx, y);
};
const enter = async (token) => {
  await page.fill('#token', token);
  await page.click('[data-key=token-send]');
};
const effects = () => page.waitForFunction(() => document.querySelector('.counter, #plan-same'));
const kept = () => page.evaluate(() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href]));

test('whoever may not write is asked for the token, in the place where the figures would be', async () => {
  await put();
  await page.waitForSelector('form.token');
  assert.match(await page.textContent('.plan .failure'), /Cần mã truy cập.*Nhập mã ở dưới/s);
  await keep('token');
  await enter('khong-dung');
  await page.waitForFunction(() => document.querySelector('form.token') && document.querySelector('#token').value === '');
  assert.match(await page.textContent('.plan .failure'), /không đúng hoặc đã hết hiệu lực/);
});

test('with the token the plan goes on, and nothing keeps it', async () => {
  await enter('ma-thu-nhat');
  await effects();
  assert.equal(await page.locator('form.token').count(), 0);
  assert.doesNotMatch(await kept(), /ma-thu-nhat/);
  assert.doesNotMatch(diary.requests.join(), /ma-thu-nhat/, 'no address has it');
});

test('it is asked for once: a search needs no other', async () => {
  await page.click('.siting > summary');
  await page.fill('#siting-count', '1');
  await page.press('#siting-count', 'Tab');
  await settled(page); /* what is drawn anew under a press does not hear it */
  await page.click('[data-key=siting-start]');
  await page.waitForSelector('#siting-proof');
  assert.equal(await page.locator('form.token').count(), 0);
});

test('while the server is away the page says so, and goes on by itself when it is back', async () => {
  await end();
  await page.click('#tab-gaps');
  await page.waitForSelector('#panel-body .failure');
  assert.match(await page.textContent('#panel-body .failure'), /Không kết nối được với máy chủ.*tự thử lại/s);
  await keep('away');
  await serve('ma-thu-hai');
  await page.waitForSelector('.gap-table .total'); /* without a click */
  assert.equal(await page.locator('#panel-body .failure').count(), 0);
});

test('a token that holds no more is asked for again, and the plan goes on', async () => {
  await page.click('#tab-plan');
  await settled(page);
  await put(25);
  await page.waitForSelector('form.token');
  await enter('ma-thu-hai');
  await effects();
  assert.equal(await page.locator('form.token').count(), 0);
});

test('a plan that makes no sense on the new data says why, and can be put right', async () => {
  const id = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('plan'));
  const detail = 'the scenario needs review: changes[0].facility: there is no facility X1 any more';
  await page.route(`**/scenarios/${id}/indicators**`, (route) => route.fulfill({status: 409, contentType: 'application/problem+json',
    body: JSON.stringify({type: 'about:blank', title: 'Conflict', status: 409, detail})}));
  await page.reload();
  await page.waitForSelector('.plan .failure');
  assert.ok((await page.textContent('.plan .failure')).includes(detail), 'in the server’s words');
  assert.ok((await page.locator('.changes li').count()) > 0, 'its changes are there to be put right');
  await keep('conflict');
  await page.unroute(`**/scenarios/${id}/indicators**`);
  await page.click('.plan .failure button');
  await page.waitForSelector('form.token'); /* the page is new: it is asked for again */
  await enter('ma-thu-hai');
  await effects();
});

test('nothing else went wrong', () => {
  const strange = diary.faults.filter((fault) => !/401|409|ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|Failed to load resource/.test(fault));
  assert.deepEqual(strange, []);
});
