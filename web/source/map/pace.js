/* How often a map is drawn while its first view comes. Without a graphics card a picture takes some tenths of a second, and
 * the library draws one for each tile that comes: here tiles and names that are still to come are waited for. */

/** @import {Map as MapLibre} from 'maplibre-gl' */

const LONGEST = 1200; /* milliseconds between two pictures: a slow connection shows what there is */

/** @param {MapLibre} map */
export function pace(map) {
  const paint = map.triggerRepaint.bind(map);
  let last = -LONGEST; /* the first picture asks for the tiles */
  let timer = 0;
  let named = false;
  const canvas = map.getCanvas();
  canvas.style.visibility = 'hidden'; /* a picture of nothing takes time, too, until it is on the screen */
  function now() {
    clearTimeout(timer);
    timer = 0;
    paint();
  }
  map.on('render', () => { last = performance.now(); });
  /* Once there is a source, one while there is nothing to draw: names that come later are then read without another. */
  map.on('sourcedata', ({sourceId, sourceDataType}) => {
    if (sourceId === 'labels' && sourceDataType === 'content' && !named) now();
    named ||= sourceId === 'labels' && sourceDataType === 'content';
  });
  let asked = false;
  function look() {
    asked = false;
    const rest = last + LONGEST - performance.now();
    const ready = map.areTilesLoaded() && map.isSourceLoaded('labels');
    if (named && (rest <= 0 || ready)) canvas.style.visibility = '';
    if (rest <= 0 || ready) now();
    else timer ||= setTimeout(now, rest);
  }
  /* Looked at once all who listen have heard: a source whose data has come asks for its tiles then. */
  map.triggerRepaint = () => {
    if (!asked) queueMicrotask(look);
    asked = true;
  };
  /* Whoever moves the map sees it move. */
  const end = () => {
    canvas.style.visibility = '';
    map.triggerRepaint = paint;
    now();
  };
  map.once('idle', end);
  map.once('movestart', (event) => { if (event.originalEvent) end(); });
}
