/* Looks whether the server has newer data. */
import {get} from './request.js';

const EVERY = 60000; /* milliseconds */

/**
 * Asks once a minute, and when the reader comes back to the page, until there is a later snapshot.
 * @param {string} snapshot the one shown
 * @param {(later: string) => void} changed
 */
export function watchSnapshot(snapshot, changed) {
  async function look() {
    if (document.hidden) return;
    try {
      const ready = await get('readyz');
      if (ready.snapshot === snapshot) return;
      stop();
      changed(ready.snapshot);
    } catch {
      /* A server that is being started again is asked again. */
    }
  }
  function stop() {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  }
  const timer = setInterval(look, EVERY);
  document.addEventListener('visibilitychange', look);
}
