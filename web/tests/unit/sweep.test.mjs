/* The figures of one limit out of the download for all, and a table as a file. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {figuresAt, placeOf} from '../../source/state/sweep.js';
import {matches} from '../../source/ui/spelling.js';
import {setLanguage} from '../../source/ui/language.js';
import {csvOf} from '../../source/ui/table_file.js';

const sweep = {
  question: {level: 'commune', vintage: '2025', group: null, limit: null, threshold: null}, limits: [10, 20], snapshot: 's',
  province: [{value: 0.1, numerator: 1, denominator: 10, units_without_data: 0}, {value: 0.2, numerator: 2, denominator: 10, units_without_data: 1}],
  values: [{code: 'a', name: 'A', value: [0.3, null], numerator: [3, 4], denominator: [10, 11]}],
};

test('the figures of a limit are its column, under that limit', () => {
  assert.equal(placeOf(sweep, 20), 1);
  assert.equal(placeOf(sweep, 15), -1);
  assert.equal(placeOf(sweep, null), -1);
  const made = figuresAt(sweep, 1, {id: 'x'});
  assert.equal(made.question.limit, 20);
  assert.equal(made.province.value, 0.2);
  assert.deepEqual(made.values, [{code: 'a', name: 'A', value: null, numerator: 4, denominator: 11, low: null, high: null}]);
  assert.equal(made.snapshot, 's');
});

test('a file has the reader’s decimal comma, no formula, and nothing where there is no data', () => {
  const rows = [['name', 'n'], ['=1+1', 0.25], ['a"b', null]];
  setLanguage('vi');
  assert.equal(csvOf(rows), '\uFEFFname;n\r\n\'=1+1;0,25\r\n"a""b";\r\n');
  setLanguage('en');
  assert.equal(csvOf(rows), '\uFEFFname,n\r\n\'=1+1,0.25\r\n"a""b",\r\n');
});

test('a commune is found without tone marks and blanks', () => {
  for (const wanted of ['Định Hoá', 'dinh hoa', 'dinhhoa', 'DINH  HOA', '']) assert.ok(matches('Xã Định Hoá', wanted), wanted);
  assert.ok(!matches('Xã Định Hoá', 'dinhho b'));
});
