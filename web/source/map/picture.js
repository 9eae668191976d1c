/* What the map shows at this moment, copied from its canvas while it is drawn: later the browser has thrown it away. */

/** @import {Map as MapLibre} from 'maplibre-gl' */
/** @import {MapPicture} from '../ui/picture.js' */

const EQUATOR = 40075016.686; /* metres round the earth */
const TILE = 512; /* pixels of the world at zoom 0 */

/** @param {MapLibre} map @returns {MapPicture} */
function copyOf(map) {
  const from = map.getCanvas();
  const canvas = document.createElement('canvas');
  canvas.width = from.width;
  canvas.height = from.height;
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.fillStyle = getComputedStyle(from).backgroundColor; /* what lies behind, which the map does not paint */
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(from, 0, 0);
  }
  const metresPerPixel = EQUATOR * Math.cos(map.getCenter().lat * Math.PI / 180) / (TILE * 2 ** map.getZoom());
  return {canvas, ratio: from.width / from.clientWidth, metresPerPixel};
}

/** @param {MapLibre} map @returns {Promise<MapPicture>} */
export const pictureOfMap = (map) => new Promise((done) => {
  map.once('render', () => done(copyOf(map)));
  map.triggerRepaint();
});

/** The same for who cannot wait. @param {MapLibre} map */
export function pictureNow(map) {
  map.redraw();
  return copyOf(map);
}
