/* A first visit: four steps, each beside what it speaks of. It is left at any step, and comes back by a button of the header. */
import {h, replace} from '../ui/dom.js';
import {t} from '../ui/language.js';

const SEEN = 'vungphu.guide';
const steps = /** @type {const} */ (['question', 'limit', 'map', 'tabs']);
/* The part of the page that a step speaks of: the first that is there. */
const parts = {question: ['#panel-body .menu'], limit: ['.slider', '#limit', '#panel-body .options'], map: ['#map'], tabs: ['#tabs']};

/** Whoever opens a link sees what was sent to them, and who was here once is not stopped again. */
function isFirst() {
  try {
    return !location.hash && localStorage.getItem(SEEN) === null;
  } catch {
    return false; /* nothing can be remembered: it would come back each time */
  }
}

let step = isFirst() ? 0 : -1; /* -1: not shown */
let shown = -1;

export const openGuide = () => { step = 0; };

/** Whether it was there to be left. */
export function leaveGuide() {
  if (step < 0) return false;
  leave();
  return true;
}

function leave() {
  step = -1;
  try {
    localStorage.setItem(SEEN, '1');
  } catch { /* it may come back */ }
}

/**
 * @param {HTMLElement} container
 * @param {() => void} redraw
 */
export function showGuide(container, redraw) {
  container.hidden = step < 0;
  for (const part of document.querySelectorAll('.pointed-out')) part.classList.remove('pointed-out');
  if (container.hidden) {
    shown = -1;
    replace(container);
    return;
  }
  const name = steps[step];
  const part = document.querySelector(parts[name].find((selector) => document.querySelector(selector)) ?? '#panel');
  part?.classList.add('pointed-out');
  if (shown !== step) part?.scrollIntoView({block: 'center'}); /* on a phone it may be far below */
  shown = step;
  const last = step === steps.length - 1;
  /** @param {() => void} act */
  const then = (act) => () => {
    act();
    redraw();
  };
  container.setAttribute('aria-label', t('guide.title'));
  replace(container,
    h('p', {class: 'small'}, t('guide.step', {k: step + 1, n: steps.length})),
    h('h2', {}, t(`guide.of.${name}`)), h('p', {}, t(`guide.text.${name}`)),
    h('p', {class: 'links'},
      h('button', {type: 'button', class: 'act', 'data-key': 'guide-next', onclick: then(last ? leave : () => { step += 1; })}, t(last ? 'guide.end' : 'guide.next')),
      !last && h('button', {type: 'button', class: 'link', 'data-key': 'guide-leave', onclick: then(leave)}, t('guide.leave'))));
}
