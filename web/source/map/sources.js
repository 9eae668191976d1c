/* Where the map's tiles come from, and the style they are drawn by. */
import {site} from '../api/book.js';
import {get, getOwn, tilesAddress} from '../api/request.js';
import {graticule} from './backdrop.js';

/** @import {Box, TileAnswer} from '../api/answers.js' */
/** @import {RasterSourceSpecification, StyleSpecification, VectorSourceSpecification} from 'maplibre-gl' */
/** @typedef {{level: string, vintage: string}} UnitSet the server's tiles hold one set of units each */

const ARCHIVE_ZOOM = 14; /* the finest in the files of a site (service/tile_archive.h) */

/* What is not there yet, as a source. */
export const nothing = /** @type {import('geojson').FeatureCollection} */ ({type: 'FeatureCollection', features: []});

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

/** @param {string} layer @returns {Promise<VectorSourceSpecification>} */
const vectorSource = async (layer) => ({type: 'vector', ...tilesOf(layer, 'mvt', await get(`tiles/${layer}.json`))});

/**
 * @param {string} layer
 * @param {TileAnswer} about
 * @returns {RasterSourceSpecification}
 */
export const rasterSource = (layer, about) => ({type: 'raster', ...tilesOf(layer, 'png', about), tileSize: about.tileSize ?? 256});

/** @param {UnitSet} set */
export const unitTiles = (set) => [tilesAddress('units', 'mvt', {level: set.level, vintage: String(set.vintage)})];

/**
 * The zoom at which the province is within two tiles each way.
 * @param {Box} bbox
 */
const coarseZoom = ([west, south, east, north]) => Math.max(0, Math.floor(Math.log2(360 / Math.max(east - west, north - south))));

/**
 * What lies beneath: the province's own roads, waters, places and relief. They reach as far as its units do.
 * @param {StyleSpecification} style
 * @param {VectorSourceSpecification} like
 * @param {TileAnswer} relief
 * @param {UnitSet | null} districts units one level up whose borders are drawn
 */
function addBase(style, like, relief, districts) {
  for (const layer of ['roads', 'waters', 'settlements']) style.sources[layer] = {...like, tiles: [tilesAddress(layer, 'mvt')]};
  style.sources.relief = rasterSource('relief', relief);
  if (districts) style.sources.districts = {...like, tiles: unitTiles(districts)};
  else style.layers = style.layers.filter(({id}) => id !== 'districts');
}

/**
 * @param {Box} bbox
 * @param {UnitSet} set
 * @param {UnitSet | null} districts
 * @returns {Promise<StyleSpecification>}
 */
export async function styleFor(bbox, set, districts) {
  const [style, units, facilities, relief] = await Promise.all([getOwn('map-style.json'), vectorSource('units'), vectorSource('facilities'), get('tiles/relief.json')]);
  addBase(style, units, relief, districts);
  units.tiles = unitTiles(set);
  style.sources.units = {...units, promoteId: {units: 'code'}};
  style.sources['unit-shapes'] = {...units, maxzoom: Math.min(units.maxzoom ?? 14, coarseZoom(bbox))};
  style.sources.facilities = facilities;
  style.sources.graticule.data = graticule(bbox);
  return style;
}

/** Labels are drawn from these fonts by the browser; they must be there before the first label. */
export async function fontsReady() {
  const sample = 'Vùng Phủ ẠạẾếỒồữ';
  await Promise.all(['400 24px "Be Vietnam Pro"', '600 24px "Be Vietnam Pro SemiBold"'].map((font) => document.fonts.load(font, sample)));
}

/**
 * Gives a GeoJSON source other data.
 * @param {import('maplibre-gl').Map} map
 * @param {string} id
 * @param {import('geojson').GeoJSON | null} data
 */
export const fill = (map, id, data) => /** @type {import('maplibre-gl').GeoJSONSource} */ (map.getSource(id)).setData(data ?? nothing);
