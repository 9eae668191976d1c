/* How long the first view takes, beside a blank page of the same library in the same browser: figure shown, everything drawn.
 * node tests/loading.mjs with VUNGPHU=http://127.0.0.1:…/ (BLANK=… the address of a page with blank.js); prints CSV. By hand, on a quiet machine. */
import {openPage, startBrowser} from './browser.mjs';

const {VUNGPHU: base, BLANK: blank = new URL('blank.html', base).href, ROUNDS: rounds = '7', TRACE: trace} = process.env;
const viewport = {width: 1366, height: 768};

/* Runs in the page before its own scripts. Long pictures name the script that took them: the library's own are no fault of ours. */
function watch() {
  globalThis.seen = {long: []};
  const look = () => {
    const value = document.querySelector('#province-value')?.textContent;
    if (value && !globalThis.seen.figure) globalThis.seen.figure = performance.now();
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true, characterData: true});
  new PerformanceObserver((list) => {
    for (const {scripts = []} of list.getEntries()) for (const {duration, sourceURL, invoker} of scripts) globalThis.seen.long.push({duration, sourceURL, invoker});
  }).observe({type: PerformanceObserver.supportedEntryTypes.find((name) => name.startsWith('long-animation')), buffered: true});
}

async function measure(browser, address, still) {
  const {page, context} = await openPage(browser, {viewport, deviceScaleFactor: 1});
  await page.addInitScript(watch);
  await page.goto(address, {waitUntil: 'commit'});
  await page.evaluate(still);
  const seen = await page.evaluate(() => ({...globalThis.seen, settled: performance.now(), requests: performance.getEntriesByType('resource').length}));
  if (trace) seen.resources = await page.evaluate(() => performance.getEntriesByType('resource').map(({name, startTime, responseEnd}) => [Math.round(startTime), Math.round(responseEnd), name]));
  await context.close();
  return seen;
}

/* Both run in the page. */
const blankStill = () => new Promise((done) => {
  const seen = () => requestAnimationFrame(() => requestAnimationFrame(done)); /* on the screen */
  const look = () => (globalThis.blankMap ? globalThis.blankMap.then(seen) : setTimeout(look, 2));
  look();
});
const ownStill = () => new Promise((done) => {
  const seen = () => requestAnimationFrame(() => requestAnimationFrame(done));
  const look = () => (globalThis.vungphuMap && globalThis.seen.figure && !document.querySelector('.waiting') ? globalThis.vungphuMap.settled().then(seen) : setTimeout(look, 2));
  look();
});

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const {browser, stop} = await startBrowser(true);
const [blanks, owns] = [[], []];
for (let i = 0; i <= Number(rounds); i += 1) {
  const one = await measure(browser, blank, blankStill), other = await measure(browser, base, ownStill);
  if (i === 0) continue; /* the server's first, and the browser's */
  blanks.push(one.settled);
  owns.push(other);
}
await stop();
const still = middle(blanks), figure = middle(owns.map((one) => one.figure)), settled = middle(owns.map((one) => one.settled));
const ours = owns.flatMap(({long}) => long).filter(({sourceURL}) => !sourceURL.includes('/maplibre/'));
console.log('what,milliseconds,of_blank');
console.log(`blank page,${still.toFixed(0)},1`);
console.log(`figure shown,${figure.toFixed(0)},${(figure / still).toFixed(2)}`);
console.log(`everything drawn,${settled.toFixed(0)},${(settled / still).toFixed(2)}`);
console.log(`longest task of ours,${Math.max(0, ...ours.map(({duration}) => duration)).toFixed(0)},`);
console.log(`requests,${owns[0].requests},`);
if (trace) {
  for (const row of owns.at(-1).resources) console.error(...row);
  console.error(JSON.stringify(ours.sort((a, b) => b.duration - a.duration).slice(0, 8)));
  console.error(blanks.map(Math.round).join(' '), '|', owns.map((one) => `${Math.round(one.figure)}/${Math.round(one.settled)}`).join(' '));
}
