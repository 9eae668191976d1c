/* Has the screen drawn whenever the state or an answer changes. */
import {watchSnapshot} from './api/watch.js';
import {closeByEscape} from './escape.js';
import {drawFrame} from './frame.js';
import {createMap} from './map/map.js';
import {draw, place, showNoMap, showNotice} from './screen.js';
import {createAsker} from './state/answers.js';
import {modelOf} from './state/model.js';
import {createPlanner} from './state/planner.js';
import {questionOf} from './state/question.js';
import {createRoute} from './state/route.js';
import {createSiting} from './state/siting.js';
import * as format from './ui/format.js';
import {isLanguage, language, setLanguage, t, titleOf} from './ui/language.js';
import {unlessPressed} from './ui/press.js';
import {facilityCard, findingCard, gapCard, unitTip} from './views/cards.js';
import {createMapView} from './views/map.js';

/** @import {Colours, Gap} from './api/answers.js' */
/** @import {Catalogue} from './api/catalogue.js' */
/** @import {WebMap} from './map/map.js' */
/** @import {Drawn, Place} from './map/plan.js' */
/** @import {Pointed} from './map/pointer.js' */
/** @import {Model} from './state/model.js' */
/** @import {Store} from './state/store.js' */
/** @import {Language} from './ui/language.js' */

/**
 * What the map says of what the reader points at.
 * @param {() => Model} model
 * @returns {Pick<Pointed, 'hover' | 'card'>}
 */
const tellsOf = (model) => ({
  hover: (code) => unitTip(code, model()),
  card: {
    facilities: (properties) => facilityCard(properties, model()),
    'plan-points': (properties) => facilityCard(properties, model()),
    gaps: (properties) => gapCard(properties, model().question.service?.unit),
    findings: findingCard,
  },
});

/**
 * What is put on the map: a service's facility, or a transmitter of the service's own scope.
 * @param {Model} model
 * @param {Place} spot
 */
function putAt({catalogue, planner, planning, question}, spot) {
  const n = format.number(planning.plan.changes.length + 1);
  const {placing} = planning;
  const service = catalogue.service(placing);
  if (service) planner.put(service.id, spot, t('plan.new_name', {service: titleOf(service.title), n}));
  else planner.putTransmitter(placing === 'dvb_t2' ? 'dvb_t2' : 'fm', question.service?.scope === 'national' ? 'national' : 'local', spot, t('plan.new_transmitter', {n}));
}

/**
 * What becomes of what is drawn.
 * @param {() => Model} model
 * @returns {Drawn}
 */
const drawnBy = (model) => ({
  drawn(places) {
    const {planner, planning, siting} = model();
    if (planning.tool === 'put') putAt(model(), places[0]);
    if (planning.tool === 'close') planner.close(places);
    if (planning.tool === 'exclude') siting.exclude(places);
    planner.use('');
  },
  moved: (facility, spot, name) => model().planner.move(facility, spot, name),
  given_up: () => model().planner.use(''),
});

/**
 * @param {Store} store
 * @param {() => Model} model
 * @param {Colours} colours
 */
async function startMap(store, model, colours) {
  const {catalogue, question} = model();
  const map = await createMap(place('map'), place('map-twin'), {
    bbox: catalogue.province.bbox, set: {level: question.level.level, vintage: String(question.level.vintage)}, districts: catalogue.districts, place: store.now().map, colours,
    events: {
      ...tellsOf(model), ...drawnBy(model),
      unit: (unit, [lon, lat]) => store.set({unit, at: `${lon.toFixed(5)},${lat.toFixed(5)}`}),
      panned: (where) => store.set({map: where}),
      failed: (error) => showNotice(model(), `${t('app.failed_map')}: ${error?.message ?? ''}`),
    },
  });
  Object.assign(globalThis, {vungphuMap: map}); /* for the browser's console and the tests */
  return map;
}

/** @param {Gap} gap */
const gapWords = (gap) => t('gaps.go', {name: gap.unit?.name ?? t('gaps.no_unit'), n: format.people(gap.people)});

/** On another tab, what is chosen is in view; on a phone, where the page scrolls as a whole, the map. @param {string[]} changed names of the state */
function showChosen(changed) {
  if (!changed.includes('tab')) return;
  if (matchMedia('(max-width: 760px)').matches) scrollTo(0, 0);
  else place('panel-body').querySelector('[aria-current]')?.scrollIntoView({block: 'center'});
}

/**
 * What the reader has in hand besides the question: a plan, a search, a slider.
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Colours} colours
 * @param {{redraw: () => void, drawNow: () => void, go: (lon: number, lat: number) => void, picture: import('./state/model.js').Known['picture'], finish: () => void}} acts
 */
function createHands(store, catalogue, colours, {redraw, drawNow, go, picture, finish}) {
  const later = (/** @type {string} */ snapshot) => {
    hands.newer = snapshot;
    redraw();
  };
  const hands = {
    colours, newer: '', preview: /** @type {number | null} */ (null), redraw, go, picture, finish, later,
    planner: createPlanner({snapshot: catalogue.snapshot.id, store, changed: redraw, later}),
    siting: createSiting(catalogue.snapshot.id, redraw),
    route: createRoute(catalogue.snapshot.id, redraw),
    look(/** @type {number | null} */ limit) {
      hands.preview = limit;
      if (limit !== null) drawNow(); /* let go, the question is another, and drawn as such */
    },
  };
  return hands;
}

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Colours} colours
 */
export async function run(store, catalogue, colours) {
  const redraw = unlessPressed(drawNow);
  /** @type {WebMap | null} */
  let map = null;
  /** @type {(model: Model) => void} */
  let drawMap = () => {};
  const hands = createHands(store, catalogue, colours, {redraw, drawNow, go: (lon, lat) => map?.goTo(lon, lat), picture: async () => map?.picture() ?? null, finish: () => map?.endShape()});
  const asker = createAsker(catalogue.snapshot.id, redraw, hands.later);
  const model = () => modelOf(store, catalogue, asker.now(), hands);
  const update = () => {
    const question = questionOf(store.now(), catalogue);
    asker.update(question);
    hands.planner.update(question);
  };
  const go = (/** @type {Gap} */ gap) => {
    map?.goTo(gap.lon, gap.lat);
    showNotice(model(), gapWords(gap));
  };
  /* The address carries the language only where a link brought it. */
  const drawPage = () => drawFrame(catalogue, (code) => {
    speak(code);
    store.set({lang: store.now().lang && code});
    redraw();
  });
  function speak(/** @type {Language} */ code) {
    setLanguage(code);
    drawPage();
  }
  function drawNow() {
    const now = model();
    draw(now, map, go);
    drawMap(now);
    if (map) showNotice(now, '');
  }
  store.listen((changed) => {
    if (changed.every((name) => name === 'map')) {
      drawMap(model());
      return;
    }
    const {lang} = store.now();
    if (isLanguage(lang) && lang !== language()) speak(lang);
    if (changed.includes('at') || changed.includes('unit')) hands.route.forget();
    update();
    redraw();
    showChosen(changed);
  });
  closeByEscape(store, model);
  drawPage();
  update();
  redraw();
  watchSnapshot(catalogue.snapshot.id, hands.later);
  try {
    map = await startMap(store, model, colours);
    drawMap = createMapView(map);
    redraw();
  } catch (error) {
    showNoMap(/** @type {Error} */ (error));
  }
}
