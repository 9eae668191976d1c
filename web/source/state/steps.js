/* Round numbers for scales. */

/** @param {number} value */
export const tidy = (value) => Number(value.toPrecision(12));

/**
 * 1, 2 or 5 times a power of ten, the least that is not below the given size.
 * @param {number} size above 0
 */
export function roundStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  const head = size / power;
  return tidy((head <= 1.001 ? 1 : head <= 2.001 ? 2 : head <= 5.001 ? 5 : 10) * power);
}
