/* How often a map is drawn while its first view comes. Without a graphics card a picture takes some tenths of a second, and
 * the library draws one for each tile that comes: here tiles and names that are still to come are waited for. */

/** @import {Map as MapLibre} from 'maplibre-gl' */

const LONGEST = 1200; /* milliseconds between two pictures: a slow connection shows what there is */

/**
 * The library goes through a picture to find what is still to be done, names to be placed among it; only the last time it is
 * drawn as well.
 * @param {MapLibre} map
 * @param {() => boolean} wanted there is all that a picture waits for, or it was waited for long enough
 */
function drawOnlyTheLast(map, wanted) {
  const {painter} = map;
  const draw = painter.render.bind(painter);
  let drawn = false;
  /** @param {Parameters<typeof draw>} given */
  painter.render = (...given) => {
    const unplaced = /** @type {{_placementDirty?: boolean}} */ (/** @type {unknown} */ (map))._placementDirty;
    drawn = wanted() && !unplaced;
    if (!drawn) return;
    map.getCanvas().style.visibility = '';
    draw(...given);
  };
  /* From now on every picture is drawn; whether the last one was. */
  return () => {
    painter.render = draw;
    return drawn;
  };
}

/** @param {MapLibre} map */
export function pace(map) {
  const paint = map.triggerRepaint.bind(map);
  let last = -LONGEST; /* the first picture asks for the tiles */
  let timer = 0;
  let asked = false; /* a tile was */
  const begun = performance.now();
  const canvas = map.getCanvas();
  canvas.style.visibility = 'hidden'; /* a picture of nothing takes time, too, until it is on the screen */
  const isThere = () => asked && map.areTilesLoaded();
  const drawAll = drawOnlyTheLast(map, () => (isThere() && map.loaded()) || performance.now() - begun > LONGEST);
  function now() {
    clearTimeout(timer);
    timer = 0;
    map.redraw();
  }
  map.on('render', () => { last = performance.now(); });
  let [looking, ended] = [false, false];
  let grown = false; /* by a source, whose tiles nothing asks for before a picture is begun */
  function look() {
    if (ended) return;
    looking = false;
    const rest = last + LONGEST - performance.now();
    if (rest <= 0 || grown || isThere()) now();
    else timer ||= setTimeout(now, rest);
    grown = false;
  }
  /* Looked at once all who listen have heard: a source whose data has come asks for its tiles then. Nothing moves yet, so it is
     not the screen's next picture that is waited for. */
  map.triggerRepaint = () => {
    if (!looking) setTimeout(look);
    looking = true;
  };
  map.on('sourcedata', ({sourceDataType}) => {
    if (sourceDataType !== 'content') return;
    grown = true;
    map.triggerRepaint();
  });
  map.on('sourcedataloading', ({tile}) => { asked ||= Boolean(tile); });
  /* Whoever moves the map sees it move. */
  const end = () => {
    if (ended) return;
    ended = true;
    canvas.style.visibility = '';
    map.triggerRepaint = paint;
    clearTimeout(timer);
    if (!drawAll() || looking) paint();
  };
  map.once('idle', end);
  map.once('movestart', (event) => { if (event.originalEvent) end(); });
}
