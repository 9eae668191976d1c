/* Which indicator, and with which units, group and limit it is asked. */
import {byDepartment, hasLimit, moreIsBetter} from '../catalogue.js';
import {h, replace} from '../dom.js';
import * as format from '../format.js';
import {t, termOf, titleOf} from '../language.js';
import {isChanged} from '../question.js';

/* rows: [value, words]. The value '' means "as the indicator says". */
function select(name, label, rows, chosen, change) {
  return h('label', {class: 'field'}, h('span', {}, label),
    h('select', {id: name, 'data-key': name, onchange: (event) => change(event.target.value)},
      rows.map(([value, words]) => h('option', {value, selected: String(value) === String(chosen)}, words))));
}

let wanted = '';

/* The indicators whose id or title in the reader's language has the words; the chosen one always. */
function menuRows(catalogue, chosen) {
  const words = format.plain(wanted.trim());
  const rows = catalogue.indicators.filter((row) => row.id === chosen.id || format.plain(`${row.id} ${titleOf(row.title)}`).includes(words));
  return [...byDepartment(rows)].map(([department, group]) => h('optgroup', {label: department || t('menu.other')},
    group.map((row) => h('option', {value: row.id, selected: row.id === chosen.id}, titleOf(row.title)))));
}

export function indicatorMenu(catalogue, chosen, state) {
  const menu = h('select', {
    id: 'indicator', 'data-key': 'indicator',
    onchange: (event) => state.set({indicator: event.target.value, group: undefined, limit: undefined, threshold: undefined, service: undefined}),
  }, menuRows(catalogue, chosen));
  const search = t('menu.search', {n: format.number(catalogue.indicators.length)});
  return h('div', {class: 'menu'},
    h('label', {class: 'field'}, h('span', {}, t('menu.indicator')), menu),
    catalogue.indicators.length > 12 && h('input', {
      type: 'search', id: 'indicator-search', 'data-key': 'indicator-search', 'aria-label': search, placeholder: search, value: wanted, autocomplete: 'off',
      oninput: (event) => {
        wanted = event.target.value;
        replace(menu, menuRows(catalogue, chosen));
      },
    }));
}

const levelRow = ({level, vintage, units}) => [`${level}/${vintage}`,
  t('option.level_units', {level: termOf('term.level', level), vintage, n: format.number(units)})];

function limitRows({indicator, service}) {
  const own = indicator.limit ?? service.default_limit;
  const words = (amount) => format.limit(amount, service.unit, moreIsBetter(service));
  return [['', t('option.own', {value: words(own)})], ...service.limits.filter((amount) => amount !== own).map((amount) => [amount, words(amount)])];
}

const thresholds = [0.5, 0.75, 0.8, 0.9, 0.95, 1];

function thresholdRows({indicator}) {
  const words = (share) => format.shortValue(share, 'percent');
  return [['', t('option.own', {value: words(indicator.threshold)})],
    ...thresholds.filter((share) => share !== indicator.threshold).map((share) => [share, words(share)])];
}

export function options(catalogue, question, state) {
  const {indicator, service, level, group, limit, threshold} = question;
  const ownGroup = indicator.group ? titleOf(catalogue.group(indicator.group)?.title) : t('option.everyone');
  const limited = hasLimit(indicator, service) && service.limits?.length;
  const grouped = indicator.service && catalogue.groups.length > 0;
  return h('fieldset', {class: 'options'}, h('legend', {}, t('option.legend')),
    catalogue.levels.length > 1 && select('level', t('option.units'), catalogue.levels.map(levelRow), `${level.level}/${level.vintage}`,
      (value) => {
        const [name, vintage] = value.split('/');
        state.set({level: name, vintage, unit: undefined, at: undefined});
      }),
    limited && select('limit', t('option.limit'), limitRows(question), limit, (value) => state.set({limit: value || undefined})),
    grouped && select('group', t('option.group'), [['', t('option.own', {value: ownGroup})],
      ...catalogue.groups.filter((row) => row.id !== indicator.group).map((row) => [row.id, titleOf(row.title)])], group,
    (value) => state.set({group: value || undefined})),
    Number.isFinite(indicator.threshold) && select('threshold', t('option.threshold'), thresholdRows(question), threshold,
      (value) => state.set({threshold: value || undefined})),
    isChanged(question) && h('p', {class: 'changed'}, t('option.not_default'), ' ',
      h('button', {type: 'button', class: 'link', 'data-key': 'reset', onclick: () => state.set({group: undefined, limit: undefined, threshold: undefined})},
        t('option.reset'))));
}
