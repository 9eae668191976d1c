/* Classes of a choropleth: few, of round numbers, with a break at the target so that the map shows
 * at a glance who has reached it. Pure, so that it is tested without a browser. */

const tidy = (value) => Number(value.toPrecision(12));

/* 1, 2 or 5 times a power of ten, the least that is not below the given size. */
export function roundStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  const head = size / power;
  return tidy((head <= 1.001 ? 1 : head <= 2.001 ? 2 : head <= 5.001 ? 5 : 10) * power);
}

function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/* Inner breaks, ascending. The outermost values do not decide the width of the classes. */
export function breaksOf(values, target = null, better = 'more', wanted = 7) {
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  let low = quantile(sorted, 0.04);
  let high = quantile(sorted, 0.96);
  if (!(high > low)) [low, high] = [least, most];
  const parts = (edge) => (better === 'less' ? edge >= least && edge < most : edge > least && edge <= most);
  const breaks = [];
  let step = 0;
  if (high > low) {
    /* Few values need few classes. */
    step = roundStep((high - low) / Math.max(2, Math.min(wanted, sorted.length / 2)));
    for (let k = Math.ceil(low / step); k * step < high; k += 1) {
      const edge = tidy(k * step);
      if (parts(edge)) breaks.push(edge);
    }
  }
  if (target === null || target === undefined) return breaks;
  const kept = breaks.filter((edge) => Math.abs(edge - target) > step * 0.45);
  if (parts(target)) kept.push(target);
  return kept.sort((a, b) => a - b);
}

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/* The colour at a share of a ramp, between its neighbours, so that no two classes look alike. */
function at(ramp, share) {
  const place = share * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const [from, to] = [channels(ramp[below]), channels(ramp[below + 1])];
  return hex(from.map((part, i) => part + (place - below) * (to[i] - part)));
}

/* n colours of a ramp, spread over it; a single one is taken from its middle. */
export function pick(ramp, n) {
  return Array.from({length: n}, (_, i) => at(ramp, n === 1 ? 0.5 : i / (n - 1)));
}

/* Whether a value is on the good side of the target: at it counts as reached. */
const good = (from, to, target, better) => (better === 'less' ? to !== null && to <= target : from !== null && from >= target);

/* Rows {from, to, colour, reached}; null is open. Where more is better a class holds from <= value < to,
 * where less is better from < value <= to, so that a value at the target is always among those who
 * reached it. `reached` is null without a target. colours: {sequential, short, reached} ramps, pale first. */
export function makeClasses(values, {target = null, better = 'more', colours}) {
  const known = values.filter((value) => Number.isFinite(value));
  if (!known.length) return [];
  const edges = [null, ...breaksOf(known, target, better), null];
  const rows = edges.slice(1).map((to, i) => ({from: edges[i], to}));
  if (target === null || target === undefined) {
    const ramp = pick(colours.sequential, rows.length);
    return rows.map((row, i) => ({...row, colour: ramp[i], reached: null}));
  }
  const all = [...known].sort((a, b) => a - b);
  for (const row of rows) {
    row.reached = good(row.from ?? all[0], row.to ?? all[all.length - 1], target, better);
  }
  for (const [reached, ramp] of [[true, colours.reached], [false, colours.short]]) {
    const side = rows.filter((row) => row.reached === reached);
    /* Palest next to the target, strongest farthest from it. */
    const tones = side.length ? pick(ramp, side.length) : [];
    const outward = reached === (better !== 'less');
    side.forEach((row, i) => { row.colour = tones[outward ? i : side.length - 1 - i]; });
  }
  return rows;
}

/* The class of a value; null when there is none. */
export function classOf(classes, value, {better = 'more'} = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  const holds = better === 'less'
    ? (row) => (row.from === null || value > row.from) && (row.to === null || value <= row.to)
    : (row) => (row.from === null || value >= row.from) && (row.to === null || value < row.to);
  return classes.find(holds) ?? null;
}
