/* Signs that fills are drawn with, pixel by pixel: the map adds them as images, web/sprite.mjs writes them for other renderers. */

/** @typedef {{width: number, height: number, data: Uint8ClampedArray}} Sign */
/** @typedef {[red: number, green: number, blue: number, alpha: number]} Colour */

/** @param {string} hex #rrggbb or #rrggbbaa @returns {Colour} */
function colourOf(hex) {
  const [red, green, blue, alpha = 255] = (hex.slice(1).match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return [red, green, blue, alpha];
}

/** How much of a pixel a line covers whose middle is so far from the pixel's. @param {number} distance @param {number} width */
const covered = (distance, width) => Math.min(1, Math.max(0, width / 2 - distance + 0.5));

/**
 * One colour over another. @param {Colour} under @param {Colour} over @param {number} share of the pixel that over covers
 * @returns {Colour}
 */
function blend(under, over, share) {
  const [a, b] = [(over[3] / 255) * share, under[3] / 255];
  const alpha = a + b * (1 - a);
  /** @param {0 | 1 | 2} i */
  const part = (i) => (alpha ? (over[i] * a + under[i] * b * (1 - a)) / alpha : 0);
  return [part(0), part(1), part(2), alpha * 255];
}

/**
 * Slanted lines that join with themselves at the edges. @param {number} side pixels of the square @param {Colour} background
 * @param {{width: number, colour: string}[]} lines from below @param {1 | -1} slope 1: up to the right
 * @returns {Sign}
 */
function slanted(side, background, lines, slope) {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const along = (((x + 0.5 + slope * (y + 0.5)) % side) + side) % side;
      const distance = Math.min(along, side - along) / Math.SQRT2;
      data.set(lines.reduce((under, {width, colour}) => blend(under, colourOf(colour), covered(distance, width)), background), (y * side + x) * 4);
    }
  }
  return {width: side, height: side, data};
}

/**
 * "No data": lines on grey. @param {{ground: string, hatch: string}} colours @param {number} [side]
 */
export const hatch = ({ground: background, hatch: line}, side = 16) => slanted(side, colourOf(background), [{width: side / 8, colour: line}], 1);

/** "Not sure": thin strokes over a colour, which shows between them. @param {number} [side] */
export const strokes = (side = 16) => slanted(side, [0, 0, 0, 0], [{width: side / 4, colour: '#ffffffcc'}, {width: side / 9, colour: '#15211f'}], -1);
