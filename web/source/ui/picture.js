/* The map as a picture that can stand alone: title, map, legend, scale, north, source and date. */

/** @typedef {{title: string, rows: {colour: string | null, words: string}[]}} PictureLegend colour null: no data */
/** @typedef {{canvas: HTMLCanvasElement, ratio: number, metresPerPixel: number}} MapPicture ratio: pixels of the canvas a CSS pixel */
/** @typedef {{title: string, place: string, legend: PictureLegend, north: string, notes: string[]}} PictureWords */

const FACE = "'Be Vietnam Pro', 'Noto Sans', sans-serif";
const [INK, SOFT, PAPER, HATCH] = ['#15211f', '#4d605c', '#ffffff', '#a4acaa'];
const [EDGE, LINE] = [16, 20]; /* CSS pixels */

/**
 * Lines of at most so many pixels.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} words
 * @param {number} most
 */
function wrapped(pen, words, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(' ')) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The longest round length of at most so many metres: 1, 2 or 5 and zeros. @param {number} most */
export function roundLength(most) {
  const unit = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * unit).find((length) => length <= most) ?? unit;
}

const LEGEND = 260; /* CSS pixels wide */
const NARROW = 2 * LEGEND; /* a map beside whose legend there is no room for a province: it stands below */

/** @param {CanvasRenderingContext2D} pen @param {PictureLegend} legend */
function legendLines(pen, {title, rows}) {
  pen.font = `600 13px ${FACE}`;
  const heads = wrapped(pen, title, LEGEND - 24);
  return {heads, height: 16 + (heads.length + rows.length) * LINE};
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {PictureLegend} legend
 * @param {number} bottom
 */
function drawLegend(pen, legend, bottom) {
  const {rows} = legend;
  const width = LEGEND;
  const {heads, height} = legendLines(pen, legend);
  const top = bottom - EDGE - height;
  pen.fillStyle = PAPER;
  pen.globalAlpha = 0.94;
  pen.fillRect(EDGE, top, width, height);
  pen.globalAlpha = 1;
  pen.fillStyle = INK;
  heads.forEach((line, i) => pen.fillText(line, EDGE + 12, top + 20 + i * LINE));
  pen.font = `400 12px ${FACE}`;
  rows.forEach(({colour, words}, i) => {
    const y = top + 8 + (heads.length + i) * LINE;
    pen.fillStyle = colour ?? HATCH;
    pen.fillRect(EDGE + 12, y + 3, 18, 12);
    pen.strokeStyle = '#00000044';
    pen.strokeRect(EDGE + 12, y + 3, 18, 12);
    pen.fillStyle = INK;
    pen.fillText(words, EDGE + 38, y + 14);
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} metresPerPixel
 * @param {number} right
 * @param {number} bottom
 */
function drawScale(pen, metresPerPixel, right, bottom) {
  const metres = roundLength(140 * metresPerPixel);
  const width = metres / metresPerPixel;
  const words = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  const [x, y] = [right - EDGE - width, bottom - EDGE];
  pen.fillStyle = PAPER;
  pen.fillRect(x - 8, y - 26, width + 16, 34);
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, y - 6);
  pen.lineTo(x, y);
  pen.lineTo(x + width, y);
  pen.lineTo(x + width, y - 6);
  pen.stroke();
  pen.fillStyle = INK;
  pen.font = `600 12px ${FACE}`;
  pen.fillText(words, x + 4, y - 10);
}

/** @param {CanvasRenderingContext2D} pen @param {string} letter @param {number} right @param {number} top */
function drawNorth(pen, letter, right, top) {
  const [x, y] = [right - EDGE - 16, top + EDGE];
  pen.fillStyle = PAPER;
  pen.beginPath();
  pen.arc(x, y + 24, 26, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = INK;
  pen.beginPath();
  pen.moveTo(x, y + 2);
  pen.lineTo(x + 8, y + 28);
  pen.lineTo(x, y + 22);
  pen.lineTo(x - 8, y + 28);
  pen.fill();
  pen.font = `600 13px ${FACE}`;
  pen.textAlign = 'center';
  pen.fillText(letter, x, y + 43);
  pen.textAlign = 'left';
}

/**
 * @param {MapPicture} map
 * @param {PictureWords} words
 * @returns {HTMLCanvasElement}
 */
export function pictureOf({canvas: map, ratio, metresPerPixel}, {title, place, legend, north, notes}) {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas to draw the picture on');
  const [width, height] = [map.width / ratio, map.height / ratio];
  pen.font = `600 20px ${FACE}`;
  const heads = wrapped(pen, title, width - 2 * EDGE);
  pen.font = `400 11px ${FACE}`;
  const feet = notes.flatMap((note) => wrapped(pen, note, width - 2 * EDGE));
  const own = width < NARROW ? legendLines(pen, legend).height + EDGE : 0; /* of the legend below the map */
  const [above, below] = [EDGE + heads.length * 26 + 24, own + EDGE + feet.length * 15];
  canvas.width = map.width;
  canvas.height = Math.round((above + height + below) * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, width, above + height + below);
  pen.drawImage(map, 0, above, width, height);
  pen.fillStyle = INK;
  pen.font = `600 20px ${FACE}`;
  heads.forEach((line, i) => pen.fillText(line, EDGE, EDGE + 14 + i * 26));
  pen.fillStyle = SOFT;
  pen.font = `400 13px ${FACE}`;
  pen.fillText(place, EDGE, above - 12);
  drawLegend(pen, legend, above + height + (own && own + EDGE));
  drawScale(pen, metresPerPixel, width, above + height);
  drawNorth(pen, north, width, above);
  pen.fillStyle = SOFT;
  pen.font = `400 11px ${FACE}`;
  feet.forEach((line, i) => pen.fillText(line, EDGE, above + height + own + EDGE + 2 + i * 15));
  return canvas;
}
