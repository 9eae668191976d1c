/* A change of a plan as words. */
import * as format from './format.js';
import {t, termOf, titleOf} from './language.js';

/** @import {Change} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */

/** @param {Pick<Model, 'catalogue' | 'planning'>} model @param {Change} row */
export function changeWords({catalogue, planning}, row) {
  const who = planning.plan.names[row.facility ?? ''] ?? row.facility ?? '';
  const what = row.service ? titleOf(catalogue.service(row.service)?.title) || row.service : termOf('plan.transmitter', row.system ?? '');
  return t(`plan.change.${row.change}`, {who, what, n: format.compact(row.capacity, 1), day: format.day(row.open_from ?? null)});
}
