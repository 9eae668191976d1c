/* What the reader does to a plan's list of changes; each is one step to undo. */
import * as steps from './plan.js';

/** @import {Change, Place} from '../api/answers.js' */
/** @import {Plan, System} from './plan.js' */

/**
 * What the reader does to the list of changes.
 * @param {() => Plan} now
 * @param {(plan: Plan) => void} take
 */
export function createEdits(now, take) {
  /** @param {Change[]} changes @param {string} [facility] @param {string} [name] what it is called */
  const edit = (changes, facility, name) => {
    const plan = steps.edited(now(), changes);
    take(facility && name ? {...plan, names: {...plan.names, [facility]: name}} : plan);
  };
  const list = () => now().changes;
  return {
    undo: () => take(steps.undone(now())),
    redo: () => take(steps.redone(now())),
    /** @param {string} name */
    rename: (name) => take({...now(), name}),
    /** @param {string} service @param {Place} place @param {string} name */
    put: (service, place, name) => edit(steps.put(list(), service, place, name)),
    /** Several at once, one step back. @param {string} service @param {{place: Place, name: string, cost?: number}[]} all */
    putAll: (service, all) => edit(all.reduce((changes, {place, name, cost}) => steps.put(changes, service, place, name, cost), list())),
    /** @param {System} system @param {'national' | 'local'} scope @param {Place} place @param {string} name */
    putTransmitter: (system, scope, place, name) => edit(steps.putTransmitter(list(), system, scope, place, name)),
    /** @param {string} facility @param {Place} place @param {string} [name] */
    move: (facility, place, name) => edit(steps.moved(list(), facility, place), facility, name),
    /** @param {string} facility @param {string} [name] */
    remove: (facility, name) => edit(steps.removed(list(), facility), facility, name),
    /** @param {Change} change @param {string} [name] */
    amend: (change, name) => edit(steps.amended(list(), change), change.facility, name),
    /** @param {Place[]} line */
    close: (line) => edit(steps.closed(list(), line)),
    /** @param {number} index */
    drop: (index) => edit(steps.without(list(), index)),
    /** @param {number} index @param {Partial<Change>} members */
    alter: (index, members) => edit(steps.withMembers(list(), index, members)),
  };
}
