import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as format from '../../source/ui/format.js';
import {definitionOf, setLanguage, t} from '../../source/ui/language.js';
import {plain} from '../../source/ui/spelling.js';
import {parse, write} from '../../source/state/address.js';

test('numbers are written as the reader writes them', () => {
  setLanguage('vi');
  assert.equal(format.value(0.6843, 'percent'), '68,4%');
  assert.equal(format.people(1499569.49), '1.499.569');
  assert.equal(format.reach(1500, 'm'), '1,5 km');
  assert.equal(format.limit(30, 'min', false), 'tối đa 30 phút');
  setLanguage('en');
  assert.equal(format.value(0.6843, 'percent'), '68.4%');
  assert.equal(format.value(0.9998, 'percent'), '99.98%'); /* a part is not the whole */
  assert.equal(format.value(0.99999999999, 'percent'), '100.0%');
  assert.equal(format.value(0.94996, 'percent', 0.95), '94.996%'); /* short of the target */
  assert.equal(format.value(0.95, 'percent', 0.95), '95.0%');
  assert.equal(format.value(19.98, 'per_10000', 20), '19.98');
  assert.equal(format.people(1499569.49), '1,499,569');
  assert.equal(format.limit(54, 'dBµV/m', true), 'at least 54 dBµV/m');
});

test('one is not many', () => {
  setLanguage('en');
  assert.equal(t('effects.others', {n: '1'}), '1 other indicator changes too');
  assert.equal(t('effects.others', {n: '2'}), '2 other indicators change too');
  setLanguage('vi');
  assert.equal(t('effects.others', {n: '1'}), '1 chỉ tiêu khác cũng thay đổi');
});

test('no data is never 0', () => {
  setLanguage('vi');
  for (const missing of [null, undefined, NaN, Infinity]) {
    for (const words of [format.number(missing), format.value(missing, 'percent'), format.reach(missing, 'min'), format.shortValue(missing, 'count')]) {
      assert.equal(words, 'không có dữ liệu');
    }
  }
  assert.equal(format.value(0, 'percent'), '0,0%');
});

test('before and after are as fine as it takes to see that they differ', () => {
  setLanguage('vi');
  assert.deepEqual(format.pair(0.60803, 0.60842, 'percent'), ['60,80%', '60,84%']);
  assert.deepEqual(format.pair(0.608, 0.842, 'percent'), ['60,8%', '84,2%']);
  assert.deepEqual(format.pair(0.6084, 0.6084, 'percent'), ['60,8%', '60,8%']);
  assert.deepEqual(format.pair(null, 0.5, 'percent'), ['không có dữ liệu', '50,0%']);
});

test('a definition of two languages is shown in one', () => {
  const both = 'Cho mọi người (cả xã). (EN: for all people (of the commune))';
  setLanguage('vi');
  assert.equal(definitionOf(both), 'Cho mọi người (cả xã).');
  setLanguage('en');
  assert.equal(definitionOf(both), 'For all people (of the commune)');
  assert.equal(definitionOf('Chỉ tiếng Việt (một phần)'), 'Chỉ tiếng Việt (một phần)');
});

test('a difference is that of the numbers beside it', () => {
  setLanguage('vi');
  assert.equal(format.signedBetween(1274696.4, 1274694.6), '−1');
  assert.deepEqual([-0.4, -0.5, 0.5].map(format.signed), ['0', '−1', '+1']);
  assert.deepEqual(format.compared(0.6084, 0.6096, 'percent'), ['60,8%', '61,0%', '+0,2%']);
  assert.deepEqual(format.compared(0.60803, 0.60838, 'percent'), ['60,80%', '60,84%', '+0,04%']);
  assert.deepEqual(format.compared(12.34, 12.34, 'per_10000'), ['12,3', '12,3', '0,0']);
  assert.deepEqual(format.compared(0.9998, 0.5004, 'percent'), ['99,98%', '50,0%', '−49,98%']);
  assert.equal(format.compared(null, 0.5, 'percent')[2], 'không có dữ liệu');
});

test('searching forgives tone marks', () => {
  assert.equal(plain('Đồng Hỷ'), 'dong hy');
});

test('a view survives its address', () => {
  const state = {...parse(''), indicator: 'H10', limit: '45', map: '9.20/21.8000/105.8000', at: '105.8,21.6', tab: 'gaps'};
  assert.deepEqual(parse(write(state)), state);
  assert.equal(write(parse('')), '#');
  assert.deepEqual(parse('#unknown=1&indicator=B2').indicator, 'B2');
});
