/* What a point of doubtful data says. */
import {h} from '../dom.js';
import {t} from '../language.js';

export function findingCard({reason, file, layer, row, field, value}) {
  const rows = [['finding.where', [file, layer].filter(Boolean).join(', ')], ['finding.row', row],
    ['finding.value', [field, value].filter(Boolean).join(': ')]].filter(([, words]) => words);
  return h('div', {class: 'finding'}, h('strong', {}, t('layer.findings')), h('p', {lang: 'en'}, reason),
    h('dl', {}, rows.flatMap(([label, words]) => [h('dt', {}, t(label)), h('dd', {}, String(words))])));
}
