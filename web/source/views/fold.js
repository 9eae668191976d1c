/* The side panel is folded away for a larger map, and back. */
import {h, replace} from '../ui/dom.js';
import {t} from '../ui/language.js';

/** @import {Model} from '../state/model.js' */

/**
 * @param {HTMLElement} container in the map's corner, beside the panel
 * @param {Model} model
 */
export function showFold(container, {state, set}) {
  const open = state.panel !== '0';
  document.body.classList.toggle('folded', !open);
  const words = t(open ? 'panel.fold' : 'panel.unfold');
  replace(container, h('button', {type: 'button', 'data-key': 'fold', 'aria-expanded': String(open), 'aria-controls': 'panel', 'aria-label': words, title: words, onclick: () => set({panel: open ? '0' : '1'})}, open ? '‹' : '›'));
}
