import assert from 'node:assert/strict';
import {test} from 'node:test';
import {find} from '../../source/ui/find.js';

const row = (kind, id, name) => ({kind, id, name, about: '', at: null});
const all = [row('unit', '1', 'Định Hóa'), row('unit', '2', 'Bình Yên'), row('unit', '3', 'Xuân Dương'), row('indicator', 'H5_walk_30', 'Dân cư tới trạm y tế'), row('indicator', 'E1', 'Trẻ em tới trường'),
  row('settlement', 's1', 'Bản Hóa Định'), row('settlement', 's2', 'Định Trung'), row('facility', 'f1', 'Trạm y tế Định Hóa'),
  ...Array.from({length: 30}, (_, i) => row('facility', `g${i}`, `Trường Tiểu học ${i}`))];
const names = (words) => find(all, words).map(({name}) => name);

test('with and without tone marks, blanks and the kind of place', () => {
  for (const words of ['Định Hoá', 'dinh hoa', 'dinhhoa', 'xa dinh hoa', 'xadinhhoa', 'XÃ ĐỊNH HÓA', ' dinh  hoa ']) assert.equal(names(words)[0], 'Định Hóa', words);
});

test('the kind of place is no part of what begins like it', () => assert.equal(names('xuan duong')[0], 'Xuân Dương'));

test('indicators by their id and by a word of their title', () => {
  assert.equal(names('h5_walk')[0], 'Dân cư tới trạm y tế');
  assert.ok(names('tram y te').includes('Dân cư tới trạm y tế') && names('tram y te').includes('Trạm y tế Định Hóa'));
});

test('an exact name before one that begins so, and that before one that holds it', () => assert.deepEqual(names('dinh'), ['Định Hóa', 'Định Trung', 'Bản Hóa Định', 'Trạm y tế Định Hóa']));

test('at most five of a kind; nothing for one letter, or for what is not there', () => {
  assert.equal(names('truong tieu hoc').length, 5);
  assert.deepEqual(names('d'), []);
  assert.deepEqual(names('khong co gi nhu the'), []);
});
