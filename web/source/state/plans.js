/* Plans kept in this browser, the latest first. */

/** @import {Plan} from './plan.js' */
/** @typedef {Pick<Plan, 'key' | 'id' | 'name' | 'changes' | 'names'> & {snapshot: string}} Kept */

const KEPT = 'vungphu.plans';
const PLANS_MOST = 50;

/** @returns {Kept[]} */
export function readPlans() {
  try {
    const all = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(all) ? all.filter((row) => typeof row?.key === 'string' && Array.isArray(row.changes)) : [];
  } catch {
    return []; /* storage may be forbidden, or hold something else */
  }
}

/** @param {Kept[]} all */
function keep(all) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(all.slice(0, PLANS_MOST)));
  } catch {
    /* the plans then last as long as the page, and on the server */
  }
}

/** @param {Plan} plan @param {string} snapshot that it was worked out on */
export function writePlan({key, id, name, changes, names}, snapshot) {
  const others = readPlans().filter((row) => row.key !== key);
  keep(changes.length || id ? [{key, id, name, changes, names, snapshot}, ...others] : others);
}

/** @param {string} key */
export const forgetPlan = (key) => keep(readPlans().filter((row) => row.key !== key));
