/* A growing total as a stepped curve: what each further site adds. */
import {svg} from './dom.js';
import * as format from './format.js';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [320, 120, 8, 18, 16];

/**
 * @param {number[]} totals ascending
 * @param {string} label
 */
export function curve(totals, label) {
  if (totals.length < 2) return null;
  const most = Math.max(...totals, 1e-9);
  const step = (WIDTH - 2 * LEFT) / totals.length;
  /** @param {number} total */
  const height = (total) => TOP + (1 - total / most) * (HEIGHT - TOP - BOTTOM);
  const floor = HEIGHT - BOTTOM;
  const spelled = totals.length <= 10;
  return svg('svg', {class: 'curve', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${label}: ${totals.map((total) => format.people(total)).join(', ')}`},
    totals.map((total, i) => {
      const before = i ? totals[i - 1] : 0;
      return svg('g', {},
        svg('rect', {class: 'had', x: LEFT + i * step + 1, y: height(before), width: Math.max(1, step - 2), height: floor - height(before)}),
        svg('rect', {class: 'more', x: LEFT + i * step + 1, y: height(total), width: Math.max(1, step - 2), height: height(before) - height(total)}),
        (spelled || i % Math.ceil(totals.length / 10) === 0) && svg('text', {x: LEFT + (i + 0.5) * step, y: HEIGHT - 5, 'text-anchor': 'middle'}, String(i + 1)),
        (spelled || i === totals.length - 1) && svg('text', {x: LEFT + (i + 0.5) * step, y: height(total) - 4, 'text-anchor': spelled ? 'middle' : 'end'}, format.people(total)));
    }),
    svg('line', {class: 'axis', x1: LEFT, x2: WIDTH - LEFT, y1: floor, y2: floor}));
}
