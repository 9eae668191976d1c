/* Fields of what most places are asked for, and the table that they stand for. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isUsual, usual, usualIn, withUsual} from '../../source/state/factors.js';

const [road, slope, river] = usual;
const shown = (text) => usual.map((one) => usualIn(text, one));

test('fields make a table in the manner of the language, and are read out of it', () => {
  let text = withUsual('', slope, 12.5, 'vi');
  assert.equal(text, 'factor;least;most\nslope;;12,5');
  text = withUsual(text, river, 60, 'en');
  assert.equal(text, 'factor;least;most\nslope;;12,5\nbarrier;60;', 'a table that is there keeps its manner');
  assert.equal(withUsual('', slope, 12.5, 'en'), 'factor,least,most\nslope,,12.5');
  assert.deepEqual(shown(text), [null, 12.5, 60]);
  text = withUsual(withUsual(text, slope, null, 'vi'), river, null, 'vi');
  assert.equal(text, '', 'nothing is asked any more');
  assert.deepEqual(shown(''), [null, null, null]);
  assert.equal(withUsual('', road, null, 'vi'), '');
});

test('all else that a table says stays', () => {
  const text = '\uFEFFfactor,class,geometry,most,zero,one\nroad,primary,,2000,,\nlayer,,"POINT(105.8 21.6, ""a"")",500,,\nslope,,,15,15,0\n';
  assert.deepEqual(shown(text), [null, 15, null], 'roads of one class are not any road');
  const more = withUsual(withUsual(text, road, 400, 'vi'), river, 30, 'vi');
  assert.equal(more, 'factor,class,geometry,most,zero,one,least\nroad,primary,,2000,,,\nlayer,,"POINT(105.8 21.6, ""a"")",500,,,\nslope,,,15,15,0,\nroad,,,400,,,\nbarrier,,,,,,30');
  assert.deepEqual(shown(more), [400, 15, 30]);
  assert.equal(withUsual('factor,most,zero,one\nslope,15,15,0', slope, null, 'vi'), 'factor,most,zero,one\nslope,,15,0', 'its score is asked yet');
});

test('numbers as the table has them; what no field can show, none shows', () => {
  assert.deepEqual(shown('factor;most\r\nroad;1.500\r\nslope;12,5'), [1500, 12.5, null]);
  assert.deepEqual(shown('factor\tmost\nroad\t1500\nslope\t12,5'), [1500, 12.5, null]);
  assert.deepEqual(shown('factor;most\nroad;1.5\nslope;-3'), [null, null, null]);
  assert.deepEqual(shown('what is this'), [null, null, null]);
});

test('whether the fields say it all', () => {
  for (const text of ['', 'factor;least;most\nroad;;500\nslope;;12,5', 'factor,least,most\nbarrier,60,']) assert.ok(isUsual(text), text);
  for (const text of ['factor,most\nroad,500', 'factor,least,most\nelevation,,600', 'factor']) assert.ok(!isUsual(text), text);
});
