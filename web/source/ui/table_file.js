/* A table on the screen as a file for a spreadsheet, in the reader's manner. */
import {h} from './dom.js';
import {language, t} from './language.js';

/** @typedef {string | number | null} Cell null is no data: an empty cell */

/**
 * Text that a spreadsheet would run as a formula begins with an apostrophe, as in the server's files.
 * @param {Cell} cell
 * @param {string} comma the decimal one
 */
function written(cell, comma) {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(12))).replace('.', comma);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[";,\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * With a byte order mark, by which Excel knows UTF-8.
 * @param {Cell[][]} rows
 */
export function csvOf(rows) {
  const [between, comma] = language() === 'vi' ? [';', ','] : [',', '.'];
  return `\uFEFF${rows.map((row) => row.map((cell) => written(cell, comma)).join(between)).join('\r\n')}\r\n`;
}

/**
 * Gives the reader a file.
 * @param {Blob} blob
 * @param {string} file its name
 */
export function saveBlob(blob, file) {
  const link = h('a', {href: URL.createObjectURL(blob), download: file});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/**
 * @param {string} key
 * @param {string} file name without ending
 * @param {() => Cell[][]} rows
 */
export const saveTable = (key, file, rows) => h('button', {type: 'button', class: 'link', 'data-key': key,
  onclick: () => saveBlob(new Blob([csvOf(rows())], {type: 'text/csv'}), `${file}.csv`)}, t('download.csv'));
