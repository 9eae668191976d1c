/* The buttons on the map. */
import {h, replace} from '../dom.js';
import {t, titleOf} from '../language.js';

const surfaceWords = {travel_time: 'layer.surface_min', round_trip: 'layer.surface_min', distance: 'layer.surface_m', area: 'layer.surface_area'};

/* Only what is measured in minutes or metres has a border to draw. */
export const hasIsochrone = (service) => ['travel_time', 'round_trip', 'distance'].includes(service?.reach);

function toggle(name, words, on, flip, disabled) {
  return h('button', {type: 'button', id: `layer-${name}`, 'data-key': `layer-${name}`, class: 'toggle', 'aria-pressed': String(on), disabled, onclick: flip},
    h('span', {class: 'box', 'aria-hidden': 'true'}, on ? '✓' : ''), words);
}

export function showLayers(container, app, {service}) {
  const {state} = app;
  const on = (name) => state.get(name) === '1';
  const flip = (name) => () => state.set({[name]: on(name) ? '0' : '1'});
  const plain = (key, sign, act) => h('button', {type: 'button', 'data-key': key, 'aria-label': t(key), title: t(key), onclick: act, disabled: !app.map}, sign);
  replace(container,
    h('div', {class: 'zooms', role: 'group', 'aria-label': t('layer.title')},
      plain('map.zoom_in', '+', () => app.map.zoomIn()), plain('map.zoom_out', '−', () => app.map.zoomOut()),
      plain('layer.home', '⌂', () => app.map.home())),
    h('div', {class: 'toggles', title: service ? titleOf(service.title) : t('layer.none')},
      toggle('facilities', t('layer.facilities'), on('facilities') && service?.facility_count > 0, flip('facilities'), !(service?.facility_count > 0)),
      toggle('surface', t(service ? surfaceWords[service.reach] ?? 'layer.surface_signal' : 'layer.surface'), on('surface') && Boolean(service), flip('surface'), !service),
      toggle('isochrone', t('layer.isochrone'), on('isochrone') && hasIsochrone(service), flip('isochrone'), !hasIsochrone(service)),
      toggle('findings', t('layer.findings'), on('findings'), flip('findings'), false)));
}
