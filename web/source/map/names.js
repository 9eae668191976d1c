/* What is written of a unit's name at each zoom: as much as there is room for. The server's tiles bring a point a unit,
 * with the name, shorter forms of it and the room it has (layer unit_names). */

/** @import {ExpressionSpecification, Map as MapLibre} from 'maplibre-gl' */

const LETTER = 5.2; /* pixels of a letter at the size of low zooms */
const WORLD = 40075016.686 / 512; /* Web Mercator metres a pixel at zoom 0 */

/** Whether a form of the name finds room at a zoom. @param {string} form @param {number} zoom */
const hasRoom = (form, zoom) => ['>=', ['*', ['get', 'width'], 2 ** zoom], ['*', ['length', ['get', form]], LETTER * WORLD]];

const steps = [7, 7.5, 8, 8.5];
const [SHORT_FROM, WHOLE_FROM] = [9, 9.5]; /* zooms */

/**
 * @param {boolean} narrow the map is that of a phone: initials may stand for a name
 * @returns {ExpressionSpecification}
 */
export function nameField(narrow) {
  /** @param {number} zoom */
  const at = (zoom) => ['case', hasRoom('short', zoom), ['get', 'short'], hasRoom('tiny', zoom), ['get', 'tiny'], ['get', narrow ? 'initials' : 'tiny']];
  const [first, ...others] = steps;
  return /** @type {any} */ (['step', ['zoom'], at(first), ...others.flatMap((zoom) => [zoom, at(zoom)]), SHORT_FROM, ['get', 'short'], WHOLE_FROM, ['get', 'name']]);
}

export const NARROW = 560; /* pixels of a map on which initials must do */

/** @type {WeakSet<MapLibre>} whose letters are drawn */
const foreseen = new WeakSet();

/**
 * Has the letters drawn that the first tiles' names will ask for, while the worker still reads the tiles: it would wait for them.
 * @param {MapLibre} map
 * @param {string[]} names
 */
export function foreseeLetters(map, names) {
  if (foreseen.has(map)) return;
  foreseen.add(map);
  const letters = [...new Set(['.', ...names.join('').normalize('NFC')])];
  const [face] = /** @type {string[]} */ (map.getLayoutProperty('unit-names', 'text-font'));
  /* With the first picture the tiles are asked for; what is done before it delays them. */
  map.once('render', () => setTimeout(() => { map.style.glyphManager.getGlyphs({[face]: {default: letters}}); }));
}
