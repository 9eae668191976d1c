/* Sources that hold nothing at first come onto the map, with their layers, when they are given something: for each the worker
 * would make as many tiles of nothing as there are in view. */

/** @import {GeoJSONSource, LayerSpecification, Map as MapLibre, StyleSpecification} from 'maplibre-gl' */

/** @type {WeakMap<MapLibre, LayerSpecification[]>} all layers of a map's style in their order, there or not */
const all = new WeakMap();

/** @param {LayerSpecification} layer */
const sourceOf = (layer) => ('source' in layer ? layer.source : '');

/** @param {import('maplibre-gl').SourceSpecification} source */
const isEmpty = (source) => source.type === 'geojson' && typeof source.data === 'object' && 'features' in source.data && !source.data.features.length;

/**
 * The style without what has nothing to show.
 * @param {MapLibre} map
 * @param {StyleSpecification} style
 * @returns {StyleSpecification}
 */
export function withoutEmpty(map, style) {
  all.set(map, style.layers);
  const sources = Object.fromEntries(Object.entries(style.sources).filter(([, source]) => !isEmpty(source)));
  return {...style, sources, layers: style.layers.filter((layer) => !sourceOf(layer) || sourceOf(layer) in sources)};
}

/**
 * Adds the layers of a source where the style has them.
 * @param {MapLibre} map
 * @param {string} id of a source
 */
export function addLayers(map, id) {
  const layers = all.get(map) ?? [];
  for (const [i, layer] of layers.entries()) {
    if (sourceOf(layer) === id) map.addLayer(layer, layers.slice(i + 1).find((next) => map.getLayer(next.id))?.id);
  }
}

/**
 * Gives a GeoJSON source other data.
 * @param {MapLibre} map
 * @param {string} id
 * @param {import('geojson').GeoJSON | null} data
 */
export function fill(map, id, data) {
  const source = /** @type {GeoJSONSource | undefined} */ (map.getSource(id));
  const given = data ?? /** @type {import('geojson').FeatureCollection} */ ({type: 'FeatureCollection', features: []});
  if (source) source.setData(given);
  else if (!('features' in given) || given.features.length) {
    map.addSource(id, {type: 'geojson', data: given});
    addLayers(map, id);
  }
}

/**
 * What is drawn of some layers; those that have not come have nothing.
 * @param {MapLibre} map
 * @param {import('maplibre-gl').PointLike | [import('maplibre-gl').PointLike, import('maplibre-gl').PointLike] | null} where null: everywhere
 * @param {string[]} layers
 */
export function drawnOf(map, where, layers) {
  const there = layers.filter((id) => map.getLayer(id));
  if (!there.length) return [];
  return where ? map.queryRenderedFeatures(where, {layers: there}) : map.queryRenderedFeatures({layers: there});
}
