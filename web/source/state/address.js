/* What the reader looks at, as the fragment of the address. Pure, so that it is tested without a browser. */

/* Each name with its value when the address leaves it out. */
const preset = {
  indicator: '', level: '', vintage: '', group: '', limit: '', threshold: '', tab: 'indicator', service: '', gaps: 'place', order: 'worst',
  unit: '', at: '', surface: '0', isochrone: '0', findings: '0', facilities: '1', base: '1', places: '1', classes: '', map: '', lang: '',
  snapshot: '', territory: '', plan: '', against: '0', other: '', compare: 'swipe', columns: '', year: '', scenario: '', since: '', page: '', unsure: '0', several: '', least: '', department: '', status: '', scores: '', panel: '1',
};

/** @typedef {typeof preset} State */
/** @typedef {keyof State} Name */

export const names = /** @type {Name[]} */ (Object.keys(preset));

/**
 * @param {string} fragment with or without its #
 * @returns {State}
 */
export function parse(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const state = {...preset};
  for (const name of names) state[name] = given.get(name) || preset[name];
  return state;
}

/**
 * Only what differs from the preset.
 * @param {State} state
 */
export function write(state) {
  const given = new URLSearchParams();
  for (const name of names) if (state[name] && state[name] !== preset[name]) given.set(name, state[name]);
  return `#${given.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}
