/* What can be had as a file for a spreadsheet: everything as a workbook, and the table in view as CSV. */
import {address} from '../api/request.js';
import {h} from './dom.js';
import {language, t} from './language.js';

/** @import {Query} from '../api/request.js' */

/**
 * Two links. In Vietnamese the CSV is written for spreadsheets with decimal commas, and the workbook's titles follow the
 * language.
 * @param {string} path
 * @param {Query} query
 * @param {string} file name without extension
 */
export function downloads(path, query, file) {
  const decimal = language() === 'vi' ? 'comma' : undefined;
  return [h('a', {href: address('export/all.xlsx', {lang: language()}), download: ''}, t('download.xlsx')),
    h('a', {href: address(path, {...query, f: 'csv', decimal}), download: `${file}.csv`}, t('download.csv'))];
}
