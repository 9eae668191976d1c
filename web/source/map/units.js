/* The units in their colours, with their names. A unit's colour is feature state and not a filter: it changes
 * without the tiles being made again. */
import {addLayers} from './later.js';
import {NARROW, nameField} from './names.js';
import {outlineTiles, unitTiles} from './sources.js';

/** @import {Map as MapLibre, VectorTileSource} from 'maplibre-gl' */
/** @import {UnitSet} from './sources.js' */
/** @typedef {Map<string, string | null>} UnitColours by code; null where there is no data */

/**
 * Gives a source other tiles, by a new source in its place: setTiles() would keep the tiles it has when the
 * new ones carry the same ETag, which the sets of one snapshot do.
 * @param {MapLibre} map
 * @param {string} id
 * @param {string[]} tiles
 */
function exchange(map, id, tiles) {
  const {layers} = map.getStyle();
  const mine = layers.filter((layer) => 'source' in layer && layer.source === id);
  const source = {.../** @type {VectorTileSource} */ (map.getSource(id)).serialize(), tiles};
  for (const layer of mine) map.removeLayer(layer.id);
  map.removeSource(id);
  map.addSource(id, source);
  /* From the top down, so that the layer above each is there already. */
  for (const layer of mine.reverse()) map.addLayer(layer, layers[layers.indexOf(layer) + 1]?.id);
}

/** @param {MapLibre} map */
const isNarrow = (map) => map.getContainer().clientWidth < NARROW;

/**
 * Whether everything is drawn; names are written anew where the map becomes a phone's, or no longer is.
 * @param {MapLibre} map
 */
function keepStill(map) {
  let still = false;
  let narrow = isNarrow(map);
  /** @type {(() => void)[]} */
  let waiting = [];

  const stir = () => { still = false; };
  map.on('dataloading', stir);
  map.on('movestart', stir);
  map.on('styledata', stir);
  map.on('resize', () => {
    if (narrow === isNarrow(map)) return;
    narrow = !narrow;
    map.setLayoutProperty('unit-names', 'text-field', nameField(narrow));
  });
  map.on('idle', () => {
    still = true;
    for (const done of waiting) done();
    waiting = [];
  });
  return {
    isStill: () => still,
    /** @returns {Promise<void>} */
    nextStill: () => new Promise((done) => { waiting.push(done); }),
  };
}

/**
 * Outlines of the units that are pointed at and chosen. They are another source of the same tiles, made when it is first needed: to
 * draw all units' outlines, seen or not, takes as long as to draw the units.
 * @param {MapLibre} map
 * @param {() => UnitSet} shown
 */
function createMarks(map, shown) {
  /** @type {Record<'chosen' | 'hover', string>} codes, '' for none */
  const marked = {chosen: '', hover: ''};

  /** @param {string} code @param {Record<string, unknown>} state */
  const look = (code, state) => code && map.setFeatureState({source: 'unit-marks', sourceLayer: 'units', id: code}, state);

  function make() {
    map.addSource('unit-marks', {.../** @type {VectorTileSource} */ (map.getSource('units')).serialize(), tiles: outlineTiles(shown())});
    addLayers(map, 'unit-marks');
  }
  return {
    /** @param {'chosen' | 'hover'} name @param {string} code */
    mark(name, code) {
      if (code === marked[name]) return;
      if (!map.getSource('unit-marks')) make();
      look(marked[name], {[name]: false});
      marked[name] = code;
      look(code, {[name]: true});
    },
    /** Of another set of units. @param {string[]} tiles */
    exchange(tiles) {
      if (!map.getSource('unit-marks')) return;
      exchange(map, 'unit-marks', tiles);
      look(marked.chosen, {chosen: true});
    },
  };
}

/**
 * @param {MapLibre} map
 * @param {UnitSet} first the set the map was made with
 */
export function createUnits(map, first) {
  let shown = first;
  const {mark, exchange: exchangeMarks} = createMarks(map, () => shown);

  /** @param {string} code @param {Record<string, unknown>} state */
  const look = (code, state) => code && map.setFeatureState({source: 'units', sourceLayer: 'units', id: code}, state);

  /** @type {Record<string, string>} codes of the units that a layer hatches */
  const hatched = {};
  /** Which units have a pattern is a filter: one that nobody sees would take as long to draw. @param {string} layer @param {string[]} codes */
  function hatch(layer, codes) {
    const now = codes.join();
    if (now === (hatched[layer] ?? '')) return;
    hatched[layer] = now;
    map.setFilter(layer, ['in', ['get', 'code'], ['literal', codes]]);
  }

  return {
    ...keepStill(map),
    /** @param {UnitSet} set @param {UnitColours} colours */
    show(set, colours) {
      if (shown.level === set.level && shown.vintage === set.vintage) map.removeFeatureState({source: 'units', sourceLayer: 'units'});
      else {
        for (const [source, tiles] of Object.entries(unitTiles(set))) exchange(map, source, tiles);
        exchangeMarks(outlineTiles(set));
      }
      shown = set;
      for (const [code, colour] of colours) if (colour !== null) look(code, {colour});
      hatch('units-no-data', [...colours].filter(([, colour]) => colour === null).map(([code]) => code));
    },
    /** Those of which it is not sure whether they reach the target. @param {string[]} codes */
    doubt: (codes) => hatch('units-unsure', codes),
    /** @param {string} code */
    choose: (code) => mark('chosen', code),
    /** @param {string} code */
    hover: (code) => mark('hover', code),
  };
}
