import assert from 'node:assert/strict';
import {test} from 'node:test';
import {courseOf, scoresOf} from '../../source/state/scores.js';

const row = (id, department, status, gap_count = null, gap_of = null) => ({id, department, status, gap_count, gap_of});
const rows = [row('a', 'Y', 'met'), row('b', 'Y', 'behind', 20, 'people'), row('c', 'G', 'unmet', 900, 'commune'), row('d', 'G', 'behind', 300, 'people'), row('e', null, 'no_data')];
const ids = (wanted) => scoresOf(rows, {department: '', status: '', scores: '', ...wanted}).map(({id}) => id).join('');

test('a department, a status, both, and those of none', () => {
  assert.equal(ids({}), 'abcde');
  assert.equal(ids({department: 'G'}), 'cd');
  assert.equal(ids({department: '-'}), 'e');
  assert.equal(ids({status: 'behind'}), 'bd');
  assert.equal(ids({department: 'Y', status: 'behind'}), 'b');
});

test('most people short first; what counts no people stays in the order of the plan', () => assert.equal(ids({scores: 'people'}), 'dbace'));

test('a course has what compares, in the order of time, one value a day', () => {
  const at = (as_of, value, comparable = true) => ({as_of, value, comparable, snapshot: '', territory: ''});
  assert.deepEqual(courseOf({value: 1, history: [at('2026-01-01', 0.3), at('2024-12-31', 0.1), at('2025-01-01', null), at('2023-01-01', 0.9, false), at('2026-01-01', 0.4)]}),
    [{as_of: '2024-12-31', value: 0.1}, {as_of: '2026-01-01', value: 0.4}]);
  assert.deepEqual(courseOf({value: 1}), []);
});
