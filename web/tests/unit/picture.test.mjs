import assert from 'node:assert/strict';
import {test} from 'node:test';
import {roundLength} from '../../source/ui/picture.js';

test('a scale bar is 1, 2 or 5 of a unit and never longer than there is room', () => {
  assert.deepEqual([99, 100, 199, 4999, 5000, 26000].map(roundLength), [50, 100, 100, 2000, 5000, 20000]);
});
