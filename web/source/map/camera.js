/* Where the map looks. The whole province is the view without a name: it needs no place in the address, and
 * it is kept when the window or the panels beside the map change their size. */

import {LngLatBounds, MercatorCoordinate} from '../maplibre/maplibre-gl.mjs';

/** @import {Box} from '../api/answers.js' */
/** @import {Map as MapLibre, CameraOptions, LngLatBoundsLike} from 'maplibre-gl' */

/**
 * "zoom/lat/lon" as the address has it; null when it is none.
 * @param {string} words
 * @returns {{zoom: number, center: [number, number]} | null}
 */
function placeOf(words) {
  const [zoom, lat, lon] = words.split('/').map(Number);
  return [zoom, lat, lon].every(Number.isFinite) && words ? {zoom, center: [lon, lat]} : null;
}

const EDGE = 24; /* pixels that a chosen place keeps from what covers the map */

const [PHONE, WIDE] = [560, 900]; /* pixels of a map */
/* What lies on a wide map: the legend in one corner, the list of layers in another. */
const LEGEND = {width: 285, height: 330}; /* one of a target is a line higher */
const LAYERS = {width: 235, height: 385};
const [LEFTS, RIGHTS, BOTTOMS] = [[30, 110, 200, LEGEND.width], [30, 80, 150, LAYERS.width], [30, 80, 150, 220, LEGEND.height - 50]];
const TOP = 30;

/**
 * Whether something round that fills a box is clear of what lies in a corner.
 * @param {{x: number, y: number, a: number, b: number}} round middle and half axes
 * @param {{left: number, top: number, right: number, bottom: number}} corner
 */
function isClear({x, y, a, b}, {left, top, right, bottom}) {
  const [nearX, nearY] = [Math.max(left, Math.min(right, x)), Math.max(top, Math.min(bottom, y))];
  return ((nearX - x) / a) ** 2 + ((nearY - y) / b) ** 2 >= 1;
}

/**
 * Where there is no room to choose: beside the legend or above it, whichever leaves the box larger.
 * @param {MapLibre} map
 * @param {LngLatBoundsLike} box
 * @returns {CameraOptions}
 */
function besideOrAbove(map, box) {
  const room = {top: TOP, bottom: 30, left: 40, right: 60};
  const choices = [{...room, left: LEGEND.width + 5}, {...room, bottom: LEGEND.height + 35}].map((padding) => map.cameraForBounds(box, {padding}));
  return choices.sort((a, b) => (b?.zoom ?? 0) - (a?.zoom ?? 0))[0] ?? {};
}

/**
 * The nearest view in which a province, which is more round than its box, lies under neither legend nor list.
 * @param {MapLibre} map
 * @param {LngLatBoundsLike} box
 * @returns {CameraOptions}
 */
function cameraFor(map, box) {
  const {clientWidth: width, clientHeight: height} = map.getContainer();
  if (width <= 2 * EDGE || height <= 2 * EDGE) return {}; /* folded away: there is nothing to fit into */
  if (width <= PHONE) return map.cameraForBounds(box, {padding: 16}) ?? {};
  if (width <= WIDE) return besideOrAbove(map, box);
  const corners = [{left: 0, right: LEGEND.width, top: height - LEGEND.height, bottom: height}, {left: width - LAYERS.width, right: width, top: 0, bottom: LAYERS.height}];
  const [[west, south], [east, north]] = LngLatBounds.convert(box).toArray();
  const [one, other] = [MercatorCoordinate.fromLngLat([west, north]), MercatorCoordinate.fromLngLat([east, south])];
  const size = {x: other.x - one.x, y: other.y - one.y}; /* of a world of 1 */
  const choices = LEFTS.flatMap((left) => RIGHTS.flatMap((right) => BOTTOMS.map((bottom) => ({left, right, bottom, top: TOP})))).flatMap((padding) => {
    const {left, right, bottom} = padding;
    const scale = Math.min((width - left - right) / size.x, (height - TOP - bottom) / size.y); /* pixels of the world */
    const round = {x: (left + width - right) / 2, y: (TOP + height - bottom) / 2, a: size.x * scale / 2, b: size.y * scale / 2};
    return scale > 0 && corners.every((corner) => isClear(round, corner)) ? [{padding, scale}] : [];
  });
  const best = choices.sort((a, b) => b.scale - a.scale)[0]?.padding ?? {top: TOP, bottom: TOP, left: LEGEND.width, right: LAYERS.width};
  return map.cameraForBounds(box, {padding: best}) ?? {};
}

/** Whether its place has another size than it. @param {MapLibre} map */
const isOutgrown = (map) => /** @type {const} */ (['clientWidth', 'clientHeight']).some((side) => map.getCanvas()[side] !== map.getContainer()[side]);

/**
 * @param {MapLibre} map
 * @param {Box} bbox of the province
 * @param {string} place where to begin; '' for the whole province
 * @param {(place: string) => void} moved called with where the map came to rest
 */
export function createCamera(map, bbox, place, moved) {
  const container = map.getContainer();
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let [atHome, leftHome] = [!placeOf(place), false]; /* left: only to show a chosen place */

  const fitBox = (/** @type {LngLatBoundsLike} */ box) => cameraFor(map, box);

  /** @param {CameraOptions} camera @param {boolean} [animate] */
  function leave(camera, animate = !calm) {
    atHome = leftHome = false;
    map.easeTo({...camera, animate});
  }

  function home(animate = !calm) {
    atHome = true;
    map.easeTo({...fitBox(bbox), animate});
  }

  function here() {
    const {lng, lat} = map.getCenter();
    return `${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  }

  if (isOutgrown(map)) map.resize();
  map.jumpTo(placeOf(place) ?? fitBox(bbox));
  map.on('movestart', (event) => { if (event.originalEvent) atHome = leftHome = false; });
  map.on('moveend', () => moved(atHome ? '' : here()));
  new ResizeObserver(() => {
    if (!isOutgrown(map)) return;
    map.resize();
    if (atHome) home(false);
  }).observe(container);

  return {
    home: () => home(),
    /** @param {Box} box @param {number} [most] the nearest zoom */
    fit(box, most = 13) {
      const camera = fitBox(box);
      if (camera.zoom !== undefined) leave({...camera, zoom: Math.min(camera.zoom, most)});
    },
    /**
     * Moves the map so far that a place is not under what covers a part of it.
     * @param {[number, number]} lonlat
     * @param {DOMRect} cover in the window
     * @param {DOMRect} [legend] which may fill the foot of what is left
     */
    reveal(lonlat, cover, legend) {
      const box = container.getBoundingClientRect();
      const covered = {right: Math.max(0, box.right - cover.left), bottom: Math.max(0, box.bottom - cover.top)};
      if (cover.width === 0 || cover.left >= box.right || cover.top >= box.bottom) return;
      /* A sheet covers the foot of the map, a card its side. */
      const isSheet = cover.left <= box.left + EDGE;
      const room = {width: box.width - (isSheet ? 0 : covered.right), height: box.height - (isSheet ? covered.bottom : 0)};
      if (!isSheet && legend && legend.width > room.width / 2) room.height = Math.min(room.height, legend.top - box.top);
      const {x, y} = map.project(lonlat);
      if (x >= EDGE && x <= room.width - EDGE && y >= EDGE && y <= room.height - EDGE) return;
      map.easeTo({center: lonlat, offset: [(room.width - box.width) / 2, (room.height - box.height) / 2], animate: !calm});
      leftHome = atHome || leftHome;
      atHome = false;
    },
    /** Nothing is chosen any more: back to where the map was, if that was the whole province. */
    unreveal() {
      if (leftHome) home();
      leftHome = false;
    },
    /** @param {number} lon @param {number} lat @param {number} [zoom] at least */
    goTo: (lon, lat, zoom = 12.5) => leave({center: [lon, lat], zoom: Math.max(map.getZoom(), zoom)}),
    /** Looks where the address says. @param {string} words */
    show(words) {
      const wanted = placeOf(words);
      if (words === (atHome ? '' : here())) return;
      if (wanted) leave(wanted, false);
      else home(false);
    },
    zoomIn: () => leave({zoom: map.getZoom() + 1}),
    zoomOut: () => leave({zoom: map.getZoom() - 1}),
  };
}
