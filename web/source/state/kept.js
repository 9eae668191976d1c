/* What is asked, and what answers it: a server whatever it is; a site of files what was asked when it was written, and an
 * indicator at every limit of its list. */
import {NotKept, get, has} from '../api/request.js';
import {figuresAt, placeOf} from './sweep.js';

/** @import {Request} from './requests.js' */

/* What a view does without. */
const spared = new Set(['sweep', 'ahead', 'point', 'settlements', 'carried', 'scenarios', 'history', 'uncertainty', 'villages', 'transmitters', 'areas']);

/** What there is to ask: of a unit, where a service has terms of its own, those that it is defined with. @param {Request} request @returns {Request} */
function nearest(request) {
  const {path, query: {level, vintage}} = request;
  return path.startsWith('units/') && !has(path, request.query) ? {...request, query: {level, vintage}} : request;
}

/** @param {string} kind @param {Request | null} request @returns {Request | null} */
export const askable = (kind, request) => (request && (has(request.path, request.query) || !spared.has(kind)) ? nearest(request) : null);

/** @param {Request} request @param {AbortSignal} signal */
export async function readAnswer({path, query}, signal) {
  const {limit, ...others} = query;
  if (has(path, query) || !limit || !has(`${path}/limits`, others)) return get(path, query, signal);
  const [sweep, own] = await Promise.all([get(`${path}/limits`, others, signal), get(path, others, signal)]);
  const k = placeOf(sweep, Number(limit));
  if (k < 0) throw new NotKept(path);
  return figuresAt(sweep, k, own.indicator);
}
