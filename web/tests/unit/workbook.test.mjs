import assert from 'node:assert/strict';
import {test} from 'node:test';
import {workbookOf} from '../../source/ui/workbook.js';

/* Files of a zip by its central directory, as PKWARE's note describes it; each checked against its sum. */
function unzipped(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 22;
  assert.equal(view.getUint32(end, true), 0x06054b50);
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < view.getUint16(end + 10, true); i += 1) {
    assert.equal(view.getUint32(at, true), 0x02014b50);
    const [size, name, from] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true), view.getUint32(at + 42, true)];
    const words = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    assert.equal(view.getUint32(from, true), 0x04034b50);
    const body = bytes.subarray(from + 30 + name, from + 30 + name + size);
    assert.equal(sumOf(body), view.getUint32(at + 16, true), `${words}: its sum`);
    files.set(words, new TextDecoder().decode(body));
    at += 46 + name;
  }
  return files;
}

/* Bit by bit, apart from the table of the writer. */
function sumOf(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

test('a workbook has its sheets, texts as texts, numbers as numbers, nothing for no data', async () => {
  const blob = workbookOf([
    {name: 'H5/walk', rows: [['Mã', 'Tên', 'Tỷ lệ'], ['05485', '=Định "Hoá" & <b>', 0.5], ['05486', 'Yên\u0007', null]], percent: [2]},
    {name: 'Nguồn', rows: [['–']]}]);
  const files = unzipped(new Uint8Array(await blob.arrayBuffer()));
  assert.deepEqual([...files.keys()].sort(), ['[Content_Types].xml', '_rels/.rels', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml']);
  const sheet = files.get('xl/worksheets/sheet1.xml');
  assert.ok(sheet.includes('<c r="A2" t="inlineStr"><is><t xml:space="preserve">05485</t></is></c>'), 'a code keeps its zero');
  assert.ok(sheet.includes('>=Định &#34;Hoá&#34; &#38; &#60;b&#62;<'), 'a text is no formula');
  assert.ok(sheet.includes('<c r="C2" s="2"><v>0.5</v></c>'));
  assert.ok(!sheet.includes('r="C3"'), 'no data is an empty cell');
  assert.ok(!sheet.includes('\u0007'));
  assert.ok(files.get('xl/workbook.xml').includes('name="H5 walk"'), 'no sign that a sheet’s name may not have');
});
