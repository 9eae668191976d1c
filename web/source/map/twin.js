/* A second map over the first, with other colours: it follows the first and is shown right of a line that the reader
 * drags. It is made when it is first needed, since it costs as much as the first. */
import {Map as MapLibre} from '../maplibre/maplibre-gl.mjs';
import {createUnits} from './units.js';

/** @import {UnitSet} from './sources.js' */
/** @import {UnitColours} from './units.js' */

/**
 * @param {MapLibre} map the first
 * @param {HTMLElement} container
 * @param {Record<string, import('./signs.js').Sign>} signs by name
 */
export function createTwin(map, container, signs) {
  /** @typedef {{map: MapLibre, units: ReturnType<typeof createUnits>, follow: () => void}} Twin */
  /** @type {Promise<Twin> | null} */
  let twin = null;
  let wanted = 0;

  async function remove() {
    const gone = twin;
    twin = null;
    container.hidden = true;
    if (!gone) return;
    const {map: other, follow} = await gone;
    map.off('move', follow);
    other.remove();
  }

  /** @param {UnitSet} first what the map it is a copy of shows */
  async function make(first) {
    container.hidden = false;
    const {lng, lat} = map.getCenter();
    const other = new MapLibre({container, style: map.getStyle(), center: [lng, lat], zoom: map.getZoom(), interactive: false, attributionControl: false, fadeDuration: 0, maxZoom: 16, renderWorldCopies: map.getRenderWorldCopies()});
    other.once('style.load', () => { for (const [name, sign] of Object.entries(signs)) other.addImage(name, sign, {pixelRatio: 2}); });
    const follow = () => other.jumpTo({center: map.getCenter(), zoom: map.getZoom()});
    await new Promise((done) => { other.once('style.load', done); });
    map.on('move', follow);
    follow();
    return {map: other, units: createUnits(other, first), follow};
  }

  return {
    /** Null colours take it away. @param {UnitSet} set @param {UnitColours | null} colours @param {UnitSet} first of the map itself */
    async showTwin(set, colours, first) {
      wanted += 1;
      const mine = wanted;
      if (!colours) {
        await remove();
        return;
      }
      twin ??= make(first);
      const {units} = await twin;
      if (mine === wanted) units.show(set, colours);
    },
    /** For tests: what the twin has drawn of a layer, once it is still. @param {string} layer */
    async twinDrawn(layer) {
      if (!twin) return [];
      const {map: other, units} = await twin;
      if (!units.isStill() || !other.loaded()) await units.nextStill();
      return other.queryRenderedFeatures({layers: [layer]}).map(({properties, state}) => ({...properties, ...state}));
    },
  };
}
