/* Starts the map and carries each change of the state to those who show it. */
import {get, newest} from './api.js';
import {createCatalogue} from './catalogue.js';
import {classOf, makeClasses} from './classes.js';
import {h, replace} from './dom.js';
import * as format from './format.js';
import {setLanguage, t, titleOf} from './language.js';
import {createMap} from './map/map.js';
import {gapCard, gapTable} from './panels/gap_table.js';
import {facilityCard} from './panels/facility_card.js';
import {findingCard} from './panels/finding_card.js';
import {showHeader} from './panels/header.js';
import {hasIsochrone, showLayers} from './panels/layers.js';
import {showLegend} from './panels/legend.js';
import {failure, waiting} from './panels/notice.js';
import {indicatorMenu, options} from './panels/options.js';
import {showProfile} from './panels/profile.js';
import {fillSources} from './panels/sources.js';
import {summary} from './panels/summary.js';
import {showTabs, tabs} from './panels/tabs.js';
import {targetBoard} from './panels/target_board.js';
import {unitTable} from './panels/unit_table.js';
import {gapsQuery, questionOf, valuesQuery} from './question.js';
import {createState} from './state.js';

const at = (id) => document.getElementById(id);
const places = {header: at('header'), madeUp: at('made-up'), tabs: at('tabs'), panel: at('panel'), body: at('panel-body'),
  layers: at('layers'), legend: at('legend'), mapNotice: at('map-notice'), profile: at('profile'), sources: at('sources'), attribution: at('attribution'), skip: at('skip')};

/* What is known now. answer: as the server gave it; problem: why there is none. */
const app = {
  state: createState(), catalogue: null, colours: null, map: null, surface: null,
  values: null, valuesProblem: null, classes: [],
  gaps: {}, targets: {}, unit: {}, point: {},
};
const {state} = app;
const ask = {values: newest(), gaps: newest(), targets: newest(), unit: newest(), point: newest(), isochrone: newest(), findings: newest()};
const question = () => questionOf(state, app.catalogue);

/* ------------------------------------------------------------ asking the server */

async function loadValues() {
  const asked = question();
  app.valuesProblem = null;
  app.values = null;
  drawPanel();
  try {
    const answer = await ask.values(`indicators/${asked.indicator.id}`, valuesQuery(asked));
    if (!answer) return;
    app.values = answer;
    const {target, better} = asked.indicator;
    app.classes = makeClasses(answer.values.map((row) => row.value), {target, better, colours: app.colours});
  } catch (error) {
    app.valuesProblem = error;
    app.classes = [];
  }
  places.mapNotice.textContent = app.valuesProblem ? `${t('app.failed')}: ${app.valuesProblem.message}` : '';
  drawPanel();
  drawUnits();
}

/* The pattern of the other questions: one slot, one asker, one drawing. */
async function load(slot, path, query, draw) {
  app[slot] = {load: () => load(slot, path, query, draw)};
  draw();
  try {
    const answer = await ask[slot](path, query);
    if (!answer) return;
    app[slot].answer = answer;
  } catch (error) {
    app[slot].problem = error;
  }
  draw();
}

const loadTargets = () => load('targets', 'targets', {}, drawPanel);

function loadGaps() {
  const asked = question();
  if (state.get('tab') !== 'gaps') return undefined;
  if (!asked.service) {
    const first = app.catalogue.services[0];
    return first ? state.set({service: first.id}) : undefined;
  }
  return load('gaps', 'gaps', gapsQuery(asked, state.get('gaps')), () => {
    drawPanel();
    drawGaps();
  });
}

function loadUnit() {
  const {level, vintage} = question().level;
  const code = state.get('unit');
  if (code) load('unit', `units/${encodeURIComponent(code)}`, {level, vintage}, drawProfile);
  else drawProfile();
}

function loadPoint() {
  app.point = {};
  const [lon, lat] = (state.get('at') ?? '').split(',').map(Number);
  const known = Number.isFinite(lon) && Number.isFinite(lat);
  app.map?.showPoint(known ? [lon, lat] : null);
  if (known) load('point', 'reach', {lon, lat}, drawProfile);
}

/* ------------------------------------------------------------ drawing */

function drawHeader() {
  showHeader(places, app.catalogue, {change: changeLanguage, openSources});
  places.skip.textContent = t('app.skip');
  places.panel.setAttribute('aria-label', t('app.panel'));
  places.body.setAttribute('role', 'tabpanel');
  if (app.catalogue) {
    const words = t('map.attribution', {sources: app.catalogue.attributions.join('; ')});
    places.attribution.textContent = words;
    places.attribution.title = words;
  }
}

function openSources() {
  fillSources(places.sources, app.catalogue);
  places.sources.showModal();
}

const chooseUnit = (code) => state.set({unit: code, at: undefined});
const chooseIndicator = (indicator) => state.set({indicator, group: undefined, limit: undefined, threshold: undefined, service: undefined, tab: 'indicator'});

function goToGap(gap) {
  app.map?.goTo(gap.lon, gap.lat);
  places.mapNotice.textContent = t('gaps.go', {name: gap.unit?.name ?? t('gaps.no_unit'), n: format.people(gap.people)});
}

function valuesOr(draw) {
  if (app.valuesProblem) return failure(app.valuesProblem, loadValues);
  return app.values ? draw() : waiting();
}

const bodies = {
  indicator: (asked) => [indicatorMenu(app.catalogue, asked.indicator, state), options(app.catalogue, asked, state), valuesOr(() => summary(app, asked))],
  units: (asked) => [h('h2', {}, titleOf(asked.indicator.title)), valuesOr(() => unitTable(app, asked, chooseUnit))],
  gaps: (asked) => gapTable(app, asked, goToGap),
  targets: () => targetBoard(app, chooseIndicator),
};

function drawPanel() {
  const tab = tabs.includes(state.get('tab')) ? state.get('tab') : 'indicator';
  const asked = question();
  showTabs(places.tabs, tab, (next) => state.set({tab: next}));
  places.body.setAttribute('aria-labelledby', `tab-${tab}`);
  replace(places.body, bodies[tab](asked));
  showLegend(places.legend, app, asked);
  showLayers(places.layers, app, asked);
}

function drawProfile() {
  const open = places.profile.hidden;
  showProfile(places.profile, app, question(), {
    choose: chooseIndicator,
    zoom: (bbox) => app.map?.fit(bbox),
    close: () => state.set({unit: undefined, at: undefined}),
  });
  if (open && !places.profile.hidden && document.activeElement?.dataset.key?.startsWith('unit-')) places.profile.querySelector('.close')?.focus();
}

function drawUnits() {
  if (!app.map) return;
  const {level, vintage} = question().level;
  const {indicator} = question();
  const colours = (app.values?.values ?? []).map((row) => [row.code, classOf(app.classes, row.value, indicator)?.colour ?? null]);
  app.map.showUnits(level, String(vintage), new Map(colours));
  app.map.choose(state.get('unit') ?? null);
}

function drawGaps() {
  app.map?.showGaps(state.get('tab') === 'gaps' ? app.gaps.answer?.gaps ?? [] : null);
}

async function drawService() {
  const {service} = question();
  app.map?.showFacilities(state.get('facilities') === '1' && service ? service.id : null);
  try {
    const about = await app.map?.showSurface(state.get('surface') === '1' && service ? service.id : null);
    if (about !== undefined) app.surface = about;
  } catch (error) {
    app.surface = null;
    places.mapNotice.textContent = `${t('app.failed')}: ${error.message}`;
  }
  showLegend(places.legend, app, question());
}

/* The area within the limit that the figures are for. */
async function drawIsochrone() {
  const {service, indicator, limit} = question();
  const wanted = state.get('isochrone') === '1' && hasIsochrone(service);
  const own = indicator.service === service?.id;
  try {
    const area = wanted ? await ask.isochrone(`isochrones/${service.id}`, {limit: limit || (own ? indicator.limit ?? '' : '')}) : null;
    if (wanted && !area) return; /* a newer question is under way */
    app.map?.showIsochrone(state.get('isochrone') === '1' ? area : null);
  } catch (error) {
    app.map?.showIsochrone(null);
    places.mapNotice.textContent = `${t('app.failed')}: ${error.message}`;
  }
}

async function drawFindings() {
  const wanted = state.get('findings') === '1';
  try {
    if (wanted) app.findings ??= await ask.findings('collections/quality/items', {limit: 10000});
    app.map?.showFindings(state.get('findings') === '1' ? app.findings : null);
  } catch (error) {
    places.mapNotice.textContent = `${t('app.failed')}: ${error.message}`;
  }
}

function changeLanguage(code) {
  setLanguage(code);
  drawHeader();
  if (!app.catalogue) return;
  drawPanel();
  drawProfile();
  app.map?.speak();
}

/* ------------------------------------------------------------ changes */

const touches = (changed, ...names) => names.some((name) => changed.includes(name));

state.listen((changed) => {
  if (!app.catalogue) return;
  if (changed.length === 1 && changed[0] === 'map') {
    if (!app.map?.isAt(state.get('map'))) app.map?.show(state.get('map'));
    return;
  }
  if (touches(changed, 'indicator', 'level', 'vintage', 'group', 'limit', 'threshold')) loadValues();
  if (touches(changed, 'tab', 'gaps', 'service', 'indicator', 'group', 'limit')) loadGaps();
  if (touches(changed, 'unit', 'level', 'vintage')) loadUnit();
  if (touches(changed, 'at')) loadPoint();
  if (touches(changed, 'unit')) app.map?.choose(state.get('unit') ?? null);
  if (touches(changed, 'indicator', 'service', 'facilities', 'surface')) drawService();
  if (touches(changed, 'indicator', 'service', 'limit', 'isochrone')) drawIsochrone();
  if (touches(changed, 'findings')) drawFindings();
  drawPanel();
  drawProfile();
  drawGaps();
  if (touches(changed, 'tab')) places.body.querySelector('[aria-current]')?.scrollIntoView({block: 'center'});
});

/* ------------------------------------------------------------ start */

function tip(code) {
  const row = app.values?.values.find((value) => value.code === code);
  const {indicator} = question();
  if (!row) return null;
  const words = row.value === null ? '' : format.unitWords(indicator.unit);
  return h('div', {}, h('strong', {}, row.name), h('span', {}, `${format.value(row.value, indicator.unit)} ${words}`.trim()));
}

async function startMap() {
  const events = {
    unit: (code, [lon, lat]) => state.set({unit: code, at: `${lon.toFixed(5)},${lat.toFixed(5)}`}),
    moved: (place) => state.set({map: place}),
    hover: tip,
    facility: (properties) => facilityCard(properties, app.catalogue),
    gap: (properties) => gapCard(properties, question().service),
    finding: findingCard,
    failed: (error) => { places.mapNotice.textContent = `${t('app.failed_map')}: ${error?.message ?? ''}`; },
  };
  try {
    const {level, vintage} = question().level;
    app.map = await createMap(at('map'), {bbox: app.catalogue.province.bbox, set: {level, vintage: String(vintage)}, place: state.get('map'), colours: app.colours, events});
  } catch (error) {
    replace(places.mapNotice, failure(error));
    return;
  }
  globalThis.vungphuMap = app.map; /* for the browser's console and the tests */
  drawUnits();
  drawGaps();
  drawService();
  drawIsochrone();
  drawFindings();
  loadPoint();
  drawPanel();
}

async function start() {
  places.skip.addEventListener('click', (event) => { event.preventDefault(); places.panel.focus(); });
  drawHeader();
  replace(places.body, waiting());
  try {
    const [catalogue, colours] = await Promise.all([get('indicators'), get('colours.json')]);
    app.catalogue = createCatalogue(catalogue);
    app.colours = colours;
  } catch (error) {
    replace(places.body, failure(error, start));
    return;
  }
  drawHeader();
  loadValues();
  loadTargets();
  loadGaps();
  loadUnit();
  startMap();
}

start();
