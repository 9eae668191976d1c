/* What is laid over the province in place of the units' colours: the surface of a service, where people live, which facility
 * is nearest. */
import {rasterSource, valueSource} from './sources.js';

/** @import {TileAnswer} from '../api/answers.js' */
/** @import {ClassRow} from '../state/classes.js' */
/** @typedef {{layer: string, about: TileAnswer}} Laid layer: of tiles; about: its TileJSON */
/** @typedef {{classes: ClassRow[], unreachable: string, moreIsBetter: boolean}} Ramp colours of values */

const [UNSET, STEP] = [-9000, 0.005]; /* pixels without a value read as less; half of what two values differ by */

/**
 * Each class in its one colour: a value at an edge is in the better one.
 * @param {Ramp} ramp
 * @param {number} unreachable what pixels without a path read as
 * @returns {import('maplibre-gl').ColorReliefLayerSpecification['paint'] & {}}
 */
function paintOf({classes, unreachable: grey, moreIsBetter}, unreachable) {
  const [before, behind] = moreIsBetter ? [-STEP, 0] : [0, STEP];
  const inner = classes.slice(0, -1).flatMap(({to, colour}, i) => [Number(to) + before, colour, Number(to) + behind, classes[i + 1].colour]);
  return {
    'color-relief-color': /** @type {any} */ (['interpolate', ['linear'], ['elevation'], UNSET, 'rgba(0,0,0,0)', UNSET + 1, classes[0].colour, ...inner,
      unreachable - 2, classes[classes.length - 1].colour, unreachable - 1, grey]),
  };
}

/** @type {any} */
const opacity = ['interpolate', ['linear'], ['zoom'], 11, 0.85, 14, 0.5];

/**
 * @param {import('maplibre-gl').Map} map
 */
export function createSurface(map) {
  /** @type {Laid | null} */
  let shown = null;

  /** One picture at a time: the colours of two would mix into a third that means nothing. @param {Laid | null} laid @param {Ramp | null} ramp */
  function lay(laid, ramp) {
    if (map.getLayer('surface')) {
      map.removeLayer('surface');
      map.removeSource('surface');
    }
    shown = laid;
    map.setLayoutProperty('units-no-data', 'visibility', laid ? 'none' : 'visible');
    if (!laid) return;
    if (ramp) {
      map.addSource('surface', valueSource(laid.layer, laid.about));
      map.addLayer({id: 'surface', type: 'color-relief', source: 'surface', paint: {...paintOf(ramp, laid.about.unreachable ?? Infinity), 'color-relief-opacity': opacity, resampling: 'nearest'}}, 'waters');
    } else {
      map.addSource('surface', rasterSource(laid.layer, laid.about));
      map.addLayer({id: 'surface', type: 'raster', source: 'surface', paint: {'raster-opacity': opacity, 'raster-fade-duration': 150}}, 'waters');
    }
  }

  return {
    /** Other colours of the same values ask for nothing. @param {string} layer @param {TileAnswer | null} about null takes the surface away @param {Ramp | null} ramp null where tiles have their colours */
    showSurface(layer, about, ramp) {
      if (about && ramp && shown?.layer === layer && shown.about === about) {
        map.setPaintProperty('surface', 'color-relief-color', paintOf(ramp, about.unreachable ?? Infinity)['color-relief-color']);
      } else lay(about && {layer, about}, ramp);
    },
  };
}
