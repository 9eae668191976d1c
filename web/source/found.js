/* What becomes of what the reader chose in the search box. */
import {get} from './api/request.js';
import {otherIndicator, otherUnit} from './state/question.js';

/** @import {WebMap} from './map/map.js' */
/** @import {Store} from './state/store.js' */
/** @import {Candidate} from './ui/find.js' */

const NEAR = 13; /* zoom at which a settlement has its roads around it */

/**
 * @param {Store} store
 * @param {() => WebMap | null} map
 * @returns {(found: Candidate) => void}
 */
export function createFound(store, map) {
  /** As a click there would. @param {[lon: number, lat: number]} at */
  async function goTo([lon, lat]) {
    map()?.goTo(lon, lat, NEAR);
    const place = `${lon.toFixed(5)},${lat.toFixed(5)}`;
    const unit = await get('reach', {lon, lat}).then((answer) => answer.unit?.code ?? '', () => '');
    if (unit) store.set({unit, at: place});
  }
  return ({kind, id, at}) => {
    const {tab} = store.now();
    if (kind === 'unit') store.set(otherUnit(id));
    else if (kind === 'indicator') store.set({...otherIndicator(id), several: '', tab: tab === 'targets' ? 'indicator' : tab});
    else if (at) goTo(at);
  };
}
