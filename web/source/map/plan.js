/* A plan on the map: what it puts, moves, removes and closes; and the tools that draw it. */
import {drawnOf, fill} from './later.js';

/** @import {Feature, FeatureCollection} from 'geojson' */
/** @import {MapMouseEvent, MapTouchEvent, Map as MapLibre} from 'maplibre-gl' */
/** @typedef {[lon: number, lat: number]} Place */
/** @typedef {'' | 'point' | 'line' | 'area'} Drawing */
/** @typedef {{drawn: (places: Place[]) => void, moved: (facility: string, place: Place, name: string) => void, given_up: () => void}} Drawn */

const NEAR = 7; /* pixels within which a facility is taken hold of */
const least = {point: 1, line: 2, area: 3};

/** @param {Drawing} shape @param {Place[]} places @returns {FeatureCollection} */
function sketch(shape, places) {
  /** @type {Feature['geometry'] | null} */
  const line = places.length < 2 ? null : shape === 'area' && places.length > 2
    ? {type: 'Polygon', coordinates: [[...places, places[0]]]} : {type: 'LineString', coordinates: places};
  const corners = {type: /** @type {const} */ ('MultiPoint'), coordinates: places};
  return {type: 'FeatureCollection', features: [line, places.length ? corners : null].flatMap((geometry) => (geometry ? [{type: 'Feature', properties: {kind: 'sketch'}, geometry}] : []))};
}

/**
 * A shape drawn by clicks: ended by a double click, Enter, or done(); given up by Escape.
 * @param {MapLibre} map
 * @param {Drawn} events
 */
function createPen(map, events) {
  /** @type {Drawing} */
  let shape = '';
  /** @type {Place[]} */
  let places = [];
  const show = (/** @type {Place[]} */ all) => fill(map, 'plan-sketch', sketch(shape, all));

  function done() {
    const whole = shape && places.length >= least[shape] ? places : null;
    places = [];
    show([]);
    if (whole) events.drawn(whole);
  }
  /** @param {Place} place */
  function add(place) {
    const last = places.at(-1);
    if (last && last[0] === place[0] && last[1] === place[1]) return; /* the second click of two */
    places = [...places, place];
    if (shape === 'point') done();
    else show(places);
  }
  map.on('click', (event) => {
    if (!shape) return;
    event.preventDefault(); /* it opens nothing, though drawing may end with it */
    add([event.lngLat.lng, event.lngLat.lat]);
  });
  map.on('mousemove', ({lngLat}) => { if (places.length) show([...places, [lngLat.lng, lngLat.lat]]); });
  map.on('dblclick', (event) => {
    if (!shape) return;
    event.preventDefault();
    done();
  });
  /* Without a mouse: the middle of the map is where Enter draws; a second time there ends the shape. */
  map.getCanvas().addEventListener('keydown', (event) => {
    if (!shape || !['Enter', 'Escape'].includes(event.key)) return;
    if (event.key === 'Escape') {
      places = [];
      show([]);
      events.given_up();
      return;
    }
    const {lng, lat} = map.getCenter();
    const last = places.at(-1);
    if (last && last[0] === lng && last[1] === lat) done();
    else add([lng, lat]);
  });
  return {
    done,
    isDrawing: () => shape !== '',
    /** @param {Drawing} wanted */
    draw(wanted) {
      if (wanted === shape) return;
      shape = wanted;
      places = [];
      show([]);
      map.getCanvas().classList.toggle('drawing', shape !== '');
    },
  };
}

/**
 * Facilities and what the plan put are dragged elsewhere.
 * @param {MapLibre} map
 * @param {Drawn} events
 * @param {() => boolean} mayDrag
 */
function createDrag(map, events, mayDrag) {
  /** @param {MapMouseEvent | MapTouchEvent} event */
  function begin(event) {
    if (!mayDrag() || ('touches' in event.originalEvent && event.originalEvent.touches.length > 1)) return;
    const {x, y} = event.point;
    const held = drawnOf(map, [[x - NEAR, y - NEAR], [x + NEAR, y + NEAR]], ['plan-points', 'facilities'])[0];
    const id = held?.properties.id;
    if (!id || held.properties.kind === 'removed' || Number(held.properties.count) > 1) return;
    event.preventDefault(); /* the map stays where it is */
    let far = false;
    /** @param {MapMouseEvent | MapTouchEvent} move */
    const drag = (move) => {
      far ||= Math.hypot(move.point.x - x, move.point.y - y) > 3;
      if (far) fill(map, 'plan-sketch', sketch('point', [[move.lngLat.lng, move.lngLat.lat]]));
    };
    /** @param {MapMouseEvent | MapTouchEvent} up */
    const end = (up) => {
      for (const name of /** @type {const} */ (['mousemove', 'touchmove'])) map.off(name, drag);
      fill(map, 'plan-sketch', null);
      if (far) events.moved(id, [up.lngLat.lng, up.lngLat.lat], held.properties.name ?? '');
    };
    for (const name of /** @type {const} */ (['mousemove', 'touchmove'])) map.on(name, drag);
    map.once(event.type === 'touchstart' ? 'touchend' : 'mouseup', end);
  }
  map.on('mousedown', begin);
  map.on('touchstart', begin);
}

/**
 * @param {MapLibre} map
 * @param {Drawn} events
 */
export function createPlanLayer(map, events) {
  let open = false; /* whether a plan may be changed */
  const pen = createPen(map, events);
  createDrag(map, events, () => open && !pen.isDrawing());
  return {
    endShape: pen.done,
    /** @param {Drawing} shape @param {boolean} mayChange */
    draw(shape, mayChange) {
      open = mayChange;
      pen.draw(shape);
    },
    /** @param {FeatureCollection | null} features */
    showPlan: (features) => fill(map, 'plan', features),
  };
}
