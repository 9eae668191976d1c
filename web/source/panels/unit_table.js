/* The map's figures as a table: for those who read tables, and for those who cannot see the map. */
import {h, replace} from '../dom.js';
import * as format from '../format.js';
import {language, t} from '../language.js';
import {classOf} from '../classes.js';

const known = (row) => row.value !== null && Number.isFinite(row.value);
let order = 'worst';
let wanted = '';

function sorted(rows, better) {
  const sign = (order === 'best') === (better !== 'less') ? -1 : 1;
  const byName = (a, b) => a.name.localeCompare(b.name, language());
  if (order === 'name') return [...rows].sort(byName);
  /* Without data last, whichever way the rest is ordered. */
  return [...rows].sort((a, b) => known(b) - known(a) || (known(a) && sign * (a.value - b.value)) || byName(a, b));
}

function tableOf(app, question, choose) {
  const {indicator} = question;
  const words = format.plain(wanted);
  const rows = sorted(app.values.values, indicator.better).filter((row) => format.plain(row.name).includes(words) || row.code.includes(wanted));
  if (!rows.length) return h('p', {class: 'small'}, t('units.none'));
  return h('table', {class: 'units'}, h('caption', {}, t('units.caption')),
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, t('units.name')), h('th', {scope: 'col', class: 'number'}, t('units.value')))),
    h('tbody', {}, rows.map((row) => {
      const colour = classOf(app.classes, row.value, indicator)?.colour;
      return h('tr', {class: row.code === app.state.get('unit') ? 'chosen' : null},
        h('th', {scope: 'row'}, h('button', {type: 'button', 'data-key': `unit-${row.code}`, onclick: () => choose(row.code)},
          h('span', {class: colour ? 'swatch' : 'swatch hatched', css: colour ? {'--colour': colour} : {}, 'aria-hidden': 'true'}), row.name)),
        h('td', {class: known(row) ? 'number' : 'number none'}, format.value(row.value, indicator.unit)));
    })));
}

export function unitTable(app, question, choose) {
  const holder = h('div', {class: 'scroller'});
  const draw = () => replace(holder, tableOf(app, question, choose));
  draw();
  return h('div', {class: 'unit-table'},
    h('div', {class: 'fields'},
      h('label', {class: 'field'}, h('span', {}, t('units.search')),
        h('input', {type: 'search', id: 'unit-search', 'data-key': 'unit-search', value: wanted, autocomplete: 'off', oninput: (event) => { wanted = event.target.value; draw(); }})),
      h('label', {class: 'field'}, h('span', {}, t('units.sort')),
        h('select', {id: 'unit-order', 'data-key': 'unit-order', onchange: (event) => { order = event.target.value; draw(); }},
          ['worst', 'best', 'name'].map((name) => h('option', {value: name, selected: name === order}, t(`units.sort.${name}`)))))),
    holder);
}
