/* The server's vector tiles, read by the libraries that maps read them with.
 * node --test tests/tiles.mjs with VUNGPHU=http://127.0.0.1:…/ */
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {VectorTile} from '@mapbox/vector-tile';
import {PbfReader} from 'pbf';

const base = process.env.VUNGPHU;
assert.ok(base, 'VUNGPHU is the address of the server to test');
let catalogue;
let bbox;

const get = async (path) => {
  const response = await fetch(new URL(path, base));
  assert.ok([200, 204].includes(response.status), `${response.status} ${path}`);
  return response;
};

before(async () => {
  catalogue = await (await get('indicators')).json();
  bbox = catalogue.province.bbox;
});

const column = (lon, zoom) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
const row = (lat, zoom) => {
  const radians = (lat * Math.PI) / 180;
  return Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** zoom);
};

/* All features of a layer at a zoom, over the whole province. */
async function featuresAt(layer, zoom) {
  const [west, south, east, north] = bbox;
  const found = [];
  for (let x = column(west, zoom); x <= column(east, zoom); x += 1) {
    for (let y = row(north, zoom); y <= row(south, zoom); y += 1) {
      const response = await get(`tiles/${layer}/${zoom}/${x}/${y}.mvt`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!bytes.length) continue;
      const tile = new VectorTile(new PbfReader(bytes));
      assert.deepEqual(Object.keys(tile.layers), [layer], 'the one layer of its name');
      const part = tile.layers[layer];
      assert.equal(part.version, 2);
      for (let i = 0; i < part.length; i += 1) {
        const feature = part.feature(i);
        found.push({properties: feature.properties, type: feature.type, rings: feature.loadGeometry(), extent: part.extent, geojson: feature.toGeoJSON(x, y, zoom)});
      }
    }
  }
  return found;
}

const pairs = (coordinates) => (typeof coordinates[0] === 'number' ? [coordinates] : coordinates.flatMap(pairs));
const middle = () => Math.max(5, Math.floor(Math.log2(360 / Math.max(bbox[2] - bbox[0], bbox[3] - bbox[1]))) + 1);

test('units: every unit of the current set, as polygons within the province', async () => {
  const answer = await (await get(`indicators/${catalogue.indicators[0].id}?f=json`)).json();
  const current = catalogue.levels.find((level) => level.current);
  for (const zoom of [middle() - 2, middle(), middle() + 2]) {
    const features = await featuresAt('units', zoom);
    assert.deepEqual([...new Set(features.map(({properties}) => properties.code))].sort(), answer.values.map((unit) => unit.code).sort(), `zoom ${zoom}`);
    const slack = 360 / 2 ** zoom / 16;
    for (const {type, rings, extent, properties, geojson} of features) {
      assert.equal(type, 3);
      assert.equal(String(properties.vintage), String(current.vintage));
      assert.equal(properties.level, current.level);
      assert.ok(properties.name.length > 0 && properties.name === properties.name.normalize('NFC'));
      for (const ring of rings) {
        assert.ok(ring.length >= 4, 'a ring has an inside');
        assert.deepEqual([ring[0].x, ring[0].y], [ring[ring.length - 1].x, ring[ring.length - 1].y]);
        for (const {x, y} of ring) assert.ok(Math.abs(x - extent / 2) <= extent && Math.abs(y - extent / 2) <= extent, 'not far outside its tile');
      }
      for (const [lon, lat] of pairs(geojson.geometry.coordinates)) {
        assert.ok(lon > bbox[0] - slack && lon < bbox[2] + slack && lat > bbox[1] - slack && lat < bbox[3] + slack, `${lon}, ${lat}`);
      }
    }
  }
});

test('facilities: each service has as many points as the catalogue says, where the features lie', async () => {
  const zoom = middle() + 2;
  const features = await featuresAt('facilities', zoom);
  const byId = new Map(features.map((feature) => [feature.properties.id, feature]));
  for (const service of catalogue.services) {
    const mine = [...byId.values()].filter(({properties}) => (properties.services ?? '').split(',').includes(service.id));
    if (service.reach !== 'area' && service.reach !== 'signal') assert.equal(mine.length, service.facility_count, service.id);
  }
  const items = await (await get('collections/facilities/items?limit=100')).json();
  const cell = 360 / 2 ** zoom / 4096;
  for (const item of items.features) {
    const feature = byId.get(item.properties.id ?? item.id);
    if (!feature) continue; /* closed on the day the snapshot speaks of, or outside */
    const [lon, lat] = feature.geojson.geometry.coordinates;
    assert.ok(Math.abs(lon - item.geometry.coordinates[0]) <= cell * 2 && Math.abs(lat - item.geometry.coordinates[1]) <= cell * 2);
  }
});

test('gaps: places of people', async () => {
  const features = await featuresAt('gaps', middle() + 1);
  assert.ok(features.length > 0);
  for (const {properties, type} of features) {
    assert.equal(type, 1);
    assert.ok(properties.people > 0);
    assert.ok(catalogue.services.some((service) => service.id === properties.service));
  }
});

test('a tile far away has nothing in it, and a tile that cannot be is refused', async () => {
  const response = await get('tiles/units/6/0/0.mvt');
  const bytes = new Uint8Array(await response.arrayBuffer());
  const tile = new VectorTile(new PbfReader(bytes));
  assert.equal(Object.values(tile.layers).reduce((sum, layer) => sum + layer.length, 0), 0);
  const refused = await fetch(new URL('tiles/units/3/8/0.mvt', base));
  assert.ok(refused.status >= 400 && refused.status < 500, String(refused.status));
});

test('TileJSON describes each layer', async () => {
  for (const layer of ['units', 'facilities', 'gaps', ...catalogue.services.map(({id}) => `reach_${id}`)]) {
    const response = await fetch(new URL(`tiles/${layer}.json`, base));
    if (layer.startsWith('reach_') && response.status === 404) continue; /* a service that was not analysed */
    const about = await response.json();
    assert.equal(about.tilejson, '3.0.0');
    assert.ok(about.tiles.length && about.minzoom <= about.maxzoom, layer);
    if (layer.startsWith('reach_')) assert.ok(about.legend.length > 1, layer);
    else assert.deepEqual(about.vector_layers.map(({id}) => id), [layer]);
  }
});
