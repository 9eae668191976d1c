/* What can be had as a file for a spreadsheet: everything as a workbook, and the table in view as CSV. */
import {link} from '../api/request.js';
import {h} from './dom.js';
import {language, t} from './language.js';

/** @import {Query} from '../api/request.js' */

/**
 * Two links, or those that lead somewhere. In Vietnamese the CSV is written for spreadsheets with decimal commas, and the workbook's titles follow the
 * language.
 * @param {string} path
 * @param {Query} query
 * @param {string} file name without extension
 */
export function downloads(path, query, file) {
  const decimal = language() === 'vi' ? 'comma' : undefined;
  const [workbook, table] = [link('export/all.xlsx', {lang: language()}), link(path, {...query, f: 'csv', decimal})];
  return [workbook && h('a', {href: workbook, download: ''}, t('download.xlsx')), table && h('a', {href: table, download: `${file}.csv`}, t('download.csv'))];
}
