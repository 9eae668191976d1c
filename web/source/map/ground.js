/* What lies under the figures: no map of others, only a net of degrees and a sign for "no data". */
import {language} from '../language.js';
import {compact} from '../format.js';

const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5];

function degrees(value, positive, negative) {
  return `${compact(Math.abs(value), 2)}° ${value < 0 ? negative : positive}`;
}

/* Lines of longitude and latitude around the province, named in the reader's language. */
export function graticule([west, south, east, north]) {
  const span = Math.max(east - west, north - south);
  const step = steps.find((size) => span / size <= 6) ?? 10;
  const margin = span * 2;
  const first = {lon: Math.floor((west - margin) / step), lat: Math.max(Math.floor((south - margin) / step), Math.ceil(-85 / step))};
  const last = {lon: Math.ceil((east + margin) / step), lat: Math.min(Math.ceil((north + margin) / step), Math.floor(85 / step))};
  const vietnamese = language() === 'vi';
  const features = [];
  const add = (geometry, name) => features.push({type: 'Feature', properties: {name}, geometry});
  for (let i = first.lon; i <= last.lon; i += 1) {
    add({type: 'LineString', coordinates: [[i * step, first.lat * step], [i * step, last.lat * step]]});
    const name = degrees(i * step, vietnamese ? 'Đ' : 'E', vietnamese ? 'T' : 'W');
    for (let j = first.lat; j <= last.lat; j += 4) add({type: 'Point', coordinates: [i * step, j * step]}, name);
  }
  for (let j = first.lat; j <= last.lat; j += 1) {
    add({type: 'LineString', coordinates: [[first.lon * step, j * step], [last.lon * step, j * step]]});
    const name = degrees(j * step, vietnamese ? 'B' : 'N', vietnamese ? 'N' : 'S');
    for (let i = first.lon + 2; i <= last.lon; i += 4) add({type: 'Point', coordinates: [i * step, j * step]}, name);
  }
  return {type: 'FeatureCollection', features};
}

/* Slanted lines on grey, side pixels square, that join with themselves at the edges. */
export function hatch({ground, hatch: line}, side = 16) {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext('2d');
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = line;
  pen.lineWidth = side / 8;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift - 2, side + 2);
    pen.lineTo(shift + side + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, side, side);
}
