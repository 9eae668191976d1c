/* Elements without a framework, and without inline styles: a strict Content-Security-Policy
 * forbids the style attribute, so `css` sets custom properties through the object model. */

/**
 * null and false children are left out.
 * @typedef {Node | string | number | null | undefined | boolean | Child[]} Child
 */
/** @typedef {Record<string, unknown> & {css?: Record<string, string>}} Attributes on…: a listener; true: without a value; null, false: left out */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
const given = (children) => children.flat(9)
  .filter((child) => child !== null && child !== undefined && child !== false && child !== true && child !== '')
  .map((child) => (child instanceof Node ? child : String(child)));

/**
 * @template {HTMLElement | SVGElement} E
 * @param {E} element
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {E}
 */
function fill(element, attributes, children) {
  const {css = {}, ...rest} = attributes;
  for (const [name, value] of Object.entries(css)) element.style.setProperty(name, value);
  for (const [name, value] of Object.entries(rest)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...given(children));
  return element;
}

/**
 * h('p', {class: 'note'}, 'words', child, [more])
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {...Child} children
 */
export const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/**
 * @param {keyof SVGElementTagNameMap} name
 * @param {Attributes} attributes
 * @param {...Child} children
 */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/**
 * @param {Element} element
 * @param {string} key
 * @returns {HTMLElement | null}
 */
const withKey = (element, key) => element.querySelector(`[data-key="${CSS.escape(key)}"]`);

/**
 * The element of that key has the focus, with the caret where it was.
 * @param {Element} element
 * @param {HTMLElement} before
 */
function giveFocus(element, before) {
  const now = withKey(element, before.dataset.key ?? '');
  now?.focus({preventScroll: true});
  /* A number or a day has no caret to set. */
  if (now instanceof HTMLInputElement && before instanceof HTMLInputElement && now.selectionStart !== null) now.setSelectionRange(before.selectionStart, before.selectionEnd);
}

/* To ask how far something is scrolled lays out the whole page: only what has been scrolled is asked. */
const scrolled = new WeakSet();
globalThis.document?.addEventListener('scroll', ({target}) => { if (target instanceof Element) scrolled.add(target); }, {capture: true, passive: true});

/** @param {Element} element */
const scrollOf = (element) => (scrolled.has(element) ? element.scrollTop : 0);

/** @param {Element} element @param {number} far */
function scrollTo(element, far) {
  if (!far) return;
  element.scrollTop = far;
  scrolled.add(element); /* its event comes later than the next drawing may */
}

/**
 * Puts children in place of what an element holds. What the reader did to it stays, by data-key: the focus,
 * the caret, the parts unfolded or folded, and how far it and its scrollers are scrolled.
 * @param {Element} element
 * @param {...Child} children
 */
export function replace(element, ...children) {
  const focused = document.activeElement;
  const holds = focused instanceof HTMLElement && focused.dataset.key && element.contains(focused) ? focused : null;
  /** @type {HTMLElement[]} */
  const parts = [...element.querySelectorAll('details[data-key], .scroller[data-key]')].filter((part) => part instanceof HTMLElement);
  const scrolls = [element, ...parts].map(scrollOf);
  element.replaceChildren(...given(children));
  scrollTo(element, scrolls[0]);
  parts.forEach((part, i) => {
    const now = withKey(element, part.dataset.key ?? '');
    if (now instanceof HTMLDetailsElement && part instanceof HTMLDetailsElement) now.open = part.open;
    else if (now) scrollTo(now, scrolls[i + 1]);
  });
  if (holds) giveFocus(element, holds);
}
