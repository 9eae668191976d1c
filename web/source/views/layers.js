/* The buttons on the map. */
import {site} from '../api/book.js';
import {hasIsochrone} from '../api/catalogue.js';
import {hasNearest, hasRange, isServed} from '../state/question.js';
import {h, replace} from '../ui/dom.js';
import {t, titleOf} from '../ui/language.js';
import {widthOf} from '../ui/room.js';

/** @import {Reach, Service} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Key} from '../ui/language.js' */
/** @typedef {'facilities' | 'isochrone' | 'findings' | 'base' | 'places' | 'unsure'} Layer */

/** @type {Record<Reach, Key>} */
const surfaceWords = {
  travel_time: 'layer.surface_min', round_trip: 'layer.surface_min', distance: 'layer.surface_m', area: 'layer.surface_area', signal: 'layer.surface_signal',
};

const WIDE = 700; /* pixels of a map beside whose list of layers there is room for the province */

/** @param {Service | null} service */
const surfaceKey = (service) => (service ? surfaceWords[service.reach] ?? 'layer.surface_signal' : 'layer.surface');

/** What serves. @param {Service | null} service @returns {Key} */
const servedWords = (service) => (service?.reach === 'signal' ? 'layer.transmitters' : service?.reach === 'area' ? 'layer.areas' : 'layer.facilities');

/** @param {string} name @param {boolean} on @param {Key} words @param {boolean} possible @param {() => void} press */
const box = (name, on, words, possible, press) => h('button', {
  type: 'button', id: `layer-${name}`, 'data-key': `layer-${name}`, class: 'toggle', 'aria-pressed': String(on), disabled: !possible, onclick: press,
}, h('span', {class: 'box', 'aria-hidden': 'true'}, on ? '✓' : ''), t(words));

/**
 * @param {Model} model
 * @param {Layer} name
 * @param {Key} words
 * @param {boolean} possible
 */
const toggle = ({question, set}, name, words, possible) => box(name, question.shows[name], words, possible, () => set({[name]: question.shows[name] ? '0' : '1'}));

/**
 * One of what fills the map in place of the units' colours.
 * @param {Model} model
 * @param {'surface' | 'nearest' | 'people'} name
 * @param {Key} words
 * @param {boolean} possible
 */
function filling({question, set}, name, words, possible) {
  const on = question.fill === (name === 'surface' ? 'values' : name);
  return box(name, on, words, possible, () => set({surface: on ? '0' : name === 'surface' ? '1' : name}));
}

/**
 * @param {Element} container
 * @param {Model} model
 * @param {{zoomIn(): void, zoomOut(): void, home(): void} | null} map null until it is there
 */
export function showLayers(container, model, map) {
  const {scenario, service, tab, year} = model.question;
  const plans = tab === 'plan' || Boolean(year || scenario);
  const wide = widthOf(container.parentElement) > WIDE;
  /** @param {Key} key @param {string} mark @param {() => void} act */
  const sign = (key, mark, act) => h('button', {type: 'button', 'data-key': key, 'aria-label': t(key), title: t(key), onclick: act, disabled: !map}, mark);
  replace(container,
    h('div', {class: 'zooms', role: 'group', 'aria-label': t('layer.title')},
      sign('map.zoom_in', '+', () => map?.zoomIn()), sign('map.zoom_out', '−', () => map?.zoomOut()), sign('layer.home', '⌂', () => map?.home())),
    h('details', {class: 'toggles', 'data-key': wide ? 'layers-wide' : 'layers', open: wide, title: service ? titleOf(service.title) : t('layer.none')}, h('summary', {}, t('layer.title')),
      toggle(model, 'facilities', servedWords(service), isServed(service)),
      filling(model, 'surface', surfaceKey(service), service !== null && !plans),
      filling(model, 'nearest', service?.reach === 'signal' ? 'layer.nearest_signal' : 'layer.nearest', hasNearest(service) && !plans && !site),
      filling(model, 'people', 'layer.people', !year && !scenario && !site),
      toggle(model, 'isochrone', 'layer.isochrone', hasIsochrone(service) && !plans),
      toggle(model, 'unsure', 'layer.unsure', hasRange(model.question.indicator, model.question.level) && !plans),
      toggle(model, 'findings', 'layer.findings', true),
      toggle(model, 'base', 'layer.base', true),
      toggle(model, 'places', 'layer.places', true)));
}
