/* Where a unit's name is written: the middle of the longest level line inside it, since names are
 * level. Vector tiles cut a unit into pieces; each name is written once, in its widest piece. */

/** @import {Feature, FeatureCollection, Geometry, Point, Position} from 'geojson' */

/**
 * Crossings of a level line with the rings of a polygon, ascending.
 * @param {Position[][]} rings
 * @param {number} y
 */
function crossings(rings, y) {
  const found = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = ring[i - 1];
      const [bx, by] = ring[i];
      if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  return found.sort((a, b) => a - b);
}

/**
 * The best of a few level lines through the polygon; width 0 for an empty one.
 * @param {Position[][]} rings
 * @param {number} [lines]
 */
export function labelPoint(rings, lines = 11) {
  const ys = rings[0].map((point) => point[1]);
  const south = Math.min(...ys);
  const north = Math.max(...ys);
  let best = {x: rings[0][0][0], y: (south + north) / 2, width: 0, score: -1};
  for (let i = 1; i <= lines; i += 1) {
    const share = i / (lines + 1);
    const y = south + (north - south) * share;
    const xs = crossings(rings, y);
    for (let k = 1; k < xs.length; k += 2) {
      const width = xs[k] - xs[k - 1];
      /* A line near the middle leaves room above and below. */
      const score = width * (1 - Math.abs(share - 0.5));
      if (score > best.score) best = {x: (xs[k] + xs[k - 1]) / 2, y, width, score};
    }
  }
  return best;
}

/* A name of more letters than this is shortened where there is little room. */
const SHORT = 8;

/**
 * All words but the last as their first letters: Phan Đình Phùng → P.Đ.Phùng.
 * @param {string} name
 */
export function shortened(name) {
  const words = name.split(' ');
  if (name.length <= SHORT || words.length < 2) return name;
  return `${words.slice(0, -1).map((word) => `${[...word][0]}.`).join('')}${words[words.length - 1]}`;
}

const TINY = 7;

/**
 * The shortest that still says which: Quân Chu → Q.Chu, Phan Đình Phùng → P.Đ.P.
 * @param {string} name
 */
export function tiny(name) {
  const words = name.split(' ');
  if (words.length < 2) return name;
  const first = words.slice(0, -1).map((word) => `${[...word][0]}.`).join('');
  const whole = first + words[words.length - 1];
  return [...whole].length <= TINY ? whole : `${first}${[...words[words.length - 1]][0]}.`;
}

/** Where there is room for next to nothing: Phan Đình Phùng → PĐP. @param {string} name */
const initials = (name) => (name.includes(' ') ? name.split(' ').map((word) => [...word][0]).join('') : name);

const [LETTER, WORLD] = [5.2, 512]; /* pixels: of a letter at the size of low zooms; of the world at zoom 0 */

/**
 * The zoom from which a name finds room in a unit so wide.
 * @param {string} words
 * @param {number} width degrees
 */
const zoomFor = (words, width) => Number(Math.log2(([...words].length * LETTER * 360) / (WORLD * width)).toFixed(2));

/** @param {Geometry} geometry @returns {Position[][][]} */
function polygonsOf(geometry) {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
}

/**
 * Point features {code, name, short, tiny, initials, from, room, width} of polygon features with the properties code and name.
 * @param {Pick<Feature, 'geometry' | 'properties'>[]} features
 * @param {boolean} [narrow] the map is that of a phone: initials may stand for a name
 * @returns {FeatureCollection<Point>}
 */
export function labelsOf(features, narrow = false) {
  /** @type {Map<string, {x: number, y: number, width: number, name: string}>} by code */
  const best = new Map();
  for (const {geometry, properties} of features) {
    const {code, name} = properties ?? {};
    for (const rings of polygonsOf(geometry)) {
      const point = labelPoint(rings);
      if (point.width > (best.get(code)?.width ?? 0)) best.set(code, {...point, name});
    }
  }
  return {
    type: 'FeatureCollection',
    features: [...best].map(([code, {x, y, width, name}]) => ({
      type: 'Feature', properties: {code, name, short: shortened(name), tiny: tiny(name), initials: narrow ? initials(name) : tiny(name), from: zoomFor(shortened(name), width), room: zoomFor(tiny(name), width), width}, geometry: {type: 'Point', coordinates: [x, y]},
    })),
  };
}
