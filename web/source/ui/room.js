/* How wide an element is. To ask that while the page is being drawn lays it out again, so it is asked once; it is heard of when it
 * changes. */

/** @type {WeakMap<Element, number>} */
const widths = new WeakMap();
const watcher = globalThis.ResizeObserver && new ResizeObserver((entries) => {
  for (const {target} of entries) widths.set(target, target.clientWidth);
});

/** @param {Element | null} element @returns {number} pixels */
export function widthOf(element) {
  if (!element) return 0;
  if (!widths.has(element)) {
    widths.set(element, element.clientWidth);
    watcher?.observe(element);
  }
  return widths.get(element) ?? 0;
}

/** What stands beside it has come or gone. @param {Element} element */
export const forgetWidth = (element) => widths.delete(element);
