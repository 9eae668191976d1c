/* On paper the map is a picture with title, legend, scale, north, source and date: browsers print nothing of what WebGL has drawn. */
import {sheetOf} from './views/take_away.js';

/** @import {WebMap} from './map/map.js' */
/** @import {Model} from './state/model.js' */

/**
 * @param {() => Model} model
 * @param {() => WebMap | null} map
 */
export function putOnPaper(model, map) {
  /** @type {HTMLElement | null} */
  let sheet = null;
  addEventListener('beforeprint', () => {
    const [now, shown] = [model(), map()];
    if (!shown || !now.figures.answer || sheet || document.querySelector('dialog[open]')) return;
    sheet = sheetOf(now, now.figures.answer, shown.pictureNow());
    sheet.id = 'paper-map';
    document.querySelector('main')?.before(sheet);
  });
  addEventListener('afterprint', () => {
    sheet?.remove();
    sheet = null;
  });
}
