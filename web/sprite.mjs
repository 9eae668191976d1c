/* The sprite: signs of the map as one picture and where each lies in it, for styles that other renderers draw. */
import {writeFile} from 'node:fs/promises';
import {PNG} from 'pngjs';
import {hatch, strokes} from './source/map/signs.js';

const SIDE = 8; /* pixels of a sign on a screen of one pixel a point */

/** Side by side. @param {Record<string, {width: number, height: number, data: Uint8ClampedArray}>} signs @param {number} ratio */
function join(signs, ratio) {
  const list = Object.entries(signs);
  const png = new PNG({width: list.reduce((sum, [, {width}]) => sum + width, 0), height: Math.max(...list.map(([, {height}]) => height))});
  const places = {};
  let x = 0;
  for (const [name, {width, height, data}] of list) {
    for (let y = 0; y < height; y += 1) png.data.set(data.subarray(y * width * 4, (y + 1) * width * 4), (y * png.width + x) * 4);
    places[name] = {x, y: 0, width, height, pixelRatio: ratio};
    x += width;
  }
  return {png: PNG.sync.write(png), json: `${JSON.stringify(places)}\n`};
}

/**
 * Writes base.json and base.png, and the same for screens of two pixels a point.
 * @param {string} base
 * @param {{no_data: {ground: string, hatch: string}}} colours
 */
export async function writeSprite(base, colours) {
  for (const [ending, ratio] of [['', 1], ['@2x', 2]]) {
    const {png, json} = join({'no-data': hatch(colours.no_data, SIDE * ratio), unsure: strokes(SIDE * ratio)}, ratio);
    await writeFile(`${base}${ending}.png`, png);
    await writeFile(`${base}${ending}.json`, json);
  }
}
