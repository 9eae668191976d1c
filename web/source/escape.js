/* What the Escape key closes. */
import {otherUnit} from './state/question.js';
import {leaveGuide} from './views/guide.js';

/** @import {Model} from './state/model.js' */
/** @import {Store} from './state/store.js' */

/**
 * Escape ends the first steps, or closes the profile, and the focus goes back to where it was opened.
 * @param {Store} store
 * @param {() => Model} model
 */
export function closeByEscape(store, model) {
  document.addEventListener('keydown', (event) => {
    const {unit} = store.now();
    if (event.key === 'Escape' && leaveGuide()) {
      model().redraw();
      return;
    }
    if (event.key !== 'Escape' || !unit || model().planning.tool || document.querySelector('dialog[open]')) return;
    store.set(otherUnit(''));
    const row = document.querySelector(`[data-key="unit-${CSS.escape(unit)}"]`) ?? document.querySelector('#map canvas');
    /** @type {HTMLElement | null} */ (row)?.focus();
  });
}
