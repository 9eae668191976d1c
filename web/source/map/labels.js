/* Where a unit's name is written: the middle of the longest level line inside it, since names are
 * level. Vector tiles cut a unit into pieces; each name is written once, in its widest piece. */

/* Crossings of a level line with the rings of a polygon, ascending. */
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

/* {x, y, width} of the best of a few level lines through the polygon; width 0 for an empty one. */
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

const polygonsOf = (geometry) => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates);

/* Point features {code, name, width} of polygon features with the properties code and name. */
export function labelsOf(features) {
  const best = new Map();
  for (const {geometry, properties} of features) {
    for (const rings of polygonsOf(geometry)) {
      const point = labelPoint(rings);
      if (point.width > (best.get(properties.code)?.width ?? 0)) best.set(properties.code, {...point, name: properties.name});
    }
  }
  return {
    type: 'FeatureCollection',
    features: [...best].map(([code, {x, y, width, name}]) => ({
      type: 'Feature', properties: {code, name, width}, geometry: {type: 'Point', coordinates: [x, y]},
    })),
  };
}
