/* The plan in hand: what the reader does to it, what the server says it changes, and where it is kept. */
import {LaterSnapshot, send} from '../api/request.js';
import * as steps from './plan.js';
import {createEdits} from './plan_edits.js';
import {nameOf, namesOf, planTerms, recorded, worked} from './plan_server.js';
import {readPlans, writePlan} from './plans.js';

/** @import {Change, ComparedIndicator, ScenarioAnswer} from '../api/answers.js' */
/** @import {Plan} from './plan.js' */
/** @import {Question} from './question.js' */
/** @import {Store} from './store.js' */
/** @typedef {'' | 'put' | 'close' | 'exclude'} Tool what a click on the map does */
/** @typedef {ReturnType<typeof createPlanner>} Planner */
/**
 * own: of every indicator that changes, as it is defined. asked: of the question in force; null while it is not known,
 * so from each change of the plan until its own figures are there, or when the plan leaves it as it is.
 * @typedef {{plan: Plan, phase: 'empty' | 'saving' | 'computing' | 'done' | 'failed', problem: Error | null,
 *   own: ScenarioAnswer | null, asked: ComparedIndicator | null, tool: Tool, placing: string}} Planning
 */
/** @typedef {{now: Planning, run: number}} Draft run: of the latest work; what an earlier one brings is dropped */
/** @typedef {{snapshot: string, store: Store, changed: () => void, later: (snapshot: string) => void}} House */

const nothingYet = /** @type {const} */ ({phase: 'empty', problem: null, own: null, asked: null, tool: ''});

/**
 * Says what is new.
 * @param {Draft} draft
 * @param {House} house
 */
function createUpdates(draft, {changed, later}) {
  /** @param {Partial<Planning>} news */
  const update = (news) => {
    draft.now = {...draft.now, ...news};
    changed();
  };
  /** @param {unknown} error */
  const fail = (error) => {
    if (error instanceof LaterSnapshot) later(error.message);
    update({phase: 'failed', problem: /** @type {Error} */ (error)});
  };
  return {update, fail};
}

/**
 * Learns the figures of a plan that the server has: all that change, then those of the question in force.
 * @param {Draft} draft
 * @param {House} house
 */
function createReading(draft, house) {
  const {update, fail} = createUpdates(draft, house);
  /** @type {Question | null} */
  let question = null;
  let asking = ''; /* plan and question that `asked` is of, or is waited for */

  async function ask() {
    const {plan, phase} = draft.now;
    if (!question || !plan.id || phase !== 'done') return;
    const terms = planTerms(question);
    const {run} = draft;
    const name = JSON.stringify([plan.id, run, terms]);
    if (name === asking) return;
    asking = name;
    const isWanted = () => asking === name && draft.run === run; /* the plan is not changed again meanwhile */
    draft.now = {...draft.now, asked: null};
    try {
      const answer = await worked(plan.id, terms, house.snapshot, isWanted);
      if (answer && isWanted()) update({asked: answer.indicators[0] ?? null});
    } catch (error) {
      if (isWanted()) fail(error);
    }
  }

  return {
    /** @param {Question} wanted */
    question(wanted) {
      question = wanted;
      return ask();
    },
    /** @param {ScenarioAnswer | null} ready where it came with the saving */
    async compute(ready) {
      const mine = draft.run;
      if (!ready) update({phase: 'computing'});
      const answer = ready ?? await worked(draft.now.plan.id, {}, house.snapshot, () => mine === draft.run);
      if (!answer) return;
      update({phase: 'done', own: answer});
      await ask();
    },
  };
}

/**
 * Brings a plan to the server and from it.
 * @param {Draft} draft
 * @param {House} house
 * @param {(ready: ScenarioAnswer | null) => Promise<void>} compute
 */
function createKeeping(draft, house, compute) {
  const {update, fail} = createUpdates(draft, house);
  let sending = false;
  let again = false;

  /* One at a time, since each names the version it changes; of what is done meanwhile only the last is sent. */
  async function save() {
    draft.run += 1;
    again = sending;
    if (sending) {
      update({phase: 'saving', problem: null, asked: null});
      return;
    }
    const {plan} = draft.now;
    if (!plan.changes.length) {
      update({...nothingYet, tool: draft.now.tool});
      return;
    }
    /** @type {ScenarioAnswer | null} */
    let ready = null;
    sending = true;
    update({phase: 'saving', problem: null, asked: null});
    try {
      const {answer, tag} = await recorded(plan);
      if (answer.computed === 'done' && answer.snapshot === house.snapshot) ready = answer;
      if (draft.now.plan.key === plan.key) {
        draft.now = {...draft.now, plan: {...draft.now.plan, id: answer.id, tag}};
        writePlan(draft.now.plan, house.snapshot);
        house.store.set({plan: answer.id});
      }
    } catch (error) {
      fail(error);
    } finally {
      sending = false;
    }
    if (again) await save();
    else if (draft.now.phase === 'saving') await compute(ready).catch(fail);
  }

  /** @param {string} id of a scenario */
  async function bring(id) {
    draft.run += 1;
    const mine = draft.run;
    update({...nothingYet, phase: 'saving', plan: {...steps.newPlan(''), id}});
    const {answer, tag} = await send('GET', `scenarios/${id}`);
    if (mine !== draft.run) return;
    const kept = readPlans().find((row) => row.id === id);
    const plan = {...steps.newPlan(nameOf(answer.title), kept?.key), id, tag: kept ? tag : '', changes: answer.changes, names: kept?.names ?? {}};
    draft.now = {...draft.now, plan};
    const strangers = answer.changes.map((/** @type {Change} */ row) => row.facility ?? '').filter((/** @type {string} */ one) => one && !plan.names[one]);
    namesOf(strangers).then((found) => { if (mine === draft.run) update({plan: {...draft.now.plan, names: {...found, ...draft.now.plan.names}}}); }, () => {});
    await compute(null);
  }
  return {save, open: (/** @type {string} */ id) => bring(id).catch(fail), isSending: () => sending, update};
}

/** @param {House} house later: called with the id of a later snapshot that an answer came from */
export function createPlanner(house) {
  const {store} = house;
  /** @type {Draft} */
  const draft = {now: {...nothingYet, plan: steps.newPlan(''), placing: ''}, run: 0};
  const reading = createReading(draft, house);
  const {save, open, isSending, update} = createKeeping(draft, house, reading.compute);
  return {
    ...createEdits(() => draft.now.plan, (plan) => {
      draft.now = {...draft.now, plan};
      writePlan(plan, house.snapshot);
      save();
    }),
    now: () => draft.now,
    /** @param {Question} question */
    update(question) {
      const {plan} = store.now();
      if (question.tab !== 'plan') return;
      reading.question(question);
      if (plan && plan !== draft.now.plan.id && !isSending()) open(plan);
    },
    again: () => (draft.now.plan.changes.length ? save() : open(draft.now.plan.id)),
    begin() {
      draft.run += 1;
      draft.now = {...draft.now, ...nothingYet, plan: steps.newPlan('')};
      store.set({plan: ''});
      house.changed();
    },
    /** @param {Tool} tool @param {string} [placing] service, or system of a transmitter, that is put */
    use: (tool, placing = draft.now.placing) => update({tool, placing}),
  };
}
