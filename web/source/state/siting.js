/* The search for the best sites: what is asked, how far the server is, what it found. */
import {LaterSnapshot, Problem, send} from '../api/request.js';

/** @import {Job, Place, Service, SitingAnswer} from '../api/answers.js' */
/** @import {Candidate} from './candidates.js' */
/** @typedef {ReturnType<typeof createSiting>} Siting */
/** @typedef {'count' | 'share' | 'budget'} Aim */
/**
 * @typedef {{service: string, indicator: string, mend: string, group: string, limit: number | null, aim: Aim, count: number, share: number, budget: number, price: number, candidates: Candidate[], excluded: Place[][], suitability: string, worth: number}} Wanted
 *   indicator: of services that count together, with a group and limits of its own; '' for the service alone
 *   mend: the service whose facilities or areas may be mended; '' for new sites
 *   suitability: a table of factors as text, '' for none; worth: people that a score of 1 is worth
 *   share: of all people of the group, 0 to 1; price: of each site where candidates have none; no candidates: anywhere
 */
/** @typedef {{phase: 'idle' | 'running' | 'done' | 'failed', wanted: Wanted | null, job: Job | null, answer: SitingAnswer | null, problem: Error | null}} Search */

/** Whether each says what it costs. @param {Candidate[]} candidates */
export const hasPrices = (candidates) => candidates.length > 0 && candidates.every(({price}) => price !== null);

/**
 * Services whose facilities or areas, where this one has not all of them, may be those that are broken: its department's,
 * reached as it is; of places, more of them.
 * @param {Service[]} services
 * @param {Service} service
 */
export const mendable = (services, service) => (service.reach === 'signal' ? [] : services.filter((row) => row.id !== service.id && row.department === service.department
  && row.reach === service.reach && row.mode === service.mode && (row.reach === 'area' || row.facility_count > service.facility_count)));

const EVERY = 1000; /* milliseconds between two looks at the job */
const SECONDS_MOST = 120; /* the best so far then, with its bound */

/** @param {Wanted} wanted */
const inputsOf = ({service, indicator, mend, group, limit, excluded, suitability, worth, ...wanted}) => ({
  service, seconds: SECONDS_MOST, report: true,
  ...(indicator ? {indicator} : {...(group ? {group} : {}), ...(limit === null ? {} : {limit})}),
  ...aimOf(wanted),
  ...(mend ? {mend} : {}),
  ...(wanted.candidates.length ? {candidates: wanted.candidates.map(({place}) => place)} : {}),
  ...(excluded.length ? {excluded} : {}),
  ...(suitability.trim() ? {suitability} : {}),
  ...(suitability.trim() && worth > 0 && wanted.aim !== 'share' ? {score_worth: worth} : {}),
});

/** @param {Pick<Wanted, 'aim' | 'count' | 'share' | 'budget' | 'price' | 'candidates'>} wanted */
function aimOf({aim, count, share, budget, price, candidates}) {
  if (aim === 'share') return {objective: 'set-cover', share};
  if (aim === 'count') return {count};
  return hasPrices(candidates) ? {budget, prices: candidates.map((row) => row.price ?? 0)} : {budget, price};
}

/**
 * @param {string} snapshot of the catalogue
 * @param {() => void} changed
 */
export function createSiting(snapshot, changed) {
  /** @type {Search} */
  let now = {phase: 'idle', wanted: null, job: null, answer: null, problem: null};
  /** @type {Place[][]} */
  let excluded = []; /* where nothing may stand, drawn by the reader */
  let run = 0;

  /** @param {Partial<Search>} news */
  function update(news) {
    now = {...now, ...news};
    changed();
  }

  /** @param {number} mine @param {Job} job */
  async function follow(mine, job) {
    let last = job;
    while (last.status === 'accepted' || last.status === 'running') {
      await new Promise((done) => { setTimeout(done, EVERY); });
      if (mine !== run) return;
      last = (await send('GET', `jobs/${job.jobID}`)).answer;
      if (mine !== run) return;
      update({job: last});
    }
    const {answer} = await send('GET', `jobs/${job.jobID}/results`);
    if (mine !== run) return;
    if (answer.result.snapshot !== snapshot) throw new LaterSnapshot(answer.result.snapshot);
    update({phase: 'done', answer: answer.result});
  }

  return {
    now: () => now,
    excluded: () => excluded,
    /** @param {Place[]} ring */
    exclude(ring) {
      excluded = [...excluded, ring];
      changed();
    },
    allowAll() {
      excluded = [];
      changed();
    },
    /** The same again: with a token now. */
    again() {
      if (now.wanted) this.start(now.wanted);
    },
    /** @param {Omit<Wanted, 'excluded'>} asked */
    async start(asked) {
      run += 1;
      const mine = run;
      const wanted = {...asked, excluded};
      update({phase: 'running', wanted, job: null, answer: null, problem: null});
      try {
        const {answer} = await send('POST', 'processes/site/execution', {body: {inputs: inputsOf(wanted)}, prefer: 'respond-async'});
        if (mine !== run) return;
        update({job: answer});
        await follow(mine, answer);
      } catch (error) {
        if (mine === run) update({phase: 'failed', problem: /** @type {Error} */ (error)});
      }
    },
    stop() {
      run += 1;
      const {job} = now;
      update({phase: 'idle', job: null});
      /* One that is over already has nothing to stop. */
      if (job) send('DELETE', `jobs/${job.jobID}`).catch((error) => { if (!(error instanceof Problem)) throw error; });
    },
  };
}
