/* The map itself. It is given what to show and reports what the reader points at; it knows nothing of panels
 * or of the address. */
import {Map as MapLibre, ScaleControl, prewarm} from '../maplibre/maplibre-gl.mjs';
import {language, t} from '../ui/language.js';
import {readArchives} from './archives.js';
import {graticule} from './backdrop.js';
import {createBase} from './base.js';
import {createCamera} from './camera.js';
import {drawnOf, fill, withoutEmpty} from './later.js';
import {NARROW, foreseeLetters} from './names.js';
import {createPointer} from './pointer.js';
import {pace} from './pace.js';
import {createPlanLayer} from './plan.js';
import {createPoints} from './points.js';
import {pictureNow, pictureOfMap} from './picture.js';
import {fontsReady, styleFor} from './sources.js';
import {hatch, strokes} from './signs.js';
import {createSurface} from './surface.js';
import {createTwin} from './twin.js';
import {createUnits} from './units.js';

/** @import {Box, Colours} from '../api/answers.js' */
/** @import {Drawn} from './plan.js' */
/** @import {Pointed} from './pointer.js' */
/** @import {UnitSet} from './sources.js' */
/** @typedef {Pointed & Drawn & {panned: (place: string) => void, failed: (error: {message: string}) => void}} Events */
/** @typedef {Awaited<ReturnType<typeof createMap>>} WebMap */

/**
 * A map of nothing yet: the worker reads its program and the drawing surface is made while the province is asked about.
 * @param {HTMLElement} container
 */
export function beginMap(container) {
  readArchives();
  prewarm();
  const map = new MapLibre({
    container, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    maxPitch: 0, minZoom: 4, maxZoom: 16, renderWorldCopies: false, fadeDuration: 0,
  });
  map.painter.drawFunctions = {...map.painter.drawFunctions, sky() {}}; /* seen from above there is none, and it takes time */
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

/**
 * Has its style, and so takes what it is to show; tiles come later. Rejects when there is no WebGL.
 * @param {MapLibre} map
 * @param {import('maplibre-gl').StyleSpecification} style
 */
const styled = (map, style) => new Promise((done, failed) => {
  map.once('style.load', done);
  map.once('webglcontextlost', () => failed(new Error(t('app.no_webgl'))));
  map.setStyle(style);
});

/**
 * What is drawn now, and where: for the browser's console and the tests, which wait on settled() instead of sleeping.
 * @param {MapLibre} map
 * @param {ReturnType<typeof createUnits>} units
 */
const inspect = (map, units) => ({
  /** @param {string} layer */
  drawn: (layer) => drawnOf(map, null, [layer]).map(({properties, state, geometry}) => ({...properties, ...state, geometry})),
  /** @param {[number, number]} lonlat */
  pixel: (lonlat) => map.project(lonlat),
  /** The code of the unit at a pixel. @param {[number, number]} at @returns {string | undefined} */
  unitAt: (at) => map.queryRenderedFeatures(at, {layers: ['units']})[0]?.properties.code,
  /** What a layer has in a square around a pixel. @param {string} layer @param {[number, number]} at @param {number} [far] pixels */
  within: (layer, [x, y], far = 0) => drawnOf(map, [[x - far, y - far], [x + far, y + far]], [layer]).map(({properties}) => properties),
  centre: () => map.getCenter().toArray(),
  settled: async () => {
    if (!units.isStill() || !map.loaded() || map.isMoving()) await units.nextStill();
  },
});

/**
 * @param {MapLibre} map begun
 * @param {HTMLElement} beside where a second map lies, when two are compared
 * @param {{bbox: Box, set: UnitSet, districts: UnitSet | null, service: string | null, place: string, colours: Colours, events: Events}} given service: whose facilities are shown first; place: where to begin, '' for the whole province
 */
export async function createMap(map, beside, {bbox, set, districts, service, place, colours, events}) {
  const [style] = await Promise.all([styleFor(bbox, set, districts, service, map.getContainer().clientWidth < NARROW), fontsReady()]);
  map.setRenderWorldCopies(bbox[2] > 180);
  pace(map);
  const noData = hatch(colours.no_data, 16);
  const unsure = strokes();
  const camera = createCamera(map, bbox, place, events.panned);
  map.once('style.load', () => {
    map.addImage('no-data', noData, {pixelRatio: 2});
    map.addImage('unsure', unsure, {pixelRatio: 2});
  });
  map.on('error', (event) => events.failed(event.error));
  await styled(map, withoutEmpty(map, style));
  map.addControl(new ScaleControl({maxWidth: map.getContainer().clientWidth < 400 ? 60 : 110}), 'bottom-right');
  const units = createUnits(map, set);
  const plan = createPlanLayer(map, events);
  const {closeCard, closeTip} = createPointer(map, events, units.hover);

  let spoken = language(); /* in which the net's lines are named */
  function speak() {
    map.getCanvas().setAttribute('aria-label', t('app.map'));
    if (spoken !== language()) fill(map, 'graticule', graticule(bbox));
    spoken = language();
  }
  speak();
  return {
    ...camera, ...createPoints(map), ...createBase(map), ...createSurface(map), closeCard, speak, showPlan: plan.showPlan, draw: plan.draw, endShape: plan.endShape,
    /** @param {Parameters<typeof units.show>} given */
    showUnits(...given) {
      closeTip();
      units.show(...given);
    },
    foresee: (/** @type {string[]} */ names) => foreseeLetters(map, names), showUnsure: units.doubt, choose: units.choose, picture: () => pictureOfMap(map), pictureNow: () => pictureNow(map), ...createTwin(map, beside, {'no-data': noData, unsure}),
    ...inspect(map, units),
  };
}
