/* The table of factors by which places suit, a factor a line; what is asked of most places is read out of it and written
 * into it, so that fields and table say the same. Pure. */

/* Factor and column of what most places are asked for. */
export const usual = /** @type {const} */ ([['road', 'most'], ['slope', 'most'], ['barrier', 'least']]);
/** @typedef {typeof usual[number]} Usual */
/** @typedef {{between: string, rows: string[][]}} Table rows: the heading first; none: nothing is asked */

const RULE = ['least', 'most', 'zero', 'one', 'weight']; /* a row without any of them says nothing */

/** As the server takes it: by the heading. @param {string} text */
const betweenOf = (text) => [';', '\t'].find((sign) => text.split(/\r?\n/, 1)[0].includes(sign)) ?? ',';

/** @param {string} text @param {string} [empty] what parts the cells of a table that begins @returns {Table} */
function tableOf(text, empty = ',') {
  const words = text.replace(/^\uFEFF/, '').trim();
  const between = words ? betweenOf(words) : empty;
  /** @type {string[][]} */
  const rows = [];
  let row = [''];
  let quoted = false;
  for (let i = 0; i < words.length; i += 1) {
    const sign = words[i];
    if (sign === '"' && quoted && words[i + 1] === '"') row[row.length - 1] += words[i += 1];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === between) row.push('');
    else if (!quoted && sign === '\n') {
      rows.push(row);
      row = [''];
    } else if (quoted || sign !== '\r') row[row.length - 1] += sign;
  }
  if (words) rows.push(row);
  return {between, rows: rows.map((cells) => cells.map((cell) => cell.trim())).filter((cells) => cells.some(Boolean))};
}

/** @param {Table} table */
function textOf({between, rows}) {
  const written = (/** @type {string} */ cell) => (cell.includes(between) || /["\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(written).join(between)).join('\n');
}

/** Of roads or waters of any class. @param {Table} table @param {string} factor */
function rowOf({rows: [heading = [], ...rows]}, factor) {
  const cell = (/** @type {string[]} */ row, /** @type {string} */ column) => row[heading.indexOf(column)] ?? '';
  return rows.find((row) => cell(row, 'factor') === factor && !cell(row, 'class'));
}

/** A number of a table, where semicolons part cells with decimal comma; NaN where it is none. @param {string} word @param {string} between */
function numberIn(word, between) {
  const comma = between === ';' || (between === '\t' && word.includes(','));
  if (comma && word.includes('.') && !/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(word)) return NaN;
  return word ? Number(comma ? word.replaceAll('.', '').replace(',', '.') : word) : NaN;
}

/**
 * What a field shows.
 * @param {string} text of the table
 * @param {Usual} field
 * @returns {number | null} null where the table does not ask for it
 */
export function usualIn(text, [factor, column]) {
  const table = tableOf(text);
  const value = numberIn(rowOf(table, factor)?.[table.rows[0].indexOf(column)] ?? '', table.between);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/**
 * The table with that in it, and all else that it says.
 * @param {string} text of the table
 * @param {Usual} field
 * @param {number | null} value
 * @param {'vi' | 'en'} language of a table that begins: with decimal comma and semicolons, or neither
 */
export function withUsual(text, [factor, column], value, language) {
  const table = tableOf(text, language === 'vi' ? ';' : ',');
  const {between, rows} = table;
  if (!rows.length) rows.push(['factor', 'least', 'most']);
  const [heading] = rows;
  heading.push(...['factor', column].filter((name) => !heading.includes(name)));
  const row = rowOf(table, factor) ?? [];
  if (!row.length) rows.push(row);
  for (const line of rows) while (line.length < heading.length) line.push('');
  row[heading.indexOf('factor')] = factor;
  row[heading.indexOf(column)] = value === null ? '' : String(value).replace('.', between === ';' ? ',' : '.');
  const left = rows.filter((line) => line !== row || RULE.some((name) => row[heading.indexOf(name)]));
  return left.length > 1 ? textOf({between, rows: left}) : '';
}

/** Whether the fields say all that the table says. @param {string} text */
export const isUsual = (text) => {
  const {between} = tableOf(text);
  return text === usual.reduce((table, one) => (usualIn(text, one) === null ? table : withUsual(table, one, usualIn(text, one), between === ';' ? 'vi' : 'en')), '');
};
