/* The tabs of the side panel; arrow keys move between them. */
import {h, replace} from '../dom.js';
import {t} from '../language.js';

export const tabs = ['indicator', 'units', 'gaps', 'targets'];

export function showTabs(container, chosen, choose) {
  function key(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(chosen) + step + tabs.length) % tabs.length];
    choose(next);
    container.querySelector(`#tab-${next}`).focus();
  }
  replace(container, h('div', {role: 'tablist', 'aria-label': t('tab.list'), onkeydown: key},
    tabs.map((name) => h('button', {
      type: 'button', role: 'tab', id: `tab-${name}`, 'data-key': `tab-${name}`, 'aria-selected': String(name === chosen),
      'aria-controls': 'panel-body', tabindex: name === chosen ? '0' : '-1', onclick: () => choose(name),
    }, t(`tab.${name}`)))));
}
