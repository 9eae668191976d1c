/* How often a map is drawn while its first view comes. Without a graphics card a picture takes some tenths of a second, and
 * the library draws one for each tile that comes: here tiles and names that are still to come are waited for. */

/** @import {Map as MapLibre} from 'maplibre-gl' */

const LONGEST = 1200; /* milliseconds between two pictures: a slow connection shows what there is */

/**
 * Draws one pixel of a picture: the programs that it is drawn by are made, which takes longer than to draw it.
 * @param {WebGLRenderingContext} gl
 * @param {() => void} draw
 */
function drawOnePixel(gl, draw) {
  gl.enable(gl.SCISSOR_TEST);
  gl.scissor(0, 0, 1, 1);
  draw();
  gl.disable(gl.SCISSOR_TEST);
}

/**
 * The library goes through a picture to find what is still to be done, names to be placed among it; only the last time it is
 * drawn as well.
 * @param {MapLibre} map
 * @param {() => boolean} wanted there is all that a picture waits for, or it was waited for long enough
 * @param {() => boolean} rehearsed it is drawn with programs that were not needed before
 */
function drawOnlyTheLast(map, wanted, rehearsed) {
  const {painter} = map;
  const draw = painter.render.bind(painter);
  let drawn = false;
  /** @param {Parameters<typeof draw>} given */
  painter.render = (...given) => {
    const unplaced = /** @type {{_placementDirty?: boolean}} */ (/** @type {unknown} */ (map))._placementDirty;
    drawn = wanted() && !unplaced;
    if (!drawn) {
      if (rehearsed()) drawOnePixel(painter.context.gl, () => draw(...given));
      return;
    }
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
  /** @type {Set<string>} */
  const begunWith = new Set(); /* sources of which there is a tile */
  let rehearse = false;
  const drawAll = drawOnlyTheLast(map, () => (isThere() && map.loaded()) || performance.now() - begun > LONGEST, () => {
    const was = rehearse;
    rehearse = false;
    return was;
  });
  function now() {
    clearTimeout(timer);
    timer = 0;
    paint();
  }
  map.on('render', () => { last = performance.now(); });
  /* Nothing asks for tiles before a picture has been begun once there is a source. */
  map.on('sourcedata', ({sourceDataType}) => { if (sourceDataType === 'content' && !asked) now(); });
  map.on('sourcedataloading', ({tile}) => { asked ||= Boolean(tile); });
  map.on('sourcedata', ({tile, sourceId}) => {
    if (!tile || begunWith.has(sourceId)) return;
    begunWith.add(sourceId);
    rehearse = true;
    map.triggerRepaint();
  });
  let looking = false;
  function look() {
    looking = false;
    const rest = last + LONGEST - performance.now();
    if (rest <= 0 || rehearse || isThere()) now();
    else timer ||= setTimeout(now, rest);
  }
  /* Looked at once all who listen have heard: a source whose data has come asks for its tiles then. */
  map.triggerRepaint = () => {
    if (!looking) queueMicrotask(look);
    looking = true;
  };
  /* Whoever moves the map sees it move. */
  const end = () => {
    canvas.style.visibility = '';
    map.triggerRepaint = paint;
    clearTimeout(timer);
    if (!drawAll()) paint();
  };
  map.once('idle', end);
  map.once('movestart', (event) => { if (event.originalEvent) end(); });
}
