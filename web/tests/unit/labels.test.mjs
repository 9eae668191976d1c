import assert from 'node:assert/strict';
import {test} from 'node:test';
import {labelPoint, labelsOf, shortened, tiny} from '../../source/map/labels.js';

const square = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]];
/* A U whose middle is outside it. */
const u = [[[0, 0], [6, 0], [6, 6], [5, 6], [5, 2], [1, 2], [1, 6], [0, 6], [0, 0]]];

test('a name stands in the middle of a square', () => {
  const {x, y, width} = labelPoint(square);
  assert.deepEqual([x, y, width], [2, 2, 4]);
});

test('a name stands inside a bent unit, on its widest level line', () => {
  const {x, y, width} = labelPoint(u);
  assert.equal(x, 3);
  assert.ok(y > 0 && y < 2);
  assert.equal(width, 6);
});

test('a hole is not written over', () => {
  const ring = [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], [[2, 1], [8, 1], [8, 8], [2, 8], [2, 1]]];
  const {x, y} = labelPoint(ring);
  assert.ok(!(x > 2 && x < 8 && y > 1 && y < 8));
});

test('a unit cut by tiles has one name, in its widest piece', () => {
  const piece = (west, east) => ({properties: {code: '01', name: 'Võ Nhai'},
    geometry: {type: 'Polygon', coordinates: [[[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]]}});
  const {features} = labelsOf([piece(0, 1), piece(1, 5), piece(5, 6)]);
  assert.equal(features.length, 1);
  assert.equal(features[0].properties.name, 'Võ Nhai');
  assert.equal(features[0].geometry.coordinates[0], 3);
});

test('a long name is shortened to its last word, a short one stays', () => {
  assert.equal(shortened('Phan Đình Phùng'), 'P.Đ.Phùng');
  assert.equal(shortened('Nam Hoà'), 'Nam Hoà');
  assert.equal(shortened('Trungthành'), 'Trungthành');
  assert.equal(shortened('Ửng Hoà Sơn'), 'Ử.H.Sơn');
});

test('where there is little room a name is as short as still says which; on a phone its initials', () => {
  assert.deepEqual(['Quân Chu', 'Phan Đình Phùng', 'Trungthành', 'Na Rì'].map(tiny), ['Q.Chu', 'P.Đ.P.', 'Trungthành', 'N.Rì']);
  const piece = {properties: {code: '01', name: 'Phan Đình Phùng'}, geometry: {type: 'Polygon', coordinates: [[[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1], [0, 0]]]}};
  assert.equal(labelsOf([piece]).features[0].properties.initials, 'P.Đ.P.');
  const {initials, from, room} = labelsOf([piece], true).features[0].properties;
  assert.equal(initials, 'PĐP');
  assert.ok(from > room, 'the shorter one has room from farther away');
});
