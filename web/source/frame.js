/* What stands around the views and does not change with the question. */
import {place} from './screen.js';
import {setLanguage, t} from './ui/language.js';
import {showHeader, showMadeUp} from './views/header.js';
import {fillSources} from './views/sources.js';

/** @import {Catalogue} from './api/catalogue.js' */
/** @import {Language} from './ui/language.js' */

/**
 * @param {Catalogue | null} catalogue null until it is there
 * @param {() => void} redraw draws the views in another language
 */
export function drawFrame(catalogue, redraw) {
  const openSources = () => {
    const dialog = /** @type {HTMLDialogElement} */ (place('sources'));
    if (catalogue) fillSources(dialog, catalogue);
    dialog.showModal();
  };
  const change = (/** @type {Language} */ code) => {
    setLanguage(code);
    drawFrame(catalogue, redraw);
    redraw();
  };
  showHeader(place('header'), catalogue, {change, openSources});
  place('skip').textContent = t('app.skip');
  place('panel').setAttribute('aria-label', t('app.panel'));
  place('panel-body').setAttribute('role', 'tabpanel');
  if (!catalogue) return;
  showMadeUp(place('made-up'), catalogue, openSources);
  const words = t('map.attribution', {sources: catalogue.attributions.join('; ')});
  place('attribution').textContent = words;
  place('attribution').title = words;
}
