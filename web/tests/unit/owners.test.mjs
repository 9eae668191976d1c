import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ownersOf} from '../../source/ui/owners.js';

test('each office stands once, remarks last', () => {
  const rows = ['Sở Y tế; Sở Nội vụ; cần xác nhận', 'Sở Nội vụ; cần xác nhận', 'Bảo hiểm xã hội tỉnh; Sở Y tế', null];
  assert.equal(ownersOf(rows, 'Sở Lao động'), 'Sở Y tế; Sở Nội vụ; Bảo hiểm xã hội tỉnh; cần xác nhận');
});

test('the department itself is not named again, nor a remark alone', () => {
  assert.equal(ownersOf(['Sở Y tế', 'Sở Y tế; cần xác nhận'], 'Sở Y tế'), '');
  assert.equal(ownersOf([], null), '');
});
