/* Where the map's tiles come from, and the style they are drawn by. */
import {site} from '../api/book.js';
import {first} from '../api/first.js';
import {tilesAddress} from '../api/request.js';
import {graticule} from './backdrop.js';
import {nameField} from './names.js';

/** @import {Box, TileAnswer} from '../api/answers.js' */
/** @import {FilterSpecification, RasterSourceSpecification, StyleSpecification, VectorSourceSpecification} from 'maplibre-gl' */
/** @typedef {{level: string, vintage: string}} UnitSet the server's tiles hold one set of units each */

const ARCHIVE_ZOOM = 14; /* the finest in the files of a site (service/tile_archive.h) */

/**
 * Addresses are made here and not taken from the TileJSON, so that they stay on the origin the page came
 * from whatever name a proxy gives the server.
 * @param {string} layer
 * @param {'mvt' | 'png'} ending
 * @param {TileAnswer} about
 */
const tilesOf = (layer, ending, about) => ({
  tiles: [tilesAddress(layer, ending)], minzoom: about.minzoom ?? 0, maxzoom: Math.min(about.maxzoom ?? 14, site ? ARCHIVE_ZOOM : 24),
  ...(Array.isArray(about.bounds) ? {bounds: about.bounds} : {}),
});

/**
 * @param {string} layer
 * @param {TileAnswer} about
 * @returns {RasterSourceSpecification}
 */
export const rasterSource = (layer, about) => ({type: 'raster', ...tilesOf(layer, 'png', about), tileSize: about.tileSize ?? 256});

/**
 * Of values, which the map colours itself.
 * @param {string} layer
 * @param {TileAnswer} about
 * @returns {import('maplibre-gl').RasterDEMSourceSpecification}
 */
export const valueSource = (layer, about) => {
  const {encoding = 'custom', redFactor, greenFactor, blueFactor, baseShift} = about;
  return {type: 'raster-dem', ...tilesOf(layer, 'png', about), tileSize: about.tileSize ?? 256, encoding, redFactor, greenFactor, blueFactor, baseShift};
};

/** @param {string} layers @param {UnitSet} set */
const ofSet = (layers, {level, vintage}) => [tilesAddress(layers, 'mvt', {level, vintage: String(vintage)})];

const beneath = ['facilities', 'roads', 'settlements', 'waters'];

/**
 * The tiles of each source of units: a server's hold their names and all that lies beneath and over them as well, so that a view asks,
 * reads and cuts out a fifth as many; in a site each is a file.
 * @param {UnitSet} set
 * @returns {Record<string, string[]>}
 */
export const unitTiles = (set) => (site ? {units: ofSet('units', set), unit_names: ofSet('unit_names', set)} : {units: ofSet(['units', 'unit_names', ...beneath].join(), set)});

/** Outlines alone. @param {UnitSet} set */
export const outlineTiles = (set) => ofSet('units', set);

/**
 * Where a layer's tiles are a source of their own, or which has them.
 * @param {StyleSpecification} style
 * @param {VectorSourceSpecification} like they reach as far as units do
 */
function addBeneath(style, like) {
  if (site) for (const id of beneath) style.sources[id] = {...like, tiles: [tilesAddress(id, 'mvt')]};
  else for (const layer of style.layers) if ('source' in layer && ['unit_names', ...beneath].includes(String(layer.source))) layer.source = 'units';
}

/**
 * The province's own roads, waters, places and relief.
 * @param {StyleSpecification} style
 * @param {VectorSourceSpecification} like
 * @param {TileAnswer} relief
 * @param {UnitSet | null} districts units one level up whose borders are drawn
 */
function addBase(style, like, relief, districts) {
  addBeneath(style, like);
  style.sources.relief = rasterSource('relief', relief);
  if (districts) style.sources.districts = {...like, tiles: outlineTiles(districts)};
  else style.layers = style.layers.filter(({id}) => id !== 'districts');
}

/** Those of a service, of which a facility names several. @param {string | null} service @returns {FilterSpecification} */
export const facilitiesOf = (service) => (service ? ['in', `,${service},`, ['concat', ',', ['coalesce', ['get', 'services'], ''], ',']] : ['boolean', false]);
export const facilityLayers = ['facilities', 'facility-names'];

/**
 * @param {Box} bbox
 * @param {UnitSet} set
 * @param {UnitSet | null} districts
 * @param {string | null} service whose facilities are shown: known from the start, tiles are not read twice
 * @param {boolean} narrow
 * @returns {Promise<StyleSpecification>}
 */
export async function styleFor(bbox, set, districts, service, narrow) {
  /** @type {[StyleSpecification, TileAnswer, TileAnswer]} */
  const [style, about, relief] = await Promise.all([first('map-style.json'), first('tiles/units.json'), first('tiles/relief.json')]);
  /** @type {VectorSourceSpecification} */
  const units = {type: 'vector', ...tilesOf('units', 'mvt', about)};
  for (const [id, tiles] of Object.entries(unitTiles(set))) style.sources[id] = {...units, tiles, promoteId: {units: 'code'}};
  for (const layer of style.layers) {
    if (layer.id !== 'unit-names') continue;
    Object.assign(layer, {layout: {...layer.layout, 'text-field': nameField(narrow)}});
  }
  addBase(style, units, relief, districts);
  for (const layer of style.layers) if (facilityLayers.includes(layer.id)) Object.assign(layer, {filter: facilitiesOf(service)});
  Object.assign(style.sources.graticule, {data: graticule(bbox)});
  /* What lies behind is the page's own background (style/map.css): to paint it again takes a program and a whole picture. */
  style.layers = style.layers.filter(({type}) => type !== 'background');
  return style;
}

/** Labels are drawn from these fonts by the browser; they must be there before the first label. */
export async function fontsReady() {
  const sample = 'Vùng Phủ ẠạẾếỒồữ';
  await Promise.all(['400 24px "Be Vietnam Pro"', '600 24px "Be Vietnam Pro SemiBold"'].map((font) => document.fonts.load(font, sample)));
}
