/* The path from a place to the facility nearest to it, and who lives around: worked out by the server when asked. */
import {LaterSnapshot, send} from '../api/request.js';

/** @import {AroundAnswer, PathAnswer, Place} from '../api/answers.js' */
/** @typedef {ReturnType<typeof createRoute>} Route */
/** @typedef {{phase: 'idle' | 'waiting' | 'done' | 'failed', service: string, place: Place | null, path: PathAnswer | null, around: AroundAnswer | null, problem: Error | null}} Walk */

/** @type {Walk} */
const nothing = {phase: 'idle', service: '', place: null, path: null, around: null, problem: null};
export const AROUND_MINUTES = 30;

/**
 * @param {string} snapshot of the catalogue
 * @param {() => void} changed
 */
export function createRoute(snapshot, changed) {
  let now = nothing;
  let run = 0;

  /** @param {Walk} next */
  function update(next) {
    now = next;
    changed();
  }

  /** @template Answer @param {string} process @param {Record<string, unknown>} inputs @returns {Promise<Answer>} */
  async function execute(process, inputs) {
    const {answer} = await send('POST', `processes/${process}/execution`, {body: {inputs}});
    if (answer.snapshot !== snapshot) throw new LaterSnapshot(answer.snapshot);
    return answer;
  }

  return {
    now: () => now,
    forget() {
      run += 1;
      if (now.phase !== 'idle') update(nothing);
    },
    /**
     * @param {string} service
     * @param {string} mode by which people around come here
     * @param {Place} place
     */
    async ask(service, mode, place) {
      run += 1;
      const mine = run;
      update({...nothing, phase: 'waiting', service, place});
      try {
        const path = await execute('path', {service, from: [place]});
        if (mine === run) update({...now, path});
        const around = await execute('travel-time', {facilities: [place], mode, limit: AROUND_MINUTES});
        if (mine === run) update({...now, around, phase: 'done'});
      } catch (error) {
        if (mine === run) update({...now, phase: now.path ? 'done' : 'failed', problem: /** @type {Error} */ (error)});
      }
    },
  };
}
