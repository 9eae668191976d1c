import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setLanguage} from '../../source/ui/language.js';
import {departmentWords, ownersOf} from '../../source/ui/owners.js';

test('each office stands once, remarks last', () => {
  const rows = ['Sở Y tế; Sở Nội vụ; cần xác nhận', 'Sở Nội vụ; cần xác nhận', 'Bảo hiểm xã hội tỉnh; Sở Y tế', null];
  assert.equal(ownersOf(rows, 'Sở Lao động'), 'Sở Y tế; Sở Nội vụ; Bảo hiểm xã hội tỉnh; cần xác nhận');
});

test('the department itself is not named again, nor a remark alone', () => {
  assert.equal(ownersOf(['Sở Y tế', 'Sở Y tế; cần xác nhận'], 'Sở Y tế'), '');
  assert.equal(ownersOf([], null), '');
});

test('a department that is no more stands with who took its place; one that goes on, or has many heirs, alone', () => {
  setLanguage('vi');
  const rows = [{owner_after: 'Sở Nông nghiệp và Môi trường; cần xác nhận'}];
  assert.equal(departmentWords('Sở Nông nghiệp (đến 2025)', rows), 'Sở Nông nghiệp (đến 2025), nay là Sở Nông nghiệp và Môi trường');
  assert.equal(departmentWords('Sở Y tế', [{owner_after: 'Sở Y tế'}, {owner_after: 'Sở Y tế; Bảo hiểm xã hội tỉnh'}]), 'Sở Y tế');
  assert.equal(departmentWords('Kế hoạch', [{owner_after: 'Sở A; Sở B; Sở C; Sở D'}]), 'Kế hoạch');
  assert.equal(departmentWords('Sở A', [{owner_after: null}]), 'Sở A');
  setLanguage('en');
  assert.equal(departmentWords('Sở Nông nghiệp và Phát triển nông thôn (đến 2025)', rows), 'Department of Agriculture and Rural Development (until 2025), now Department of Agriculture and Environment');
  setLanguage('vi');
});
