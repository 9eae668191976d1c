/* Debian's Chromium, and what a page did in it: requests, errors, broken policies. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/* Pages of a test are short: what the optimising compiler makes of them comes too late, and other threads cost more than they help. */
const brief = '--js-flags=--no-opt,--single-threaded';

async function launch(asUsersHaveIt) {
  const profile = await mkdtemp(path.join(tmpdir(), 'vungphu-browser-'));
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...(asUsersHaveIt ? [] : [brief]), `--crash-dumps-dir=${profile}`]});
  return {browser, profile};
}

/* One for all who have started it and not stopped it yet: starting it, and making its shaders, takes seconds. asUsersHaveIt: for
 * measuring. */
let running = null;
let holders = 0;
export async function startBrowser(asUsersHaveIt = false) {
  holders++;
  running ??= launch(asUsersHaveIt);
  const {browser, profile} = await running;
  return {
    browser,
    async stop() {
      if (--holders) return;
      running = null;
      await browser.close();
      await rm(profile, {recursive: true, force: true});
    },
  };
}

/* Drawn by software, a quarter as fine takes two thirds of the time: the layout, in CSS pixels, is the same, and so is what
 * the map says it has drawn. Pictures to look at are sharp, and finer is whoever counts pixels. */
const deviceScaleFactor = process.env.SCREENSHOTS ? 1 : 0.25;
export const countable = process.env.SCREENSHOTS ? 1 : 0.5;

/* Runs in the page: drawing waits a little, so that what comes together, as tiles do, is drawn once. */
function drawSeldom() {
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  const drop = globalThis.cancelAnimationFrame.bind(globalThis);
  const asked = new Map();
  let last = 0;
  globalThis.requestAnimationFrame = (draw) => {
    const id = ++last;
    const begin = () => {
      const handle = ask((time) => { asked.delete(id); draw(time); });
      asked.set(id, () => drop(handle));
    };
    const timer = setTimeout(begin, 80);
    asked.set(id, () => clearTimeout(timer));
    return id;
  };
  globalThis.cancelAnimationFrame = (id) => { asked.get(id)?.(); asked.delete(id); };
}

/* A page with its diary. requests: every address asked for; faults: whatever went wrong, as words. firstVisit: of somebody
 * to whom the first steps are shown. */
export async function openPage(browser, {firstVisit = false, ...options} = {}) {
  const context = await browser.newContext({viewport: {width: 1120, height: 680}, reducedMotion: 'reduce', locale: 'vi-VN', deviceScaleFactor, ...options});
  context.setDefaultTimeout(Number(process.env.PATIENCE ?? 120000)); /* a busy machine is no fault */
  const page = await context.newPage();
  const diary = {requests: [], faults: []};
  context.on('request', (request) => diary.requests.push(request.url()));
  context.on('serviceworker', (worker) => diary.faults.push(`service worker ${worker.url()}`));
  page.on('websocket', (socket) => diary.requests.push(socket.url()));
  page.on('pageerror', (error) => diary.faults.push(error.stack));
  page.on('requestfailed', (request) => {
    /* The map gives up tiles it no longer needs, and a later question drops an earlier one. */
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') diary.faults.push(`${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('console', (message) => {
    if (message.text().includes('GPU stall due to ReadPixels')) return; /* says the software renderer of itself */
    if (['error', 'warning'].includes(message.type())) diary.faults.push(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  if (!firstVisit) await page.addInitScript(() => { try { localStorage.setItem('vungphu.guide', '1'); } catch { /* about:blank keeps nothing */ } });
  if (!process.env.SCREENSHOTS) await page.addInitScript(drawSeldom);
  await page.addInitScript(() => {
    globalThis.brokenPolicies = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.brokenPolicies.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return {page, context, diary};
}

/* Moves to another address as a link does, until the page has learned of it. wanted: begins with #, or '' for the first view. */
export const moveTo = (page, wanted) => page.evaluate((hash) => new Promise((done) => {
  const before = location.href;
  addEventListener('hashchange', () => done(), {once: true});
  location.hash = hash;
  if (location.href === before) done();
}), wanted);

/* Until figures, colours and tiles are there. What a press leads to is drawn after it, by a timer: this one ends later. */
export async function settled(page) {
  await page.evaluate(() => new Promise((done) => { setTimeout(done); }));
  await page.waitForFunction(() => globalThis.vungphuMap && !document.querySelector('.waiting'), null);
  await page.evaluate(() => globalThis.vungphuMap.settled());
}

/* What is drawn of a layer of points and can be pressed, each with where on the page: nothing of the page lies over it. */
export const pressable = (page, layer) => page.evaluate((name) => {
  const {left, top} = document.querySelector('#map').getBoundingClientRect();
  return globalThis.vungphuMap.drawn(name).map((feature) => {
    const {x, y} = globalThis.vungphuMap.pixel(feature.geometry.coordinates);
    return {...feature, x: left + x, y: top + y};
  }).filter(({x, y}) => document.elementFromPoint(x, y)?.tagName === 'CANVAS');
}, layer);

/* A place of the map, as near to its middle as can be, where a click chooses a unit: no facility, no name and nothing of the page lies there. */
export const freePlace = (page) => page.evaluate(() => {
  const {left, top, width, height} = document.querySelector('#map').getBoundingClientRect();
  const map = globalThis.vungphuMap;
  const points = map.drawn('facilities').map(({geometry}) => map.pixel(geometry.coordinates));
  const places = [];
  for (let x = 20; x < width - 20; x += 9) for (let y = 20; y < height - 20; y += 9) places.push({x, y, away: Math.hypot(x - width / 2, y - height / 2)});
  const free = ({x, y}) => document.elementFromPoint(left + x, top + y)?.tagName === 'CANVAS' && map.unitAt([x, y])
    && points.every((one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y)) > 14);
  const {x, y} = places.sort((a, b) => a.away - b.away).find(free);
  return {x: left + x, y: top + y};
});

/* Pixels of a screenshot by colour: Map of '#rrggbb' → count. Decoded by the page itself. */
export async function coloursOf(page, clip) {
  const shot = await page.screenshot({clip});
  const counts = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    pen.drawImage(image, 0, 0);
    const {data: bytes} = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = new Map();
    for (let i = 0; i < bytes.length; i += 4) {
      const colour = `#${[bytes[i], bytes[i + 1], bytes[i + 2]].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
      found.set(colour, (found.get(colour) ?? 0) + 1);
    }
    return [...found];
  }, shot.toString('base64'));
  return new Map(counts);
}
