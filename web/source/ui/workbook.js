/* A table as a workbook (Office Open XML): a zip of a few XML files, written by hand since it is short, and asked of no
 * other host. Texts are texts: no spreadsheet runs them. */

/** @typedef {string | number | null} Cell null is no data: an empty cell */
/** @typedef {{name: string, rows: Cell[][], percent?: number[]}} Sheet percent: columns whose numbers are shares */

const utf8 = new TextEncoder();

/** @param {string} text Control characters have no place in XML. */
const escaped = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`); // eslint-disable-line no-control-regex

/** 0 → A, 26 → AA. @param {number} column @returns {string} */
const letters = (column) => (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const kinds = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/* Looks of cells: plain, heading, share. */
const styles = `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>`
  + '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
  + '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
  + '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>';

/** @param {Sheet} sheet */
function sheetXml({rows, percent = []}) {
  /** @param {Cell} cell @param {number} row @param {number} column */
  const cellXml = (cell, row, column) => {
    const at = `${letters(column)}${row + 1}`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c r="${at}"${percent.includes(column) ? ' s="2"' : ''}><v>${cell}</v></c>`;
    return `<c r="${at}" t="inlineStr"${row === 0 ? ' s="1"' : ''}><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  };
  const lines = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellXml(cell, row, column)).join('')}</row>`);
  return `${head}<worksheet xmlns="${main}"><cols><col min="1" max="1" width="14" customWidth="1"/><col min="2" max="8" width="26" customWidth="1"/></cols><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

/** @param {Sheet[]} sheets @returns {[name: string, text: string][]} */
const partsOf = (sheets) => [
  ['[Content_Types].xml', `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
    + `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kinds}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kinds}.styles+xml"/>`
    + `${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${kinds}.worksheet+xml"/>`).join('')}</Types>`],
  ['_rels/.rels', `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/workbook.xml', `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>`
    + `${sheets.map(({name}, i) => `<sheet name="${escaped(name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`],
  ['xl/_rels/workbook.xml.rels', `${head}<Relationships xmlns="${packages}/relationships">`
    + `${sheets.map((_, i) => `<Relationship Id="r${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="s" Type="${office}/styles" Target="styles.xml"/></Relationships>`],
  ['xl/styles.xml', styles],
  ...sheets.map((sheet, i) => /** @type {[string, string]} */ ([`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)])),
];

/* CRC-32 as zip has it (ISO 3309). */
const table = Uint32Array.from({length: 256}, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Little-endian numbers of 2 or 4 bytes, given as [value, size]. @param {[value: number, size: 2 | 4][]} fields */
function numbers(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

const DAY = 0x21; /* 1 January 1980, the first that a zip can name */

/**
 * Files stored as they are (PKWARE's APPNOTE 4.3).
 * @param {[name: string, text: string][]} files
 * @returns {Uint8Array[]}
 */
function zipped(files) {
  const [bodies, entries] = [/** @type {Uint8Array[]} */ ([]), /** @type {Uint8Array[]} */ ([])];
  let at = 0;
  for (const [name, text] of files) {
    const [title, bytes] = [utf8.encode(name), utf8.encode(text)];
    /** @type {[number, 2 | 4][]} */
    const common = [[20, 2], [0x800, 2], [0, 2], [0, 2], [DAY, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [title.length, 2], [0, 2]];
    bodies.push(numbers([[0x04034b50, 4], ...common]), title, bytes);
    entries.push(numbers([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), title);
    at += 30 + title.length + bytes.length;
  }
  const size = entries.reduce((sum, part) => sum + part.length, 0);
  return [...bodies, ...entries, numbers([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]])];
}

/** @param {Sheet[]} sheets */
export const workbookOf = (sheets) => new Blob(/** @type {BlobPart[]} */ (zipped(partsOf(sheets))), {type: `${kinds}.sheet`});
