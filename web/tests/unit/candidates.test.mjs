/* A list of places as a reader writes it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {candidatesOf, nearestOf} from '../../source/state/candidates.js';

test('a place a line, with price and name or without, by semicolons, tabs or commas', () => {
  const {rows, wrong} = candidatesOf('kinh độ; vĩ độ; giá; tên\n105,8; 21,6; 2,5; Xóm Trung\n105.9\t21.7\tXóm Hạ\n\n106.0, 21.5, 3\n106.1, 21.4\n');
  assert.deepEqual(wrong, []);
  assert.deepEqual(rows, [
    {place: [105.8, 21.6], price: 2.5, name: 'Xóm Trung'}, {place: [105.9, 21.7], price: null, name: 'Xóm Hạ'},
    {place: [106, 21.5], price: 3, name: ''}, {place: [106.1, 21.4], price: null, name: ''}]);
});

test('lines that name no place are numbered', () => {
  assert.deepEqual(candidatesOf('105.8; 21.6\n21.6\n405; 21\n105; 91\nabc').wrong, [2, 3, 4, 5]);
  assert.deepEqual(candidatesOf('0; -1; -2').rows, [{place: [0, -1], price: null, name: '-2'}], 'a price below nothing is none');
  assert.deepEqual(candidatesOf(''), {rows: [], wrong: []});
});

test('a site is the candidate nearest to it', () => {
  const {rows} = candidatesOf('105.80; 21.60; 1; a\n105.81; 21.60; 2; b');
  assert.equal(nearestOf(rows, [105.8052, 21.6])?.name, 'b');
  assert.equal(nearestOf([], [105, 21]), null);
});
