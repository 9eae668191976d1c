/* Where every figure comes from. */
import {h, replace} from '../dom.js';
import * as format from '../format.js';
import {t, termOf} from '../language.js';

function source(row, catalogue) {
  const invented = catalogue.madeUpSources.includes(row);
  return h('li', {class: invented ? 'invented' : null},
    h('h3', {}, termOf('term.role', row.role), row.vintage && ` · ${row.vintage}`, invented && h('span', {class: 'badge'}, t('made_up.badge'))),
    h('dl', {},
      [['sources.file', [row.path, row.layer].filter(Boolean).join(' · ')], ['sources.attribution', row.attribution],
        ['sources.licence', row.licence], ['sources.note', row.note]]
        .filter(([, words]) => words).map(([key, words]) => [h('dt', {}, t(key)), h('dd', {}, words)])),
    row.imported_at && h('p', {class: 'small'}, t('sources.imported', {day: format.day(row.imported_at)})));
}

export function fillSources(dialog, catalogue) {
  const {snapshot, sources} = catalogue;
  const [before, after] = t('sources.libraries').split('{files}');
  dialog.setAttribute('aria-labelledby', 'sources-title');
  replace(dialog,
    h('button', {type: 'button', class: 'close', 'data-key': 'close-sources', 'aria-label': t('app.close'), onclick: () => dialog.close()}, '×'),
    h('h2', {id: 'sources-title'}, t('sources.title')), h('p', {}, t('sources.intro')),
    h('p', {class: 'small'}, t('sources.software', {version: snapshot.software, day: format.day(snapshot.made_at), as_of: format.day(snapshot.as_of)})),
    h('ul', {class: 'source-list'}, sources.map((row) => source(row, catalogue))),
    h('p', {class: 'small'}, before, h('a', {href: 'licences.txt', target: '_blank', rel: 'noopener'}, 'licences.txt'), after));
}
