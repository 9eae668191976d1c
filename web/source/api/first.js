/* What every first view asks, asked while the other modules of the page are read. */
import {get, getOwn} from './request.js';

const own = ['colours.json', 'map-style.json'];
const answers = ['indicators', 'tiles/units.json', 'tiles/relief.json'];

/** @param {string} name @returns {Promise<any>} */
const ask = (name) => (own.includes(name) ? getOwn(name) : get(name));

const begun = new Map([...own, ...answers].map((name) => [name, ask(name)]));
for (const promise of begun.values()) promise.catch(() => {}); /* who takes it hears of it */

/**
 * The answer begun; to who asks again, another.
 * @param {string} name
 * @returns {Promise<any>}
 */
export function first(name) {
  const promise = begun.get(name) ?? ask(name);
  begun.delete(name);
  return promise;
}
