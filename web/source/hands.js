/* What the reader has in hand besides the question: a plan, a search, a slider. */
import {createPlaces} from './state/places.js';
import {createPlanner} from './state/planner.js';
import {createRoute} from './state/route.js';
import {createSiting} from './state/siting.js';

/** @import {Colours} from './api/answers.js' */
/** @import {Catalogue} from './api/catalogue.js' */
/** @import {Store} from './state/store.js' */

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Colours} colours
 * @param {{redraw: () => void, drawNow: () => void, go: (lon: number, lat: number) => void, picture: import('./state/model.js').Known['picture'], finish: () => void}} acts
 */
export function createHands(store, catalogue, colours, {redraw, drawNow, go, picture, finish}) {
  const later = (/** @type {string} */ snapshot) => {
    hands.newer = snapshot;
    redraw();
  };
  const hands = {
    colours, newer: '', preview: /** @type {number | null} */ (null), redraw, go, picture, finish, later,
    planner: createPlanner({snapshot: catalogue.snapshot.id, store, changed: redraw, later}),
    siting: createSiting(catalogue.snapshot.id, redraw),
    route: createRoute(catalogue.snapshot.id, redraw),
    places: createPlaces(redraw),
    look(/** @type {number | null} */ limit) {
      hands.preview = limit;
      if (limit !== null) drawNow(); /* let go, the question is another, and drawn as such */
    },
  };
  return hands;
}
