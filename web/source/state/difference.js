/* Before and after, unit by unit: who gains and who loses, and the classes of their colours. Pure. */

import {quantile} from './classes.js';
import {sameUnits} from './question.js';

/** @import {Question} from './question.js' */
/** @import {Colours, Compared, Figure, ValuesAnswer} from '../api/answers.js' */
/** @typedef {{code: string, name: string, before: number | null, after: number | null, amount: number | null}} DifferenceRow */
/** @typedef {{from: number, to: number, colour: string}} DifferenceClass from <= amount < to */
/**
 * amount of a row: people where the figure is a share of people, else the difference of the values.
 * @typedef {{inPeople: boolean, rows: DifferenceRow[], gained: number, lost: number, net: number | null, classes: DifferenceClass[], unknown: number}} Difference
 */

const SAME = {people: 0.5, percent: 5e-5, other: 1e-6}; /* below this nobody sees a change */
const STEPS = {people: [100, 1000], percent: [0.01, 0.05]};

/** @param {number | null | undefined} amount @returns {amount is number} */
const known = (amount) => typeof amount === 'number' && Number.isFinite(amount);
/** @param {number | null | undefined} after @param {number | null | undefined} before */
const minus = (after, before) => (known(after) && known(before) ? after - before : null);

const [MANY, TOO_MUCH] = [6, 0.6]; /* units that change; share of them in one class */

/**
 * Bounds of three classes with about as many in each, as round as they can be.
 * @param {number[]} seen ascending, above 0
 */
function thirds(seen) {
  const cuts = [1 / 3, 2 / 3].map((share) => quantile(seen, share));
  const round = [1, 2, 3].map((digits) => cuts.map((cut) => Number(cut.toPrecision(digits)))).find(([low, high]) => low < high && low > seen[0]);
  return round ?? [seen[seen.length - 1] / 3, seen[seen.length - 1] * 2 / 3].map((cut) => Number(cut.toPrecision(2)));
}

/**
 * The usual bounds, which stay while a plan is changed; others where they would show most of the units in one colour.
 * @param {boolean} inPeople
 * @param {string} unit
 * @param {number[]} amounts
 */
function edgesOf(inPeople, unit, amounts) {
  const kind = inPeople ? 'people' : unit === 'percent' ? 'percent' : 'other';
  const same = SAME[kind];
  const seen = amounts.map(Math.abs).filter((amount) => amount >= same).sort((a, b) => a - b);
  if (!seen.length) return [same, ...kind === 'other' ? [1, 2] : STEPS[kind]]; /* bounds that can be read */
  if (kind === 'other') return [same, ...thirds(seen)];
  const [low, high] = STEPS[kind];
  const most = Math.max(...[seen.filter((amount) => amount < low), seen.filter((amount) => amount >= low && amount < high), seen.filter((amount) => amount >= high)].map((part) => part.length));
  return seen.length >= MANY && most > TOO_MUCH * seen.length ? [same, ...thirds(seen)] : [same, low, high];
}

/**
 * Less to the left, more to the right, nothing in the middle.
 * @param {number[]} edges three, ascending
 * @param {Colours['change']} colours
 * @param {'more' | 'less'} better
 * @returns {DifferenceClass[]}
 */
export function classesOf(edges, colours, better) {
  const [worse, good] = better === 'less' ? [colours.gained, colours.lost] : [colours.lost, colours.gained];
  const bounds = [-Infinity, -edges[2], -edges[1], -edges[0], edges[0], edges[1], edges[2], Infinity];
  const ramp = [...[...worse].reverse(), colours.same, ...good];
  return ramp.map((colour, i) => ({from: bounds[i], to: bounds[i + 1], colour}));
}

/** @param {Figure | undefined} one @param {Figure} other @returns {Compared} */
const pair = (one, other) => ({
  before: one?.value ?? null, after: other.value, change: minus(other.value, one?.value),
  numerator_before: one?.numerator ?? null, numerator_after: other.numerator, denominator_before: one?.denominator ?? null, denominator_after: other.denominator,
});

/**
 * Two answers of one indicator side by side, unit by unit.
 * @param {ValuesAnswer} one
 * @param {ValuesAnswer} other
 */
export function paired(one, other) {
  const of = new Map(one.values.map((row) => [row.code, row]));
  return {units: other.values.map((row) => ({...pair(of.get(row.code), row), code: row.code, name: row.name})), whole: pair(one.province, other.province)};
}

/** @param {DifferenceClass[]} classes @param {number | null} amount */
export const classOfAmount = (classes, amount) => (known(amount) ? classes.find(({from, to}) => amount >= from && amount < to) ?? null : null);

/**
 * @param {Compared[]} units
 * @param {Compared | null} whole
 * @param {{measure: string, unit: string, better: 'more' | 'less'}} indicator
 * @param {Colours} colours
 * @returns {Difference}
 */
export function differenceOf(units, whole, {measure, unit, better}, colours) {
  const inPeople = measure === 'reached_share' || measure === 'joint_share';
  /** @param {Compared} row */
  const amountOf = (row) => (inPeople ? minus(row.numerator_after, row.numerator_before) : minus(row.after, row.before));
  const rows = units.map((row) => ({code: row.code ?? '', name: row.name ?? '', before: row.before, after: row.after, amount: amountOf(row)}));
  const amounts = rows.map(({amount}) => amount).filter(known);
  /** @param {number} sign */
  const sum = (sign) => amounts.filter((amount) => amount * sign > 0).reduce((all, amount) => all + Math.abs(amount), 0);
  return {
    inPeople, rows, gained: sum(1), lost: sum(-1), net: whole ? amountOf(whole) : null,
    classes: classesOf(edgesOf(inPeople, unit, amounts), colours.change, better),
    unknown: rows.length - amounts.length,
  };
}

/**
 * Whether the answers are the same whatever the data: there is nothing to compare.
 * @param {Question} one
 * @param {Question} other
 */
export const asksTheSame = (one, other) => one.indicator.id === other.indicator.id && sameUnits(one, other) && one.year === other.year && one.scenario === other.scenario
  && one.inForce.group === other.inForce.group && one.inForce.limit === other.inForce.limit && one.inForce.threshold === other.inForce.threshold;
