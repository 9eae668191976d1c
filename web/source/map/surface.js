/* The surface of a service in place of the units' colours. */
import {rasterSource} from './sources.js';

/** @import {TileAnswer} from '../api/answers.js' */

/**
 * One picture at a time: the colours of two would mix into a third that means nothing.
 * @param {import('maplibre-gl').Map} map
 * @param {string | null} service
 * @param {TileAnswer | null} about its TileJSON; null takes the surface away
 */
export function showSurface(map, service, about) {
  if (map.getLayer('surface')) {
    map.removeLayer('surface');
    map.removeSource('surface');
  }
  if (about) {
    map.addSource('surface', rasterSource(`reach_${service}`, about));
    map.addLayer({id: 'surface', type: 'raster', source: 'surface', paint: {'raster-opacity': ['interpolate', ['linear'], ['zoom'], 11, 0.85, 14, 0.5], 'raster-fade-duration': 150}}, 'waters');
  }
  for (const layer of ['units-no-data', 'province-shade']) map.setLayoutProperty(layer, 'visibility', about ? 'none' : 'visible');
}
