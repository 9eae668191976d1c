/* What stands around the views and does not change with the question. */
import {place} from './screen.js';
import {t} from './ui/language.js';
import {showHeader, showMadeUp} from './views/header.js';
import {fillSources, showCredit} from './views/sources.js';

/** @import {Catalogue} from './api/catalogue.js' */
/** @import {Language} from './ui/language.js' */

/**
 * @param {Catalogue | null} catalogue null until it is there
 * @param {(code: Language) => void} change to another language
 * @param {() => void} [guide] shows the first steps again
 */
export function drawFrame(catalogue, change, guide) {
  const openSources = () => {
    const dialog = /** @type {HTMLDialogElement} */ (place('sources'));
    if (catalogue) fillSources(dialog, catalogue);
    dialog.showModal();
  };
  showHeader(place('header'), catalogue, {change, openSources, guide});
  place('skip').textContent = t('app.skip');
  place('panel').setAttribute('aria-label', t('app.panel'));
  place('panel-body').setAttribute('role', 'tabpanel');
  if (!catalogue) return;
  showMadeUp(place('made-up'), catalogue, openSources);
  showCredit(place('attribution'), catalogue, openSources);
}
