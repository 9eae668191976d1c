/* The map on the page: what it says of what the reader points at, and what becomes of what is drawn on it. */
import {place, showNotice} from './screen.js';
import * as format from './ui/format.js';
import {t, titleOf} from './ui/language.js';
import {facilityCard, findingCard, gapCard, transmitterCard, unitTip} from './views/cards.js';

/** @import {Colours} from './api/answers.js' */
/** @import {Drawn, Place} from './map/plan.js' */
/** @import {Pointed} from './map/pointer.js' */
/** @import {Model} from './state/model.js' */
/** @import {Store} from './state/store.js' */

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
    transmitters: transmitterCard,
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

/* The library is the largest module by far: what needs no map does not wait for it. */
async function readMap() {
  const {beginMap, createMap} = await import('./map/map.js');
  return {createMap, begun: beginMap(place('map'))};
}

/** @type {ReturnType<typeof readMap> | null} */
let reading = null;

/** Before it is known what of. */
export function prepareMap() {
  reading ??= readMap();
  reading.catch(() => {}); /* who starts it hears of it */
}

/**
 * @param {Store} store
 * @param {() => Model} model
 * @param {Colours} colours
 */
export async function startMap(store, model, colours) {
  const {catalogue, question} = model();
  const {begun, createMap} = await (reading ?? readMap());
  const map = await createMap(begun, place('map-twin'), {
    bbox: catalogue.province.bbox, set: {level: question.level.level, vintage: String(question.level.vintage)}, districts: catalogue.districts, service: question.shows.facilities ? question.service?.id ?? null : null, place: store.now().map, colours,
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
