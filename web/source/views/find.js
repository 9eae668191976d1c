/* One search box for units, indicators, settlements and facilities. It is drawn once, not with the views: an input method may be at work in it. */
import {h, replace} from '../ui/dom.js';
import {search} from '../ui/fields.js';
import {find} from '../ui/find.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {departmentWords} from '../ui/owners.js';

/** @import {Model} from '../state/model.js' */
/** @import {Candidate} from '../ui/find.js' */

/** @param {Model} model @returns {Candidate[]} */
function candidatesOf({catalogue, figures, places, question}) {
  const {settlements, facilities} = places.now();
  const level = `${termOf('term.level', question.level.level)} ${question.level.vintage}`;
  /** @param {{kind?: string | null, services?: string | null}} properties */
  const what = ({kind, services}) => (kind ? termOf('term.facility', kind) : titleOf(catalogue.service(services?.split(',')[0])?.title));
  return [
    ...(figures.answer?.values ?? []).map(({code, name}) => ({kind: /** @type {const} */ ('unit'), id: code, name, about: level, at: null})),
    ...catalogue.indicators.map((row) => ({kind: /** @type {const} */ ('indicator'), id: row.id, name: titleOf(row.title), about: row.department ? departmentWords(row.department, [row]) : t('menu.indicator'), at: null})),
    ...settlements.map(({geometry, properties: {id, name, unit_name: unit}}) => ({kind: /** @type {const} */ ('settlement'), id, name, about: [t('find.settlement'), unit].filter(Boolean).join(', '), at: geometry.coordinates})),
    ...facilities.map(({geometry, properties}) => ({kind: /** @type {const} */ ('facility'), id: properties.id, name: properties.name, about: what(properties), at: geometry.coordinates})),
  ];
}

/**
 * @param {HTMLElement} container
 * @param {() => Model} model
 * @param {(found: Candidate) => void} choose
 */
export function showFind(container, model, choose) {
  /** @type {Candidate[]} */
  let rows = [];
  let chosen = 0;
  const list = h('ul', {role: 'listbox', id: 'find-list', 'aria-label': t('find.found'), hidden: true});
  const box = search('find-box', '', look, t('find.box'));
  for (const [name, value] of Object.entries({role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'find-list', 'aria-autocomplete': 'list'})) box.setAttribute(name, value);

  function shut() {
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  }
  /** @param {Candidate} row */
  function take(row) {
    box.value = '';
    shut();
    choose(row);
  }
  function show() {
    replace(list, rows.length ? rows.map((row, i) => h('li', {role: 'option', id: `find-${i}`, 'aria-selected': String(i === chosen), onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => take(row)},
      h('span', {}, row.name), h('span', {class: 'small'}, row.about))) : h('li', {role: 'option', 'aria-selected': 'false', 'aria-disabled': 'true'}, t('find.nothing')));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    if (rows.length) box.setAttribute('aria-activedescendant', `find-${chosen}`);
    else box.removeAttribute('aria-activedescendant');
  }
  /** @param {string} words */
  function look(words) {
    const now = model();
    now.places.load();
    rows = find(candidatesOf(now), words);
    chosen = 0;
    if (words.trim().length > 1) show();
    else shut();
  }
  box.addEventListener('focus', () => model().places.load());
  box.addEventListener('blur', shut);
  box.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step && rows.length) {
      event.preventDefault();
      chosen = (chosen + step + rows.length) % rows.length;
      show();
    } else if (event.key === 'Enter' && rows[chosen]) {
      event.preventDefault();
      take(rows[chosen]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      shut();
    }
  });
  replace(container, box, list);
  return {
    /** What has come meanwhile may hold what is looked for. */
    again: () => { if (!list.hidden) look(box.value); },
  };
}
