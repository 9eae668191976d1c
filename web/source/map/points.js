/* Points and lines over the units: facilities, places left out, doubtful data, the chosen point, the border of a limit. */
import {facilitiesOf, facilityLayers, fill, nothing} from './sources.js';

/** @import {AreasAnswer, Colours, FindingsAnswer, Gap} from '../api/answers.js' */
/** @import {Map as MapLibre} from 'maplibre-gl' */

const MANY = 1500; /* facilities */
/** @type {import('maplibre-gl').ExpressionSpecification} */
const small = ['interpolate', ['linear'], ['zoom'], 7, 0.8, 11, 1.4, 14, 2.2, 16, 7];
/** @type {import('maplibre-gl').ExpressionSpecification} */
const smallStroke = ['interpolate', ['linear'], ['zoom'], 11, 0.2, 14, 0.6, 16, 1.8];

/**
 * @param {Gap} gap
 * @returns {import('geojson').Feature}
 */
const featureOf = ({id, people, unit, settlement, mean, worst, area_km2, lon, lat}) => ({
  type: 'Feature', geometry: {type: 'Point', coordinates: [lon, lat]}, properties: {id, people, name: [settlement?.name, unit?.name].filter(Boolean).join(', '), mean, worst, area_km2},
});

/**
 * @param {MapLibre} map
 * @param {Colours} colours
 */
export function createPoints(map, colours) {
  const [usual, usualStroke] = [map.getPaintProperty('facilities', 'circle-radius'), map.getPaintProperty('facilities', 'circle-stroke-width')];
  map.addSource('isochrone', {type: 'geojson', data: nothing});
  for (const id of ['findings', 'transmitters', 'areas']) map.addSource(id, {type: 'geojson', data: nothing});
  map.addLayer({id: 'areas', type: 'fill', source: 'areas', paint: {'fill-color': '#0a3a70', 'fill-opacity': 0.16}}, 'facilities');
  map.addLayer({id: 'area-lines', type: 'line', source: 'areas', paint: {'line-color': '#0a3a70', 'line-width': 1.4}}, 'facilities');
  map.addLayer({id: 'isochrone', type: 'line', source: 'isochrone', paint: {'line-color': colours.outline ?? '#1b1b1b', 'line-width': 2.2}}, 'facilities');
  map.addLayer({
    id: 'findings', type: 'circle', source: 'findings',
    paint: {'circle-radius': 6, 'circle-color': '#fff3b0', 'circle-stroke-color': '#9a3412', 'circle-stroke-width': 2},
  });
  map.addLayer({
    id: 'transmitters', type: 'circle', source: 'transmitters',
    paint: {'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 3.5, 11, 6, 14, 8], 'circle-color': '#6a1b7a', 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.6},
  });
  return {
    /** @param {import('geojson').Feature[]} all */
    showTransmitters: (all) => fill(map, 'transmitters', {...nothing, features: all}),
    /** @param {AreasAnswer | null} areas */
    showAreas: (areas) => fill(map, 'areas', areas),
    /**
     * Those of a service.
     * @param {string | null} service
     * @param {string[]} [gone] ids of some that are shown as gone
     * @param {number} [count] of all of them: thousands are small until the map is near
     */
    showFacilities(service, gone = [], count = 0) {
      map.setPaintProperty('facilities', 'circle-radius', count > MANY ? small : usual);
      map.setPaintProperty('facilities', 'circle-stroke-width', count > MANY ? smallStroke : usualStroke);
      for (const layer of facilityLayers) map.setFilter(layer, facilitiesOf(service));
      const isGone = /** @type {import('maplibre-gl').ExpressionSpecification} */ (['in', ['get', 'id'], ['literal', gone]]);
      map.setPaintProperty('facilities', 'circle-opacity', gone.length ? ['case', isGone, 0, 1] : 1);
      map.setPaintProperty('facilities', 'circle-stroke-color', gone.length ? ['case', isGone, '#96205f', '#ffffff'] : '#ffffff');
    },
    /** @param {Gap[]} gaps */
    showGaps: (gaps) => fill(map, 'gaps', {type: 'FeatureCollection', features: gaps.map(featureOf)}),
    /** @param {[number, number] | null} lonlat */
    showPoint: (lonlat) => fill(map, 'point', lonlat && {type: 'Point', coordinates: lonlat}),
    /** @param {import('geojson').LineString | null} line */
    showPath: (line) => fill(map, 'path', line),
    /** @param {import('geojson').Feature | null} area */
    showIsochrone: (area) => fill(map, 'isochrone', area),
    /** Those without a place are not drawn. @param {FindingsAnswer | null} findings */
    showFindings: (findings) => fill(map, 'findings', findings && {...nothing, features: findings.features.filter((feature) => feature.geometry)}),
  };
}
