/* The one state object. The address bar mirrors it, so that a view can be shared and gone back to. */
import {names, parse, write} from './address.js';

/** @import {Name, State} from './address.js' */
/** @typedef {ReturnType<typeof createStore>} Store */

export function createStore() {
  let state = parse(location.hash);
  /** @type {((changed: Name[]) => void)[]} */
  const listeners = [];

  /**
   * @param {State} next
   * @param {(changed: Name[]) => void} [remember]
   */
  function take(next, remember) {
    const changed = names.filter((name) => next[name] !== state[name]);
    if (!changed.length) return;
    state = next;
    remember?.(changed);
    for (const listener of listeners) listener(changed);
  }

  addEventListener('hashchange', () => take(parse(location.hash)));
  return {
    /** @returns {Readonly<State>} */
    now: () => state,
    /** @param {(changed: Name[]) => void} listener called with the names that differ */
    listen: (listener) => listeners.push(listener),
    /** @param {Partial<State>} changes '' clears */
    set(changes) {
      take({...state, ...changes}, (changed) => {
        /* Moving the map is not a step to go back over. */
        const step = changed.some((name) => name !== 'map');
        history[step ? 'pushState' : 'replaceState'](null, '', write(state));
      });
    },
  };
}
