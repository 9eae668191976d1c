/* What the reader looks at, kept in the address's fragment so that a view can be shared. */

const names = ['indicator', 'level', 'vintage', 'group', 'limit', 'threshold', 'tab', 'service', 'gaps', 'unit', 'at', 'surface',
  'isochrone', 'findings', 'facilities', 'map'];
const preset = {tab: 'indicator', gaps: 'place', facilities: '1', surface: '0', isochrone: '0', findings: '0'};

export function parse(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const state = {...preset};
  for (const name of names) if (given.get(name)) state[name] = given.get(name);
  return state;
}

export function write(state) {
  const given = new URLSearchParams();
  for (const name of names) if (state[name] && state[name] !== preset[name]) given.set(name, state[name]);
  return `#${given.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}

/* set({…}) changes values and calls listeners with the names that differ; undefined clears. */
export function createState() {
  let state = parse(location.hash);
  const listeners = [];

  function take(next, remember) {
    const changed = names.filter((name) => (next[name] ?? '') !== (state[name] ?? ''));
    if (!changed.length) return;
    state = next;
    remember?.(changed);
    for (const listener of listeners) listener(changed);
  }

  addEventListener('hashchange', () => take(parse(location.hash)));
  return {
    get: (name) => state[name],
    all: () => ({...state}),
    listen: (listener) => listeners.push(listener),
    set(changes) {
      take({...state, ...changes}, (changed) => {
        /* Moving the map is not a step to go back over. */
        const step = changed.some((name) => name !== 'map');
        history[step ? 'pushState' : 'replaceState'](null, '', write(state));
      });
    },
  };
}
