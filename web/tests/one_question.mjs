/* One question everywhere: for random questions, every number on the screen is the API's answer to that question.
 * node --test tests/one_question.mjs with VUNGPHU=http://127.0.0.1:…/; QUESTIONS=60 asks more, SEED=… others. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {moveTo, openPage, pressable, settled, startBrowser} from './browser.mjs';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
const questions = Number(process.env.QUESTIONS ?? (process.env.VP_THOROUGH ? 60 : 4));
const seed = Number(process.env.SEED ?? 20261129);

async function api(name, query = {}) {
  const url = new URL(name, base);
  for (const [key, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') url.searchParams.set(key, value);
  const response = await fetch(url, {headers: {Accept: 'application/json'}});
  assert.equal(response.status, 200, `${url.href}: ${response.status === 200 ? '' : await response.text()}`);
  return response.json();
}

/* ------------------------------------------------------------ numbers as the reader sees them, written here anew */

const locales = {vi: 'vi-VN', en: 'en-GB'};
const noData = {vi: 'không có dữ liệu', en: 'no data'};
const known = (value) => typeof value === 'number' && Number.isFinite(value);
const formats = new Map();
function format(value, least, most, lang) {
  const key = `${lang} ${least} ${most}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locales[lang], {minimumFractionDigits: least, maximumFractionDigits: most}));
  return formats.get(key).format(value);
}
const fixed = (value, digits, lang) => format(value, digits, digits, lang);
const short = (value, digits, lang) => format(value, 0, digits, lang);
const decimals = {percent: 1, per_10000: 1, ratio: 2, count: 0, people: 0, households: 0, houses: 0, flats: 0, index: 3};

/* What misses its target, or is a part of all, has as many decimals as distinguish it from that. */
function shown(value, unit, lang, target = null, more = 0) {
  if (!known(value)) return noData[lang];
  const percent = unit === 'percent', amount = percent ? value * 100 : value;
  const others = [percent ? 100 : null, known(target) ? target * (percent ? 100 : 1) : null].filter((other) => known(other)
    && Math.abs(amount - other) > 1e-9 * Math.max(1, Math.abs(other)));
  let digits = (decimals[unit] ?? 1) + more;
  while (digits < 12 && others.some((other) => fixed(amount, digits, lang) === fixed(other, digits, lang))) digits += 1;
  return fixed(amount, digits, lang) + (percent ? '%' : '');
}

const read = (words, lang) => Number(lang === 'vi' ? words.replace('%', '').replaceAll('.', '').replace(',', '.') : words.replace('%', '').replaceAll(',', ''));

/* A and B beside each other, as fine as it takes to tell them apart, and the difference of what is shown. */
function shownBeside(a, b, unit, lang) {
  for (let more = 0; ; more += 1) {
    const cells = [a, b].map((one) => shown(one, unit, lang, null, more));
    if (!known(a) || !known(b)) return {cells, change: null};
    const [was, is] = cells.map((words) => read(words, lang));
    if (was !== is || a === b || more === 2) return {cells, change: (is - was) / (unit === 'percent' ? 100 : 1)};
  }
}

function limitShown(amount, service, lang) {
  const sign = {vi: ['tối đa', 'từ'], en: ['within', 'at least']}[lang][service.more_is_better ? 1 : 0];
  if (service.unit === 'min') return `${sign} ${fixed(amount, 0, lang)} ${lang === 'vi' ? 'phút' : 'min'}`;
  if (service.unit === 'm') return `${sign} ${amount >= 1000 ? `${short(amount / 1000, 1, lang)} km` : `${fixed(amount, 0, lang)} m`}`;
  return `${sign} ${short(amount, 1, lang)} ${service.unit}`;
}

/* ------------------------------------------------------------ random questions */

/* xorshift32: the same questions on every machine. */
function randomOf(start) {
  let state = start >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const random = randomOf(seed);
const oneOf = (rows) => rows[Math.floor(random() * rows.length)];

let catalogue;
const serviceOf = (indicator) => catalogue.services.find(({id}) => id === indicator.service);

function anyLimit({limits, unit}) {
  if (random() < 0.5) return oneOf(limits);
  return {min: 1 + Math.floor(random() * 150), m: 50 * (1 + Math.floor(random() * 300))}[unit] ?? oneOf(limits);
}

function anyQuestion() {
  const limited = catalogue.indicators.filter((row) => row.takes_limit && serviceOf(row)?.reach !== 'area');
  const indicator = oneOf(random() < 0.7 ? limited : catalogue.indicators);
  const service = serviceOf(indicator);
  const {level, vintage} = random() < 0.5 ? catalogue.levels.find((row) => row.current) : oneOf(catalogue.levels);
  const terms = {
    group: service && random() < 0.5 ? oneOf(catalogue.groups).id : '',
    limit: limited.includes(indicator) && random() < 0.7 ? anyLimit(service) : '',
    threshold: indicator.threshold !== null && random() < 0.5 ? oneOf([0.5, 0.75, 0.9]) : '',
    year: catalogue.growth.length && random() < 0.3 ? oneOf([1, 2, 3]) + Number(catalogue.snapshot.as_of.slice(0, 4)) : '',
  };
  return {indicator, service, level, vintage, terms, lang: oneOf(['vi', 'en'])};
}

/* ------------------------------------------------------------ what is on the screen */

let page;
const texts = (selector) => page.$$eval(selector, (elements) => elements.map((element) => element.textContent));
const text = (selector) => page.textContent(selector);

/* Moves to another question as a link does, without loading the page again: what was shown before must go. */
async function look(hash) {
  await moveTo(page, hash);
  await settled(page);
}

const hashOf = ({indicator, level, vintage, terms, lang}, more = {}) => `#${new URLSearchParams(
  Object.entries({indicator: indicator.id, level, vintage, ...terms, lang, ...more}).filter(([, value]) => value !== ''))}`;

const isOwn = ({indicator, terms}) => (!terms.group || terms.group === indicator.group) && (terms.threshold === '' || terms.threshold === indicator.threshold)
  && (terms.limit === '' || (terms.limit === indicator.limit && indicator.other_limit === null));

/* The title names the terms that were chosen. */
function checkTitle(question, whole) {
  const {indicator, service, terms, lang} = question;
  const year = terms.year && `, ${lang === 'vi' ? 'cuối năm' : 'end of'} ${terms.year}`;
  assert.ok(whole.endsWith(year), `${whole} names the year`);
  const title = year ? whole.slice(0, -year.length) : whole;
  if (isOwn(question) || !service) {
    assert.equal(title, indicator.title[lang]);
    return;
  }
  const limit = terms.limit === '' ? indicator.limit : terms.limit;
  if (indicator.takes_limit && service.reach !== 'area' && (terms.limit !== '' || indicator.measure !== 'reach_ratio')) {
    assert.ok(title.includes(limitShown(limit, service, lang)), `${title} names ${limitShown(limit, service, lang)}`);
  }
  if (terms.group && terms.group !== indicator.group) assert.ok(title.includes(catalogue.groups.find(({id}) => id === terms.group).title[lang]), title);
}

const rangeNumbers = (words, unit, lang) => (words.match(/[\d.,]*\d/g) ?? [])
  .map((word) => Number(lang === 'vi' ? word.replaceAll('.', '').replace(',', '.') : word.replaceAll(',', '')) / (unit === 'percent' ? 100 : 1));

/* Counts the API's values in the ranges that the legend prints. */
async function checkLegend({lang, indicator}, answer, title) {
  const unit = answer.indicator.unit;
  assert.ok((await text('#legend h3')).startsWith(title), 'the legend’s title');
  const rows = await page.$$eval('#legend .classes li:not(.break)', (items) => items.map((item) => [item.querySelector('.range').textContent, item.querySelector('.count').textContent]));
  const values = answer.values.map(({value}) => value);
  const inside = (value, from, to) => (indicator.better === 'less' ? value > from && value <= to : value >= from && value < to);
  let below = -Infinity;
  rows.slice(0, -1).forEach(([words, count], i) => {
    const numbers = rangeNumbers(words, unit, lang);
    const last = i === rows.length - 2;
    const from = i === 0 ? -Infinity : numbers[0];
    const to = last ? Infinity : numbers[numbers.length - 1];
    if (i > 0) assert.equal(from, below, `${words} begins where the class before ends`);
    below = to;
    assert.equal(count, fixed(values.filter((value) => known(value) && inside(value, from, to)).length, 0, lang), `${words}: ${count}`);
  });
  assert.equal(rows[rows.length - 1][1], fixed(values.filter((value) => !known(value)).length, 0, lang), 'units without data');
}

async function checkSummary(question, answer) {
  const {lang, indicator} = question;
  const {province} = answer;
  assert.equal(await text('#province-value'), shown(province.value, indicator.unit, lang, indicator.target));
  const parts = await texts('.summary .parts');
  if (parts.length) for (const amount of [province.numerator, province.denominator]) assert.ok(parts[0].includes(fixed(amount, 0, lang)), `${parts[0]}: ${amount}`);
  assert.ok((await text('.about')).includes(answer.snapshot), 'the snapshot the figures are from');
  for (const href of await page.$$eval('.summary .links a[href*="indicators/"]', (links) => links.map((link) => link.href))) {
    assert.equal(href.includes('decimal=comma'), lang === 'vi' && href.includes('f=csv'), 'decimal commas go with Vietnamese');
    const exported = await (await fetch(href.replace('f=csv', 'f=json').replace('&decimal=comma', ''))).json();
    assert.deepEqual(exported.province, province, href);
  }
}

async function checkRanking({lang, indicator}, answer, title) {
  assert.equal(await text('#panel-body h2'), title);
  const rows = await page.$$eval('table.units tbody tr', (lines) => lines.map((line) => [line.querySelector('button').dataset.key, line.cells[1].textContent]));
  assert.deepEqual(Object.fromEntries(rows), Object.fromEntries(answer.values.map(({code, value}) => [`unit-${code}`, shown(value, indicator.unit, lang)])));
}

/* The profile of a unit: the question's figure as in the ranking, and each service at the limit and for the group it names. */
async function checkProfile(question, answer, row, title) {
  const {lang, indicator, service, level, vintage, terms} = question;
  const asked = service ? {service: service.id, group: terms.group || indicator.group, limit: indicator.takes_limit && service.reach !== 'area' ? terms.limit || indicator.limit : ''} : {};
  const unit = await api(`units/${row.code}`, {level, vintage, ...asked});
  assert.equal(await text('.asked h3'), title);
  assert.ok((await text('.asked strong')) === shown(row.value, indicator.unit, lang), 'the ranking’s figure');
  const scores = await page.$$eval('.scores .small-score', (items) => items.map((item) => [item.dataset.key, item.querySelector('.score-value').textContent]));
  assert.deepEqual(Object.fromEntries(scores), Object.fromEntries(unit.indicators.map(({id, value, unit: of}) => [`profile-${id}`, shown(value, of, lang)])));
  const listed = await page.$$eval('.services > li details', (items) => items.map((item) => [item.dataset.key.replace(/^\w+-/, ''), item.querySelector('.count').textContent, item.querySelector('.small').textContent]));
  assert.equal(listed.length, unit.services.length);
  for (const [id, left, words] of listed) {
    const one = unit.services.find((given) => given.id === id);
    if (known(one.people_left_out)) assert.ok(left.startsWith(`${fixed(one.people_left_out, 0, lang)} `), `${id}: ${left}`);
    if (!known(one.reached_share)) continue;
    assert.ok(words.startsWith(shown(one.reached_share, 'percent', lang)), `${id}: ${words}`);
    const of = catalogue.services.find((given) => given.id === id);
    if (of.reach !== 'area') assert.ok(words.endsWith(limitShown(one.limit, of, lang)), `${id}: ${words}`);
  }
  const mine = unit.services.find(({id}) => id === service?.id);
  if (mine && indicator.measure === 'reached_share' && indicator.other_limit === null && !terms.year && known(row.value)) assert.equal(mine.reached_share, row.value, 'the service’s own row too');
  for (const one of unit.services) delete one.histogram; /* pictures are left out of the search for strange numbers */
  return unit;
}

async function checkGaps(question) {
  const {lang, indicator, service, terms} = question;
  const limited = indicator.takes_limit && service.reach !== 'area';
  const answer = await api('gaps', {service: service.id, level: 'place', group: terms.group || indicator.group, limit: limited ? terms.limit || indicator.limit : '', year: terms.year, limit_count: 100});
  assert.ok(!terms.year || (await text('#panel-body h2')).endsWith(` ${terms.year}`), 'the year');
  const total = await text('.total');
  assert.ok(total.includes(fixed(answer.people_total, 0, lang)), `${total}: ${answer.people_total}`);
  if (service.reach !== 'area') {
    const words = limitShown(answer.question.limit, service, lang);
    assert.ok(total.includes(words) && (await text('#panel-body h2')).includes(words), total);
  }
  const people = await page.$$eval('table.gaps tbody tr', (lines) => lines.map((line) => line.cells[2].textContent));
  assert.deepEqual(people, answer.gaps.map((gap) => fixed(gap.people, 0, lang)));
  return answer;
}

/* The words at the pointer over a unit that has a name on the map; null when the map shows none. */
async function tipOf() {
  const [label] = await pressable(page, 'unit-names');
  if (!label) return null;
  await page.mouse.move(label.x + 40, label.y + 40);
  await page.mouse.move(label.x, label.y);
  const found = await page.evaluate(() => [...document.querySelectorAll('.tip div > div')].map((tip) => [...tip.children].map((part) => part.textContent)));
  return found[0] ?? null;
}

/* ------------------------------------------------------------ no number that no answer holds */

const numbersIn = (words) => words.match(/\d(?:[\d.,]*\d)?/g) ?? [];

function* leaves(value) {
  if (value !== null && typeof value === 'object') for (const part of Object.values(value)) yield* leaves(part);
  else yield value;
}

/* Every form in which a number of the answers may be written, and the numbers within their words. */
const written = new Map();
function writings(answers, lang) {
  return new Set(answers.flatMap((answer) => [...writingsOf(answer, lang)]));
}

function writingsOf(answer, lang) {
  const key = answer === catalogue ? lang : '';
  if (key && written.has(key)) return written.get(key);
  const found = new Set();
  if (key) written.set(key, found);
  const add = (words) => { for (const number of numbersIn(words)) found.add(number); };
  for (const leaf of leaves(answer)) {
    if (typeof leaf === 'string') add(leaf);
    if (!known(leaf)) continue;
    found.add(String(leaf)); /* a year */
    if (leaf > 0.999 && leaf < 1) add(shown(leaf, 'percent', lang)); /* a share that is not yet all */
    for (const scaled of [leaf, leaf * 100, leaf / 1000, Math.abs(leaf)]) {
      for (const digits of [0, 1, 2, 3]) {
        add(fixed(scaled, digits, lang));
        add(short(scaled, digits, lang));
      }
    }
  }
  return found;
}

/* What the page computes from the answers: what is short, how dense, how many of a kind, which rank. */
const derived = (question, values, unit, gaps) => [
  values.indicator.target === null ? null : Math.abs(values.indicator.target - (values.province.value ?? 0)),
  unit && unit.unit.people / unit.unit.area_km2,
  Array.from({length: Math.max(gaps?.gaps.length ?? 0, catalogue.indicators.length, values.values.length) + 1}, (_, i) => i),
  Array.from({length: 30}, (_, i) => Number(catalogue.snapshot.as_of.slice(0, 4)) + i), /* years to choose */
  new Date(catalogue.snapshot.as_of).toLocaleDateString(locales[question.lang], {dateStyle: 'medium', timeZone: 'UTC'}),
];

async function checkNothingElse(zone, allowed) {
  const words = await page.$$eval(`${zone} *`, (elements) => elements.filter((element) => !element.closest('svg'))
    .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)));
  const strange = words.flatMap((phrase) => numbersIn(phrase).filter((number) => !allowed.has(number)).map((number) => `${number} in “${phrase}”`));
  assert.deepEqual(strange, [], `${zone} holds numbers that no answer holds`);
}

/* ------------------------------------------------------------ the tests */

let stop;
let diary;
before(async () => {
  let browser;
  ({browser, stop} = await startBrowser());
  catalogue = await api('indicators');
  ({page, diary} = await openPage(browser, {viewport: {width: 1366, height: 768}}));
  await page.goto(base);
  await settled(page);
});
after(() => stop?.());

/* more: what is taken away, the score board and a comparison, too. */
async function checkEverywhere(question, more) {
  const {indicator, service, level, vintage, terms, lang} = question;
  const values = await api(`indicators/${indicator.id}`, {level, vintage, ...terms});
  await look(hashOf(question));
  const title = await text('#summary-title');
  checkTitle(question, title);
  assert.ok((await page.title()).startsWith(`${title} – `), 'the window’s title');
  await checkSummary(question, values);
  await checkLegend(question, values, title);
  const tip = await tipOf();
  if (tip) {
    const of = values.values.filter(({name}) => name === tip[0]);
    assert.ok(of.some(({value}) => tip[1].startsWith(shown(value, indicator.unit, lang))), `the pointer says ${tip}`);
  }
  await checkNothingElse('.figures', writings([values, derived(question, values)], lang));
  await checkNothingElse('#panel-body', writings([values, catalogue, derived(question, values)], lang));
  if (more) await checkTaken(question, values, title);

  const row = oneOf(values.values);
  await look(hashOf(question, {tab: 'units', unit: row.code}));
  await checkRanking(question, values, title);
  const unit = await checkProfile(question, values, row, title);
  await checkNothingElse('#panel-body', writings([values, catalogue.groups, derived(question, values)], lang));
  await checkNothingElse('#profile', writings([values, unit, catalogue, derived(question, values, unit)], lang));
  if (more) {
    await look(hashOf(question, {tab: 'targets'}));
    await checkBoard(question);
  }

  if (!service) return;
  await look(hashOf(question, {tab: 'gaps'}));
  const gaps = await checkGaps(question);
  await checkNothingElse('#panel-body', writings([gaps, catalogue, derived(question, values, null, gaps)], lang));
  if (more) await checkCompare(question, values);
}

async function taken(key) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-key=${key}]`)]);
  return readFileSync(await download.path(), 'utf8');
}

/* What is taken away: the shapes' figures, and the cells of the workbook, which is stored as it is. */
async function checkTaken({indicator}, answer, title) {
  const shapes = JSON.parse(await taken('take-shapes'));
  assert.equal(shapes.title, title);
  assert.equal(shapes.snapshot, answer.snapshot);
  assert.deepEqual(Object.fromEntries(shapes.features.map(({properties}) => [properties.code, properties.value])), Object.fromEntries(answer.values.map(({code, value}) => [code, value])));
  assert.ok(shapes.features.every(({properties}) => properties.indicator === indicator.id));
  const book = await taken('take-table');
  for (const {code, value} of [...answer.values, {code: 'whole', ...answer.province}]) if (known(value)) assert.ok(book.includes(`<v>${value}</v>`), `${code}: ${value} in the workbook`);
  assert.ok(book.includes(title.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)), 'the workbook is titled by the question');
}

async function checkBoard({lang, terms}) {
  const answer = await api('targets', {year: terms.year}), history = await api('targets', {history: 1});
  const rows = await page.$$eval('.board .score', (items) => items.map((item) => [item.dataset.key, item.querySelector('.score-value').textContent]));
  assert.equal(rows.length, answer.targets.length);
  for (const [key, words] of rows) {
    const {value, unit, target} = answer.targets.find(({indicator}) => `target-${indicator}` === key);
    assert.ok(words.startsWith(shown(value, unit, lang, target)), `${key}: ${words}`);
  }
  const counts = Array.from({length: answer.targets.length + 1}, (_, i) => i);
  const days = history.targets.flatMap((row) => row.history).map(({as_of: day}) => new Date(day).toLocaleDateString(locales[lang], {dateStyle: 'medium', timeZone: 'UTC'}));
  await checkNothingElse('#panel-body', writings([answer, history, await api('territories'), counts, days], lang));
}

/* Beside another limit, or another group where there is none: A, B and what differs, each from its own answer. */
async function checkCompare(question, values) {
  const {indicator, service, level, vintage, terms, lang} = question;
  const limit = indicator.takes_limit && service.reach !== 'area' ? service.limits.find((one) => one !== (terms.limit || indicator.limit)) : undefined;
  const other = limit === undefined ? {group: catalogue.groups.find(({id}) => id !== indicator.group).id} : {limit};
  await look(hashOf(question, {tab: 'compare', compare: 'difference', other: new URLSearchParams(other)}));
  const beside = await api(`indicators/${indicator.id}`, {level, vintage, ...other});
  const rows = await page.$$eval('table.compared tbody tr', (lines) => lines.map((line) => [line.querySelector('button').dataset.key, line.cells[1].textContent, line.cells[2].textContent]));
  const b = new Map(beside.values.map((row) => [row.code, row]));
  assert.deepEqual(Object.fromEntries(rows.map(([key, ...cells]) => [key, cells])), Object.fromEntries(values.values.map(({code, value}) => [`compared-${code}`, shownBeside(value, b.get(code).value, indicator.unit, lang).cells])));
  const differences = values.values.flatMap(({code, value, numerator}) => [shownBeside(value, b.get(code).value, indicator.unit, lang).change, b.get(code).numerator - numerator]);
  await checkNothingElse('.comparison', writings([values, beside, catalogue, differences, derived(question, values)], lang));
}

for (let i = 0; i < questions; i += 1) {
  test(`random question ${i + 1} of seed ${seed}`, async () => {
    const question = anyQuestion();
    const name = `${new URL(hashOf(question), base).href}`;
    try {
      await checkEverywhere(question, i < 2 || Boolean(process.env.VP_THOROUGH));
    } catch (error) {
      error.message = `${name}\n${error.message}`;
      throw error;
    }
    assert.deepEqual(diary.faults.splice(0), []);
  });
}

test('the untouched first view: the profile says what the ranking says', async () => {
  await look('#tab=units');
  const first = await page.$eval('table.units tbody tr', (line) => [line.querySelector('button').textContent, line.cells[1].textContent]);
  await page.click('table.units tbody tr:first-child button');
  await page.waitForSelector('.services li.wanted');
  assert.equal(await text('.asked strong'), first[1]);
  assert.ok((await text('.services li.wanted .small')).startsWith(first[1]), 'the service in question too');
});

test('an answer that comes too late is not shown', async () => {
  const indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.takes_limit && serviceOf(row).limits.length > 2);
  const [early, late] = serviceOf(indicator).limits.filter((limit) => limit !== indicator.limit);
  let release;
  const held = new Promise((done) => { release = done; });
  /* The download of all limits would answer in its place. */
  const isLate = (url) => url.pathname.endsWith(`/indicators/${indicator.id}/limits`)
    || (url.pathname.endsWith(`/indicators/${indicator.id}`) && url.searchParams.get('limit') === String(late));
  await page.route(isLate, async (route) => {
    await held;
    await route.continue().catch(() => {}); /* the page has given the question up */
  });
  await moveTo(page, `#lang=en&indicator=${indicator.id}&limit=${late}`);
  await page.waitForSelector('.waiting');
  await look(`#lang=en&indicator=${indicator.id}&limit=${early}`);
  release();
  await page.evaluate(() => fetch('readyz').then((answer) => answer.text())); /* the late answer had its time */
  const answer = await api(`indicators/${indicator.id}`, {limit: early});
  assert.equal(await text('#province-value'), shown(answer.province.value, indicator.unit, 'en', indicator.target));
  await page.unroute(isLate);
});

test('a class keeps its colour at every limit of a service', async () => {
  const indicator = catalogue.indicators.find((row) => row.measure === 'reached_share' && row.takes_limit && serviceOf(row).limits.length > 2);
  const seen = new Map();
  for (const limit of serviceOf(indicator).limits) {
    await look(`#indicator=${indicator.id}&limit=${limit}&lang=vi`);
    const rows = await page.$$eval('#legend .classes li:not(.break)', (items) => items.map((item) => [item.querySelector('.range').textContent, item.querySelector('.swatch').style.cssText]));
    for (const [range, colour] of rows) {
      if (seen.has(range)) assert.equal(colour, seen.get(range), `${range} at ${limit}`);
      seen.set(range, colour);
    }
    assert.equal(rows.length, seen.size, `the same classes at ${limit}`);
  }
});

test('the reader’s own breaks, and quantiles, are kept in the address', async () => {
  await look('#lang=vi');
  await page.selectOption('#scheme', 'quantile');
  await settled(page);
  assert.match(new URL(page.url()).hash, /classes=quantile/);
  await page.selectOption('#scheme', 'own');
  await page.fill('#breaks', '20;60;80');
  await page.press('#breaks', 'Enter');
  await settled(page);
  assert.match(decodeURIComponent(new URL(page.url()).hash), /classes=20;60;80/);
  const ranges = await texts('#legend .classes li:not(.break) .range');
  for (const edge of ['20%', '60%', '80%']) assert.equal(ranges.filter((words) => words.includes(edge)).length, 2, `${ranges}`);
});

test('figures of two snapshots are never on one screen; the reader learns of the newer', async () => {
  const other = '20991231T235900Z-ffffff';
  await look('#lang=vi');
  await page.route('**/indicators/*?*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({response, json: {...await response.json(), snapshot: other}});
  });
  const {id} = catalogue.indicators.find((row) => row.takes_limit && row.measure === 'reached_share' && row.limit !== 45 && serviceOf(row).unit === 'min');
  await look(`#lang=vi&indicator=${id}&limit=45`);
  await page.waitForSelector('#panel-body .failure');
  assert.equal(await page.locator('#province-value').count(), 0, 'no figure of the later snapshot beside the earlier');
  assert.equal(await page.locator('#legend .count').count(), 0);
  assert.match(await text('#newer'), /số liệu mới \(31 thg 12, 2099/);
  await page.unroute('**/indicators/*?*');
  await Promise.all([page.waitForNavigation(), page.click('#newer button')]);
  await settled(page);
  assert.equal(await page.isVisible('#newer'), false);
  assert.match(new URL(page.url()).hash, /limit=45/, 'the question stays');
  assert.ok(await text('#province-value'));
});

test('newer data is noticed without asking anything', async () => {
  await look('#lang=en');
  await page.route('**/readyz', (route) => route.fulfill({json: {status: 'ready', snapshot: '20991231T235900Z-ffffff'}}));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForSelector('#newer:not([hidden])');
  assert.match(await text('#newer'), /newer data/);
  assert.ok(await page.locator('#province-value').count(), 'what is shown stays, all of one snapshot');
  await page.unroute('**/readyz');
  await Promise.all([page.waitForNavigation(), page.click('#newer button')]);
  await settled(page);
});

test('a link keeps language and snapshot, and says when the data is other', async () => {
  await look('#lang=vi');
  await moveTo(page, await page.$eval('#link', ({hash}) => hash.replace('lang=vi', 'lang=en')));
  await settled(page);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.ok(page.url().includes(`snapshot=${catalogue.snapshot.id}`));
  assert.equal(await page.isVisible('#newer'), false);
  await look('#lang=en&snapshot=20250102T030400Z-abcdef');
  assert.match(await text('#newer'), /2 Jan 2025/);
  await page.click('#newer button');
  await page.waitForSelector('#newer', {state: 'hidden'});
  assert.deepEqual(diary.faults, []);
});
