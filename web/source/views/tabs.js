/* The tabs of the side panel; arrow keys move between them. */
import {site} from '../api/book.js';
import {h, replace} from '../ui/dom.js';
import {t} from '../ui/language.js';

/** @typedef {'indicator' | 'units' | 'gaps' | 'targets' | 'plan' | 'compare'} Tab */

/** @type {Tab[]} */
const all = ['indicator', 'units', 'gaps', 'targets', 'plan', 'compare'];
/* A plan is computed by a server. */
export const tabs = all.filter((tab) => tab !== 'plan' || !site);

/** @param {string} name */
export const tabOf = (name) => tabs.find((tab) => tab === name) ?? 'indicator';

/**
 * @param {Element} container
 * @param {Tab} chosen
 * @param {(tab: Tab) => void} choose
 */
export function showTabs(container, chosen, choose) {
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(chosen) + step + tabs.length) % tabs.length];
    choose(next);
    /** @type {HTMLElement | null} */ (container.querySelector(`#tab-${next}`))?.focus();
  }
  replace(container, h('div', {role: 'tablist', 'aria-label': t('app.tabs'), onkeydown: onKey},
    tabs.map((name) => h('button', {
      type: 'button', role: 'tab', id: `tab-${name}`, 'data-key': `tab-${name}`, 'aria-selected': String(name === chosen),
      'aria-controls': 'panel-body', tabindex: name === chosen ? '0' : '-1', onclick: () => choose(name),
    }, t(`tab.${name}`)))), site && h('p', {class: 'small reading'}, t('reading.mode')));
}
