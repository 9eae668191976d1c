/* The map itself. It is told what to show and reports what the reader points at; it knows nothing
 * of panels or of the address. */
import * as maplibregl from '../maplibre/maplibre-gl.mjs';
import {address, get} from '../api.js';
import {t} from '../language.js';
import {graticule, hatch} from './ground.js';
import {labelsOf} from './labels.js';

const none = {type: 'FeatureCollection', features: []};

/* Labels are drawn from these fonts by the browser; they must be there before the first label. */
async function fontsReady() {
  const sample = 'Vùng Phủ ẠạẾếỒồữ';
  await Promise.all(['400 24px "Be Vietnam Pro"', '600 24px "Be Vietnam Pro SemiBold"'].map((font) => document.fonts.load(font, sample)));
}

/* A tile source of the server. Addresses are made here and not taken from the TileJSON, so that
 * they stay on the origin the page came from whatever name a proxy gives the server. */
async function tileSource(layer, ending, type) {
  const about = await get(`tiles/${layer}.json`);
  const tiles = [`${address('tiles/')}${layer}/{z}/{x}/{y}.${ending}`];
  const source = {type, tiles, minzoom: about.minzoom ?? 0, maxzoom: about.maxzoom ?? 14};
  if (Array.isArray(about.bounds)) source.bounds = about.bounds;
  if (type === 'raster') source.tileSize = about.tileSize ?? 256;
  return {source, about};
}

/* The server's tiles hold one set of units each. */
const unitTiles = (level, vintage) => {
  const set = new URLSearchParams({level, vintage});
  return [`${address('tiles/')}units/{z}/{x}/{y}.mvt?${set}`];
};

/* The zoom at which the province is within two tiles each way. */
function coarseZoom([west, south, east, north]) {
  return Math.max(0, Math.floor(Math.log2(360 / Math.max(east - west, north - south))));
}

async function styleFor(bbox, {level, vintage}) {
  const style = await (await fetch(address('map-style.json'))).json();
  const [units, facilities] = await Promise.all([tileSource('units', 'mvt', 'vector'), tileSource('facilities', 'mvt', 'vector')]);
  units.source.tiles = unitTiles(level, vintage);
  style.sources.units = {...units.source, promoteId: {units: 'code'}};
  style.sources['unit-shapes'] = {...units.source, maxzoom: Math.min(units.source.maxzoom, coarseZoom(bbox))};
  style.sources.facilities = facilities.source;
  style.sources.graticule.data = graticule(bbox);
  return style;
}

function atPlace(text) {
  const [zoom, lat, lon] = (text ?? '').split('/').map(Number);
  return [zoom, lat, lon].every(Number.isFinite) ? {zoom, center: [lon, lat]} : null;
}

/* set: {level, vintage} of the units. events: {unit(code, lonlat), moved(place), hover(code) → words or null, facility(properties) →
 * element, gap(properties) → element, finding(properties) → element, failed(error)}. Rejects when there is no WebGL. */
export async function createMap(container, {bbox, set, place, colours, events}) {
  const [style] = await Promise.all([styleFor(bbox, set), fontsReady()]);
  const start = atPlace(place);
  const map = new maplibregl.Map({
    container, style, bounds: bbox, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    maxPitch: 0, minZoom: 4, maxZoom: 16, renderWorldCopies: false, fadeDuration: 100,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.ScaleControl({maxWidth: 110}), 'bottom-right');

  /* Room for the legend, beside the box or below it, whichever leaves the box larger. */
  function frame(box) {
    if (container.clientWidth <= 560) return map.cameraForBounds(box, {padding: 16});
    const room = {top: 30, bottom: 30, left: 40, right: 60};
    const ways = [{...room, left: 290}, {...room, bottom: 290}].map((padding) => map.cameraForBounds(box, {padding}));
    return ways.filter(Boolean).sort((a, b) => b.zoom - a.zoom)[0];
  }
  const whole = () => frame(bbox) ?? {};
  map.jumpTo(start ?? whole());

  map.once('style.load', () => map.addImage('no-data', hatch(colours.no_data, 16), {pixelRatio: 2}));
  map.on('error', (event) => events.failed(event.error));
  await new Promise((done, failed) => {
    map.once('load', done);
    map.once('webglcontextlost', () => failed(new Error(t('app.no_webgl'))));
  });

  /* -------------------------------------------------- units */
  let shown = {...set, colours: new Map()};
  const inSet = () => ['all', ['==', ['to-string', ['get', 'level']], shown.level], ['==', ['to-string', ['get', 'vintage']], shown.vintage]];
  let chosen = null;
  let hovered = null;
  let names = '';

  function writeNames() {
    const pieces = map.querySourceFeatures('unit-shapes', {sourceLayer: 'units', filter: inSet()});
    if (!pieces.length && !map.isSourceLoaded('unit-shapes')) return false;
    const labels = labelsOf(pieces);
    const now = JSON.stringify(labels);
    if (now === names) return false;
    names = now;
    map.getSource('labels').setData(labels);
    return true;
  }
  /* Still: everything is drawn, and no name is yet to be written from what was. */
  let still = false;
  for (const event of ['dataloading', 'movestart', 'styledata']) map.on(event, () => { still = false; });
  map.on('idle', () => {
    still = !writeNames();
    if (still) map.fire('still');
  });

  /* A unit's look is feature state and not a filter: it changes without the tiles being laid out again. */
  const mark = (code, state) => code && map.setFeatureState({source: 'units', sourceLayer: 'units', id: code}, state);

  /* colourOf: Map of unit code → colour, null where there is no data. */
  function showUnits(level, vintage, colourOf) {
    const sameSet = shown.level === level && shown.vintage === vintage;
    shown = {level, vintage, colours: colourOf};
    if (sameSet) map.removeFeatureState({source: 'units', sourceLayer: 'units'});
    else {
      for (const source of ['units', 'unit-shapes']) exchange(source, unitTiles(level, vintage));
      names = '';
    }
    for (const [code, colour] of colourOf) mark(code, colour === null ? {without: true} : {colour});
    choose(chosen);
  }

  /* Gives a source other tiles, by a new source in its place: setTiles() would keep the tiles it has
   * when the new ones carry the same ETag, which the sets of one snapshot do. */
  function exchange(id, tiles) {
    const {layers} = map.getStyle();
    const mine = layers.filter((layer) => layer.source === id);
    const source = {...map.getSource(id).serialize(), tiles};
    for (const layer of mine) map.removeLayer(layer.id);
    map.removeSource(id);
    map.addSource(id, source);
    /* From the top down, so that the layer above each is there already. */
    for (const layer of mine.reverse()) map.addLayer(layer, layers[layers.indexOf(layer) + 1]?.id);
  }

  function choose(code) {
    mark(chosen, {chosen: false});
    chosen = code;
    mark(chosen, {chosen: true});
  }

  function hover(code) {
    if (code === hovered) return;
    mark(hovered, {hover: false});
    hovered = code;
    mark(hovered, {hover: true});
  }

  const tip = new maplibregl.Popup({closeButton: false, closeOnClick: false, className: 'tip', maxWidth: '260px', offset: 12});
  map.on('mousemove', (event) => {
    const top = map.queryRenderedFeatures(event.point, {layers: ['findings', 'gaps', 'facilities', 'units']})[0];
    map.getCanvas().style.cursor = top ? 'pointer' : '';
    const code = top?.layer.id === 'units' ? top.properties.code : null;
    hover(code);
    const words = code ? events.hover(code) : null;
    if (words) tip.setLngLat(event.lngLat).setDOMContent(words).addTo(map);
    else tip.remove();
  });
  map.on('mouseout', () => {
    hover(null);
    tip.remove();
  });

  /* -------------------------------------------------- points */
  let card = null;
  function openCard(lonlat, content) {
    card?.remove();
    card = new maplibregl.Popup({className: 'card', maxWidth: '300px', offset: 10}).setLngLat(lonlat).setDOMContent(content).addTo(map);
    const button = card.getElement().querySelector('.maplibregl-popup-close-button');
    button?.setAttribute('aria-label', t('app.close'));
  }

  map.on('click', (event) => {
    const around = [[event.point.x - 5, event.point.y - 5], [event.point.x + 5, event.point.y + 5]];
    const point = map.queryRenderedFeatures(around, {layers: ['facilities', 'gaps', 'findings']})[0];
    if (point) {
      const cards = {gaps: events.gap, facilities: events.facility, findings: events.finding};
      tip.remove();
      openCard(point.geometry.coordinates, cards[point.layer.id](point.properties));
      return;
    }
    const unit = map.queryRenderedFeatures(event.point, {layers: ['units']})[0];
    if (unit) events.unit(unit.properties.code, [event.lngLat.lng, event.lngLat.lat]);
  });

  function showFacilities(service) {
    const filter = service
      ? ['in', `,${service},`, ['concat', ',', ['coalesce', ['get', 'services'], ''], ',']]
      : ['boolean', false];
    map.setFilter('facilities', filter);
    map.setFilter('facility-names', filter);
    card?.remove();
  }

  /* gaps: the server's list, or null. */
  function showGaps(gaps) {
    const features = (gaps ?? []).map((gap) => ({
      type: 'Feature', geometry: {type: 'Point', coordinates: [gap.lon, gap.lat]},
      properties: {id: gap.id, people: gap.people, name: gap.unit?.name ?? '', mean: gap.mean, worst: gap.worst, area_km2: gap.area_km2},
    }));
    map.getSource('gaps').setData(gaps ? {type: 'FeatureCollection', features} : none);
  }

  function showPoint(lonlat) {
    map.getSource('point').setData(lonlat ? {type: 'Point', coordinates: lonlat} : none);
  }

  /* -------------------------------------------------- the surface of a service */
  let surface = null;
  /* Resolves to the TileJSON of the surface, which carries its legend; null when hidden. */
  async function showSurface(service) {
    if (surface === service) return undefined;
    surface = service;
    const found = service ? await tileSource(`reach_${service}`, 'png', 'raster') : null;
    if (surface !== service) return undefined;
    if (map.getLayer('surface')) {
      map.removeLayer('surface');
      map.removeSource('surface');
    }
    if (found) {
      map.addSource('surface', found.source);
      map.addLayer({id: 'surface', type: 'raster', source: 'surface', paint: {'raster-opacity': 0.9, 'raster-fade-duration': 150}}, 'units-line');
    }
    /* One picture at a time: the colours of two would mix into a third that means nothing. */
    map.setPaintProperty('units', 'fill-opacity', found ? 0 : 1);
    for (const layer of ['units-no-data', 'province-shade']) map.setLayoutProperty(layer, 'visibility', found ? 'none' : 'visible');
    return found?.about ?? null;
  }

  /* -------------------------------------------------- the border of a limit, and doubtful data */
  /* area: a GeoJSON feature, or null. */
  function showIsochrone(area) {
    map.getSource('isochrone').setData(area ?? none);
  }

  /* findings: a GeoJSON collection, or null. Those without a place are not drawn. */
  function showFindings(findings) {
    const features = (findings?.features ?? []).filter((feature) => feature.geometry);
    map.getSource('findings').setData({...none, features});
    card?.remove();
  }

  map.addSource('isochrone', {type: 'geojson', data: none});
  map.addSource('findings', {type: 'geojson', data: none});
  map.addLayer({id: 'isochrone', type: 'line', source: 'isochrone', paint: {'line-color': colours.outline ?? '#1b1b1b', 'line-width': 2.2}}, 'facilities');
  map.addLayer({id: 'findings', type: 'circle', source: 'findings',
    paint: {'circle-radius': 6, 'circle-color': '#fff3b0', 'circle-stroke-color': '#9a3412', 'circle-stroke-width': 2}});

  /* -------------------------------------------------- moving */
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  function fit(box, most = 13) {
    const {center, zoom} = frame(box) ?? {};
    atHome = false;
    if (center) map.easeTo({center, zoom: Math.min(zoom, most), animate: !calm});
  }
  function goTo(lon, lat, zoom = 12.5) {
    atHome = false;
    map.easeTo({center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), animate: !calm});
  }
  function show(text) {
    const wanted = atPlace(text);
    if (!wanted) home(false);
    else {
      atHome = false;
      map.jumpTo(wanted);
    }
  }
  function zoomBy(step) {
    atHome = false;
    map.easeTo({zoom: map.getZoom() + step, animate: !calm});
  }
  const here = () => {
    const {lng, lat} = map.getCenter();
    return `${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  };
  /* The whole province is the view without a name: it needs no place in the address, and it is
   * kept when the window or the panels beside the map change their size. */
  let atHome = !start;
  map.on('movestart', (event) => { if (event.originalEvent) atHome = false; });
  map.on('moveend', () => events.moved(atHome ? undefined : here()));
  function home(animate = !calm) {
    atHome = true;
    map.easeTo({...whole(), animate});
  }
  new ResizeObserver(() => {
    map.resize();
    if (atHome) home(false);
  }).observe(container);

  function speak() {
    map.getCanvas().setAttribute('aria-label', t('app.map'));
    map.getSource('graticule').setData(graticule(bbox));
  }
  speak();
  return {
    showUnits, choose, showFacilities, showGaps, showPoint, showSurface, showIsochrone, showFindings, speak, fit, goTo,
    home, show, isAt: (text) => (text ? text === here() : atHome),
    zoomIn: () => zoomBy(1), zoomOut: () => zoomBy(-1),
    /* What is drawn now, and where: for the browser's console and the tests, which wait on
     * settled() instead of sleeping. */
    drawn: (layer) => map.queryRenderedFeatures({layers: [layer]}).map(({properties, geometry}) => ({...properties, geometry})),
    pixel: (lonlat) => map.project(lonlat),
    centre: () => map.getCenter().toArray(),
    settled: () => new Promise((done) => { if (still && map.loaded() && !map.isMoving()) done(); else map.once('still', done); }),
  };
}
