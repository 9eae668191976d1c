/* What the colours mean, with how many units are in each class. */
import {moreIsBetter} from '../catalogue.js';
import {classOf} from '../classes.js';
import {h, replace, svg} from '../dom.js';
import * as format from '../format.js';
import {t, titleOf} from '../language.js';

const known = (amount) => amount !== null && amount !== undefined && Number.isFinite(amount);

function rangeWords({from, to}, unit) {
  const words = {from: format.shortValue(from, unit), to: format.shortValue(to, unit)};
  if (from === null && to === null) return t('legend.all');
  if (from === null) return t('legend.below', words);
  return t(to === null ? 'legend.above' : 'legend.between', words);
}

function swatch(colour) {
  return h('span', {class: colour ? 'swatch' : 'swatch hatched', css: colour ? {'--colour': colour} : {}, 'aria-hidden': 'true'});
}

function classRows(app, indicator) {
  const counts = new Map();
  for (const row of app.values.values) {
    const found = classOf(app.classes, row.value, indicator);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const rows = [];
  app.classes.forEach((row, i) => {
    const before = app.classes[i - 1];
    if (before && before.reached !== row.reached) {
      rows.push(h('li', {class: 'break'}, t('legend.target', {value: format.shortValue(indicator.target, indicator.unit)})));
    }
    rows.push(h('li', {}, swatch(row.colour), h('span', {class: 'range'}, rangeWords(row, indicator.unit)),
      h('span', {class: 'count', title: t('legend.units', {n: format.number(counts.get(row) ?? 0)})}, format.number(counts.get(row) ?? 0))));
  });
  rows.push(h('li', {}, swatch(null), h('span', {class: 'range'}, t(app.values.question.group ? 'legend.no_data_group' : 'no_data')),
    h('span', {class: 'count'}, format.number(counts.get(null) ?? 0))));
  return rows;
}

const surfaceTitle = {travel_time: 'legend.surface', round_trip: 'legend.surface', distance: 'legend.surface_m', area: 'legend.surface_area'};

function surfaceWords({kind, from, to}, service, first) {
  const more = moreIsBetter(service);
  if (kind === 'unreachable') return t(service.reach === 'area' || more ? 'legend.surface_none' : 'gaps.unreachable');
  if (service.reach === 'area') {
    if (known(to) && to < 1e-3) return t('point.not_inside');
    if (known(from) && from > 1 - 1e-3) return t('point.inside');
    const words = {from: format.shortValue(from, 'percent'), to: format.shortValue(to, 'percent')};
    return t('legend.partly', {range: t(known(from) && from > 1e-3 ? 'legend.above' : 'legend.below', words)});
  }
  const words = {from: format.reach(from, service.unit), to: format.reach(to, service.unit)};
  if (!known(from) || (first && from === 0)) return t('legend.below', words);
  return t(known(to) ? 'legend.between' : 'legend.above', words);
}

/* The surface's own legend comes with its TileJSON, from those who paint it. */
function surfaceRows(about, service) {
  const rows = about.legend ?? [];
  if (!rows.length) return null;
  return h('div', {class: 'surface-legend'},
    h('h3', {}, t(surfaceTitle[service.reach] ?? 'legend.surface_signal', {service: titleOf(service.title)})),
    h('ul', {}, rows.map((row, i) => h('li', {}, swatch(row.color), h('span', {class: 'range'}, surfaceWords(row, service, i === 0))))),
    h('p', {class: 'small'}, t('legend.transparent')));
}

export function showLegend(container, app, question) {
  const {indicator, service} = question;
  const open = container.querySelector('details')?.open ?? container.parentElement.clientWidth > 560;
  if (!app.values) {
    replace(container);
    return;
  }
  const words = format.unitWords(indicator.unit);
  const painted = service && app.surface;
  replace(container, h('details', {open}, h('summary', {}, t('legend.title')),
    h('div', {class: 'legend-body'},
      painted ? surfaceRows(app.surface, service) : [
        h('h3', {}, titleOf(indicator.title), words && h('span', {class: 'unit'}, ` (${words})`)),
        h('ul', {class: 'classes'}, classRows(app, indicator))],
      service?.facility_count > 0 && app.state.get('facilities') === '1' && h('p', {class: 'point-row'},
        svg('svg', {width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true'}, svg('circle', {cx: 7, cy: 7, r: 4.5, class: 'facility-dot'})),
        t('legend.facilities', {service: titleOf(service.title)})),
      app.state.get('tab') === 'gaps' && h('p', {class: 'point-row'},
        svg('svg', {width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true'}, svg('circle', {cx: 7, cy: 7, r: 6, class: 'gap-dot'})),
        t('legend.gaps')))));
}
