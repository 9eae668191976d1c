/* What lies beneath the figures: the province's own roads, rivers and relief, and its names. Fills let it show through. */

/** @import {ExpressionSpecification, Map as MapLibre} from 'maplibre-gl' */

const beneath = ['waters', 'rivers', 'relief', 'roads-other', 'roads-casing', 'roads-connecting', 'roads-main', 'road-names', 'water-names', 'lake-names', 'districts'];

/* How much of the map beneath the fills hide: from near the town is to be read. */
const throughFill = /** @type {ExpressionSpecification} */ (['interpolate', ['linear'], ['zoom'], 10.5, 1, 12, 0.7, 13.5, 0.3, 15, 0.15]);

/** @param {MapLibre} map */
export function createBase(map) {
  /** @param {string[]} layers @param {boolean} on */
  const show = (layers, on) => {
    for (const layer of layers) if (map.getLayer(layer)) map.setLayoutProperty(layer, 'visibility', on ? 'visible' : 'none');
  };
  return {
    /** @param {boolean} base @param {boolean} places @param {boolean} covered a surface stands in place of the fills */
    showBase(base, places, covered) {
      show(beneath, base);
      show(['settlement-names'], places);
      map.setPaintProperty('units', 'fill-opacity', covered ? 0 : base ? throughFill : 1);
    },
  };
}
