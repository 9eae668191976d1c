/* The server's answers to the question in force, one slot for each kind. A slot never holds the answer to
 * another question: what is asked anew is empty until it is answered, and what comes too late is dropped. Nor does
 * it hold an answer from another snapshot than the catalogue's. */
import {LaterSnapshot, address, get, isPassing, pauseBefore} from '../api/request.js';
import {askable, readAnswer} from './kept.js';
import {worked} from './plan_server.js';
import {requests} from './requests.js';
import {valuesAfter} from './scenario_values.js';
import {valuesOfRanking} from './several.js';

/** @import * as Api from '../api/answers.js' */
/** @import {Question} from './question.js' */
/** @import {Request} from './requests.js' */
/** @typedef {keyof typeof requests} Kind */
/**
 * Neither answer nor problem: it is under way, or not asked for.
 * @template Answer
 * @typedef {{request: Request | null, answer?: Answer, problem?: Error, again: () => void}} Slot
 */
/**
 * @typedef {{
 *   values: Slot<Api.ValuesAnswer>, sweep: Slot<Api.SweepAnswer>, base: Slot<Api.ValuesAnswer>, scale: Slot<Api.ValuesAnswer>, gaps: Slot<Api.GapsAnswer>, ahead: Slot<Api.AheadAnswer>, targets: Slot<Api.TargetsAnswer>,
 *   territories: Slot<Api.TerritoriesAnswer>, unit: Slot<Api.UnitAnswer>, other: Slot<Api.ValuesAnswer>, carried: Slot<Api.ValuesAnswer>, scenarios: Slot<Api.ScenariosAnswer>, history: Slot<Api.TargetsAnswer>, left: Slot<Api.LeftAnswer>, missing: Slot<Api.MissingAnswer>, villages: Slot<Api.SettlementsAnswer>, column0: Slot<Api.UnitAnswer>, column1: Slot<Api.UnitAnswer>, column2: Slot<Api.UnitAnswer>, column3: Slot<Api.UnitAnswer>,
 *   settlements: Slot<Api.SettlementsAnswer>, point: Slot<Api.PointAnswer>, surface: Slot<Api.TileAnswer>, isochrone: Slot<Api.IsochroneAnswer>, transmitters: Slot<Api.TransmittersAnswer>, areas: Slot<Api.AreasAnswer>, uncertainty: Slot<Api.UncertaintyAnswer>, findings: Slot<Api.FindingsAnswer>,
 * }} Answers
 */
/** @typedef {ReturnType<typeof createAsker>} Asker */

const kinds = /** @type {Kind[]} */ (Object.keys(requests));

/** @param {Request | null} request */
const nameOf = (request) => (request ? address(request.path, request.query) : '');

/**
 * Throws when the answer is from another snapshot; some name none.
 * @param {any} answer
 * @param {string} snapshot
 */
function mustBeOf(answer, snapshot) {
  const from = answer.snapshot ?? answer.properties?.snapshot ?? snapshot;
  if (from !== snapshot) throw new LaterSnapshot(from);
}

/**
 * @param {Request} request
 * @param {string} snapshot
 * @param {AbortSignal} signal
 */
async function answerTo({path, query, plan, ranks, ahead}, snapshot, signal) {
  if (ahead) {
    const answers = await Promise.all(ahead.many.map((one) => readAnswer(one, signal)));
    return {limits: ahead.limits, answers, snapshot: answers.find((one) => one.snapshot !== snapshot)?.snapshot ?? snapshot};
  }
  if (ranks) return valuesOfRanking(await get(path, query, signal));
  if (!plan) return readAnswer({path, query}, signal);
  const whole = await worked(plan.id, query, snapshot, () => !signal.aborted);
  return (whole && valuesAfter(whole, plan.indicator)) ?? get(plan.own.path, plan.own.query, signal);
}

/**
 * @param {string} snapshot of the catalogue
 * @param {() => void} changed called whenever a slot is emptied or filled
 * @param {(snapshot: string) => void} later called with the id of a later snapshot that an answer came from
 */
export function createAsker(snapshot, changed, later) {
  /** @type {Record<string, Slot<any>>} */
  const slots = Object.fromEntries(kinds.map((kind) => [kind, {request: null, again: () => {}}]));
  /** @type {Record<string, AbortController>} */
  const running = {};

  /**
   * @param {Kind} kind
   * @param {Request | null} request
   * @param {number} [tries] before this one
   */
  async function ask(kind, request, tries = 0) {
    running[kind]?.abort();
    const mine = new AbortController();
    running[kind] = mine;
    const slot = {request, again: () => { ask(kind, request); changed(); }};
    /* What went wrong stands there until there is an answer. */
    slots[kind] = tries ? {...slot, problem: slots[kind].problem} : slot;
    if (!request) return;
    try {
      const answer = await answerTo(request, snapshot, mine.signal);
      if (mine.signal.aborted) return;
      mustBeOf(answer, snapshot);
      slots[kind] = {...slot, answer};
    } catch (error) {
      if (mine.signal.aborted) return;
      slots[kind] = {...slot, problem: /** @type {Error} */ (error)};
      if (error instanceof LaterSnapshot) later(error.message);
      /* A server that is started again is asked again. */
      if (isPassing(error)) setTimeout(() => { if (!mine.signal.aborted) ask(kind, request, tries + 1); }, pauseBefore(tries));
    }
    changed();
  }

  return {
    now: () => /** @type {Answers} */ (/** @type {unknown} */ (slots)),
    /** Asks what the question needs and does not have yet. @param {Question} question @param {readonly Kind[]} [waits] what can wait */
    update(question, waits = []) {
      for (const kind of kinds) {
        if (waits.includes(kind)) continue;
        const request = askable(kind, requests[kind](question));
        if (nameOf(request) !== nameOf(slots[kind].request)) ask(kind, request);
      }
    },
  };
}
