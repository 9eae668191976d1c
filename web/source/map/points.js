/* Points and lines over the units: facilities, places left out, doubtful data, the chosen point, the border of a limit. */
import {fill} from './later.js';
import {facilitiesOf, facilityLayers} from './sources.js';

/** @import {AreasAnswer, FindingsAnswer, Gap} from '../api/answers.js' */
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

/** @param {import('geojson').Feature[]} features @returns {import('geojson').FeatureCollection} */
const collection = (features) => ({type: 'FeatureCollection', features});

/** @param {MapLibre} map */
export function createPoints(map) {
  const [usual, usualStroke] = [map.getPaintProperty('facilities', 'circle-radius'), map.getPaintProperty('facilities', 'circle-stroke-width')];
  return {
    /** @param {import('geojson').Feature[]} all */
    showTransmitters: (all) => fill(map, 'transmitters', collection(all)),
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
    showGaps: (gaps) => fill(map, 'gaps', collection(gaps.map(featureOf))),
    /** @param {[number, number] | null} lonlat */
    showPoint: (lonlat) => fill(map, 'point', lonlat && {type: 'Point', coordinates: lonlat}),
    /** @param {import('geojson').LineString | null} line */
    showPath: (line) => fill(map, 'path', line),
    /** @param {import('geojson').Feature | null} area */
    showIsochrone: (area) => fill(map, 'isochrone', area),
    /** Those without a place are not drawn. @param {FindingsAnswer | null} findings */
    showFindings: (findings) => fill(map, 'findings', findings && collection(findings.features.filter((feature) => feature.geometry))),
  };
}
