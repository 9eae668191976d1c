/* That there is newer data, or that the link that was opened was made on other data. */
import {h, replace} from '../ui/dom.js';
import {wordButton} from '../ui/fields.js';
import {snapshotDay} from '../ui/format.js';
import {t} from '../ui/language.js';
import {showNewer} from '../ui/notice.js';

/** @import {Model} from '../state/model.js' */

/**
 * @param {HTMLElement} container
 * @param {Model} model
 */
export function showBanner(container, {newer, state, catalogue, set}) {
  const shown = catalogue.snapshot.id;
  const shared = state.snapshot !== '' && state.snapshot !== shown;
  container.hidden = !newer && !shared;
  replace(container,
    newer && [h('span', {}, t('newer.banner', {day: snapshotDay(newer)})), showNewer()],
    !newer && shared && [
      h('span', {}, t('newer.shared', {shared: snapshotDay(state.snapshot), shown: snapshotDay(shown)})),
      wordButton('forget-snapshot', t('app.close'), () => set({snapshot: ''})),
    ]);
}
