/* Starts the map, and has the screen drawn whenever the state or an answer changes. */
import {createCatalogue} from './api/catalogue.js';
import {get} from './api/request.js';
import {drawFrame} from './frame.js';
import {createMap} from './map/map.js';
import {draw, place, showNoMap, showNotice, showStart} from './screen.js';
import {createAsker} from './state/answers.js';
import {modelOf} from './state/model.js';
import {questionOf} from './state/question.js';
import {createStore} from './state/store.js';
import * as format from './ui/format.js';
import {t} from './ui/language.js';
import {facilityCard, findingCard, gapCard, unitTip} from './views/cards.js';
import {createMapView} from './views/map.js';

/** @import {Colours, Gap} from './api/answers.js' */
/** @import {Catalogue} from './api/catalogue.js' */
/** @import {Events, WebMap} from './map/map.js' */
/** @import {Model} from './state/model.js' */

const store = createStore();

/** @param {Model} start @param {Colours} colours @param {Pick<Events, 'hover' | 'card' | 'failed'>} tells */
async function startMap({catalogue, question}, colours, tells) {
  const {level, vintage} = question.level;
  const map = await createMap(place('map'), {
    bbox: catalogue.province.bbox, set: {level, vintage: String(vintage)}, place: store.now().map, colours,
    events: {
      ...tells,
      unit: (unit, [lon, lat]) => store.set({unit, at: `${lon.toFixed(5)},${lat.toFixed(5)}`}),
      moved: (where) => store.set({map: where}),
    },
  });
  Object.assign(globalThis, {vungphuMap: map}); /* for the browser's console and the tests */
  return map;
}

/** @param {Catalogue} catalogue @param {Colours} colours */
async function run(catalogue, colours) {
  /** @type {WebMap | null} */
  let map = null;
  /** @type {(model: Model) => void} */
  let drawMap = () => {};
  const asker = createAsker(redraw);
  const model = () => modelOf(store, catalogue, asker.now(), colours);
  const go = (/** @type {Gap} */ gap) => {
    map?.goTo(gap.lon, gap.lat);
    showNotice(model(), t('gaps.go', {name: gap.unit?.name ?? t('gaps.no_unit'), n: format.people(gap.people)}));
  };
  function redraw() {
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
    asker.update(questionOf(store.now(), catalogue));
    redraw();
    if (changed.includes('tab')) place('panel-body').querySelector('[aria-current]')?.scrollIntoView({block: 'center'});
  });
  drawFrame(catalogue, redraw);
  asker.update(questionOf(store.now(), catalogue));
  redraw();
  const tells = {
    hover: (/** @type {string} */ code) => unitTip(code, model()),
    card: {
      facilities: (/** @type {any} */ properties) => facilityCard(properties, catalogue),
      gaps: (/** @type {any} */ properties) => gapCard(properties, model().question.service?.unit),
      findings: findingCard,
    },
    failed: (/** @type {{message: string}} */ error) => showNotice(model(), `${t('app.failed_map')}: ${error?.message ?? ''}`),
  };
  try {
    map = await startMap(model(), colours, tells);
    drawMap = createMapView(map);
    redraw();
  } catch (error) {
    showNoMap(/** @type {Error} */ (error));
  }
}

async function start() {
  drawFrame(null, () => {});
  showStart();
  try {
    const [catalogue, colours] = await Promise.all([get('indicators'), get('colours.json')]);
    run(createCatalogue(catalogue), colours);
  } catch (error) {
    showStart(/** @type {Error} */ (error), start);
  }
}

place('skip').addEventListener('click', (event) => { event.preventDefault(); place('panel').focus(); });
start();
