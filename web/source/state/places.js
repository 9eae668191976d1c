/* Settlements and facilities by name, asked when the reader first searches. */
import {get} from '../api/request.js';

/** @typedef {{geometry: {coordinates: [number, number]}, properties: {id: string, name: string, kind?: string | null, services?: string | null, unit_name?: string | null}}} NamedPlace */
/** @typedef {ReturnType<typeof createPlaces>} Places */

const asked = {settlements: 'id,name,unit_name', facilities: 'id,name,kind,services'};
const MOST = 10000; /* that the server sends at once */

/** @param {() => void} changed */
export function createPlaces(changed) {
  /** @type {Record<keyof typeof asked, NamedPlace[]>} */
  const now = {settlements: [], facilities: []};
  let begun = false;

  /** @param {keyof typeof asked} name */
  async function load(name) {
    try {
      const {features} = await get(`collections/${name}/items`, {limit: MOST, properties: asked[name]});
      now[name] = features.filter((/** @type {NamedPlace} */ {geometry, properties}) => geometry && properties.name);
      changed();
    } catch {
      begun = false; /* searched without them; asked again at the next search */
    }
  }
  return {
    now: () => now,
    load() {
      if (begun) return;
      begun = true;
      load('settlements');
      load('facilities');
    },
  };
}
