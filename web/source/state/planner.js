/* The plan in hand: what the reader does to it, what the server says it changes, and where it is kept. */
import {LaterSnapshot, send, setToken} from '../api/request.js';
import * as steps from './plan.js';
import {createEdits} from './plan_edits.js';
import {namesOf, planTerms, recorded, worked} from './plan_server.js';
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
/** @typedef {{now: Planning, run: number}} Desk run: of the latest work; what an earlier one brings is dropped */
/** @typedef {{snapshot: string, store: Store, changed: () => void, later: (snapshot: string) => void}} House */

const nothingYet = /** @type {const} */ ({phase: 'empty', problem: null, own: null, asked: null, tool: ''});

/**
 * Says what is new.
 * @param {Desk} desk
 * @param {House} house
 */
function createVoice(desk, {changed, later}) {
  /** @param {Partial<Planning>} news */
  const tell = (news) => {
    desk.now = {...desk.now, ...news};
    changed();
  };
  /** @param {unknown} error */
  const fail = (error) => {
    if (error instanceof LaterSnapshot) later(error.message);
    tell({phase: 'failed', problem: /** @type {Error} */ (error)});
  };
  return {tell, fail};
}

/**
 * Learns the figures of a plan that the server has: all that change, then those of the question in force.
 * @param {Desk} desk
 * @param {House} house
 */
function createReading(desk, house) {
  const {tell, fail} = createVoice(desk, house);
  /** @type {Question | null} */
  let question = null;
  let asking = ''; /* plan and question that `asked` is of, or is waited for */

  async function ask() {
    const {plan, phase} = desk.now;
    if (!question || !plan.id || phase !== 'done') return;
    const terms = planTerms(question);
    const {run} = desk;
    const name = JSON.stringify([plan.id, run, terms]);
    if (name === asking) return;
    asking = name;
    const isWanted = () => asking === name && desk.run === run; /* the plan is not changed again meanwhile */
    desk.now = {...desk.now, asked: null};
    try {
      const answer = await worked(plan.id, terms, house.snapshot, isWanted);
      if (answer && isWanted()) tell({asked: answer.indicators[0] ?? null});
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
      const mine = desk.run;
      if (!ready) tell({phase: 'computing'});
      const answer = ready ?? await worked(desk.now.plan.id, {}, house.snapshot, () => mine === desk.run);
      if (!answer) return;
      tell({phase: 'done', own: answer});
      await ask();
    },
  };
}

/**
 * Brings a plan to the server and from it.
 * @param {Desk} desk
 * @param {House} house
 * @param {(ready: ScenarioAnswer | null) => Promise<void>} compute
 */
function createKeeping(desk, house, compute) {
  const {tell, fail} = createVoice(desk, house);
  let sending = false;
  let again = false;

  /* One at a time, since each names the version it changes; of what is done meanwhile only the last is sent. */
  async function save() {
    desk.run += 1;
    again = sending;
    if (sending) {
      tell({phase: 'saving', problem: null, asked: null});
      return;
    }
    const {plan} = desk.now;
    if (!plan.changes.length) {
      tell({...nothingYet, tool: desk.now.tool});
      return;
    }
    /** @type {ScenarioAnswer | null} */
    let ready = null;
    sending = true;
    tell({phase: 'saving', problem: null, asked: null});
    try {
      const {answer, tag} = await recorded(plan);
      if (answer.computed === 'done' && answer.snapshot === house.snapshot) ready = answer;
      if (desk.now.plan.key === plan.key) {
        desk.now = {...desk.now, plan: {...desk.now.plan, id: answer.id, tag}};
        writePlan(desk.now.plan, house.snapshot);
        house.store.set({plan: answer.id});
      }
    } catch (error) {
      fail(error);
    } finally {
      sending = false;
    }
    if (again) await save();
    else if (desk.now.phase === 'saving') await compute(ready).catch(fail);
  }

  /** @param {string} id of a scenario */
  async function bring(id) {
    desk.run += 1;
    const mine = desk.run;
    tell({...nothingYet, phase: 'saving', plan: {...steps.newPlan(''), id}});
    const {answer, tag} = await send('GET', `scenarios/${id}`);
    if (mine !== desk.run) return;
    const kept = readPlans().find((row) => row.id === id);
    const plan = {...steps.newPlan(answer.title.vi || answer.title.en, kept?.key), id, tag: kept ? tag : '', changes: answer.changes, names: kept?.names ?? {}};
    desk.now = {...desk.now, plan};
    const strangers = answer.changes.map((/** @type {Change} */ row) => row.facility ?? '').filter((/** @type {string} */ one) => one && !plan.names[one]);
    namesOf(strangers).then((found) => { if (mine === desk.run) tell({plan: {...desk.now.plan, names: {...found, ...desk.now.plan.names}}}); }, () => {});
    await compute(null);
  }
  return {save, open: (/** @type {string} */ id) => bring(id).catch(fail), isSending: () => sending, tell};
}

/** @param {House} house later: called with the id of a later snapshot that an answer came from */
export function createPlanner(house) {
  const {store} = house;
  /** @type {Desk} */
  const desk = {now: {...nothingYet, plan: steps.newPlan(''), placing: ''}, run: 0};
  const reading = createReading(desk, house);
  const {save, open, isSending, tell} = createKeeping(desk, house, reading.compute);
  return {
    ...createEdits(() => desk.now.plan, (plan) => {
      desk.now = {...desk.now, plan};
      writePlan(plan, house.snapshot);
      save();
    }),
    now: () => desk.now,
    /** @param {Question} question */
    update(question) {
      const {plan} = store.now();
      if (question.tab !== 'plan') return;
      reading.question(question);
      if (plan && plan !== desk.now.plan.id && !isSending()) open(plan);
    },
    again: () => (desk.now.plan.changes.length ? save() : open(desk.now.plan.id)),
    begin() {
      desk.run += 1;
      desk.now = {...desk.now, ...nothingYet, plan: steps.newPlan('')};
      store.set({plan: ''});
      house.changed();
    },
    /** @param {Tool} tool @param {string} [placing] service, or system of a transmitter, that is put */
    use: (tool, placing = desk.now.placing) => tell({tool, placing}),
    /** @param {string} words */
    enterToken(words) {
      setToken(words);
      save();
    },
  };
}
