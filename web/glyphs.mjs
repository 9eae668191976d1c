/* Glyph ranges for renderers that cannot paint letters by themselves (MapLibre Native and others): signed distance fields of the
 * map's own font, in the form of https://github.com/mapbox/node-fontnik: 256 letters a file, 24 pixels an em, 8 pixels of
 * distance in 256 steps, of which a quarter lie outside the letter. */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import opentype from 'opentype.js';
import {PbfWriter} from 'pbf';

const [EM, MARGIN, REACH, OUTSIDE] = [24, 3, 8, 0.25];
const ASCENT = 27; /* pixels from a line's top to its foot, as MapLibre GL JS has them of letters that it paints (glyph_manager) */
const STEP = 0.75; /* pixels: outlines are cut into pieces no longer */
const RANGE = 256;

/** @typedef {[x: number, y: number]} Place pixels, y downwards */
/** @typedef {[from: Place, to: Place]} Piece */

/** The end of a command, and a point of its curve at t. */
function at(command, from, t) {
  const s = 1 - t;
  const mix = (axis) => {
    const [a, b] = [from[axis === 'x' ? 0 : 1], command[axis]];
    const [c, d] = [command[`${axis}1`], command[`${axis}2`]];
    if (command.type === 'Q') return s * s * a + 2 * s * t * c + t * t * b;
    if (command.type === 'C') return s * s * s * a + 3 * s * s * t * c + 3 * s * t * t * d + t * t * t * b;
    return s * a + t * b;
  };
  return [mix('x'), mix('y')];
}

/** Lines and curves as short pieces; each contour closed. @returns {Piece[]} */
function piecesOf(commands) {
  const pieces = [];
  let [start, now] = [[0, 0], [0, 0]];
  for (const command of commands) {
    const end = command.type === 'Z' ? start : [command.x, command.y];
    if (command.type === 'M') start = end;
    else {
      const curve = command.type === 'Z' ? {type: 'L', x: start[0], y: start[1]} : command;
      const corners = [now, [curve.x1 ?? now[0], curve.y1 ?? now[1]], [curve.x2 ?? end[0], curve.y2 ?? end[1]], end];
      const length = corners.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - corners[i][0], y - corners[i][1]), 0);
      const count = Math.max(1, Math.ceil(length / STEP));
      let from = now;
      for (let i = 1; i <= count; i += 1) {
        const to = at(curve, now, i / count);
        if (to[0] !== from[0] || to[1] !== from[1]) pieces.push([from, to]);
        from = to;
      }
    }
    now = end;
  }
  return pieces;
}

/** Inside where the contours turn around the place (nonzero). @param {Piece[]} pieces */
function isInside(pieces, x, y) {
  let turns = 0;
  for (const [[ax, ay], [bx, by]] of pieces) {
    if ((ay > y) === (by > y)) continue;
    if (ax + ((y - ay) / (by - ay)) * (bx - ax) > x) turns += by > ay ? 1 : -1;
  }
  return turns !== 0;
}

/** Those that part the letter from what is not: contours that overlap have others (the bar of đ). @param {Piece[]} pieces */
function borderOf(pieces) {
  const aside = 1e-3;
  return pieces.filter(([[ax, ay], [bx, by]]) => {
    const [dx, dy] = [bx - ax, by - ay];
    const scale = aside / Math.hypot(dx, dy);
    const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
    return isInside(pieces, mx - dy * scale, my + dx * scale) !== isInside(pieces, mx + dy * scale, my - dx * scale);
  });
}

/** @param {Piece} piece */
function distanceTo([[ax, ay], [bx, by]], x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  const [ox, oy] = [x - ax - t * dx, y - ay - t * dy];
  return Math.sqrt(ox * ox + oy * oy);
}

/** Pixels of a letter and its margin. @typedef {{left: number, top: number, columns: number, rows: number}} Box */

/** Each pixel's distance from the border, REACH at most. @param {Piece[]} border @param {Box} box */
function distances(border, {left, top, columns, rows}) {
  const field = new Float64Array(columns * rows).fill(REACH);
  for (const piece of border) {
    const [[ax, ay], [bx, by]] = piece;
    const [west, east] = [Math.max(0, Math.floor(Math.min(ax, bx) - REACH - left)), Math.min(columns, Math.ceil(Math.max(ax, bx) + REACH - left))];
    const [north, south] = [Math.max(0, Math.floor(Math.min(ay, by) - REACH - top)), Math.min(rows, Math.ceil(Math.max(ay, by) + REACH - top))];
    for (let row = north; row < south; row += 1) {
      for (let column = west; column < east; column += 1) {
        const i = row * columns + column;
        field[i] = Math.min(field[i], distanceTo(piece, left + column + 0.5, top + row + 0.5));
      }
    }
  }
  return field;
}

/** A letter as {id, bitmap, width, height, left, top, advance}; without a bitmap where nothing is drawn. */
function fieldOf(font, code) {
  const glyph = font.charToGlyph(String.fromCodePoint(code));
  const pieces = piecesOf(glyph.getPath(0, 0, EM).commands);
  const advance = Math.round((glyph.advanceWidth * EM) / font.unitsPerEm);
  if (!pieces.length) return {id: code, width: 0, height: 0, left: 0, top: 0, advance};
  const [xs, ys] = [0, 1].map((axis) => pieces.map(([from]) => from[axis]));
  const [left, upper] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  const [width, height] = [Math.ceil(Math.max(...xs)) - left, Math.ceil(Math.max(...ys)) - upper];
  const box = {left: left - MARGIN, top: upper - MARGIN, columns: width + 2 * MARGIN, rows: height + 2 * MARGIN};
  const bitmap = new Uint8Array(box.columns * box.rows);
  distances(borderOf(pieces), box).forEach((distance, i) => {
    const row = Math.floor(i / box.columns);
    const inside = isInside(pieces, box.left + (i % box.columns) + 0.5, box.top + row + 0.5);
    bitmap[i] = Math.round(255 * Math.min(1, Math.max(0, 1 - OUTSIDE - (inside ? -distance : distance) / REACH)));
  });
  return {id: code, bitmap, width, height, left, top: -upper - ASCENT, advance};
}

function writeGlyph(glyph, pbf) {
  pbf.writeVarintField(1, glyph.id);
  if (glyph.bitmap) pbf.writeBytesField(2, glyph.bitmap);
  pbf.writeVarintField(3, glyph.width);
  pbf.writeVarintField(4, glyph.height);
  pbf.writeSVarintField(5, glyph.left);
  pbf.writeSVarintField(6, glyph.top);
  pbf.writeVarintField(7, glyph.advance);
}

function writeStack({name, range, glyphs}, pbf) {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, range);
  for (const glyph of glyphs) pbf.writeMessage(3, writeGlyph, glyph);
}

async function read(file) {
  const bytes = await readFile(file);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/**
 * Writes folder/name/0-255.pbf and so on: a file for each range in which the font has letters.
 * @param {string} folder
 * @param {string} name of the font, as styles have it in text-font
 * @param {string[]} files subsets of it; of a letter that several have, the first counts
 */
export async function writeGlyphs(folder, name, files) {
  const ranges = new Map();
  const seen = new Set();
  for (const font of await Promise.all(files.map(read))) {
    for (const code of Object.keys(font.tables.cmap.glyphIndexMap).map(Number)) {
      if (code > 0xffff || seen.has(code)) continue;
      seen.add(code);
      const first = code - (code % RANGE);
      ranges.set(first, [...(ranges.get(first) ?? []), fieldOf(font, code)]);
    }
  }
  await mkdir(path.join(folder, name), {recursive: true});
  for (const [first, glyphs] of ranges) {
    const range = `${first}-${first + RANGE - 1}`;
    const pbf = new PbfWriter();
    pbf.writeMessage(1, writeStack, {name, range, glyphs: glyphs.sort((a, b) => a.id - b.id)});
    await writeFile(path.join(folder, name, `${range}.pbf`), pbf.finish());
  }
}
