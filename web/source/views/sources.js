/* Where every figure comes from. */
import {h, replace} from '../ui/dom.js';
import {closeButton, term} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {definitionOf, t, termOf} from '../ui/language.js';
import {creditWords} from '../ui/phrases.js';

/** @import {Source} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */

/**
 * @param {Source} row
 * @param {boolean} invented
 */
function source(row, invented) {
  return h('li', {class: invented ? 'invented' : null},
    h('h3', {}, termOf('term.role', row.role), row.vintage && ` · ${row.vintage}`, invented && h('span', {class: 'badge'}, t('made_up.badge'))),
    h('dl', {},
      term(t('sources.file'), [row.path, row.layer].filter(Boolean).join(' · ')), term(t('sources.attribution'), definitionOf(row.attribution ?? '')),
      term(t('sources.licence'), definitionOf(row.licence ?? '')), term(t('sources.note'), definitionOf(row.note ?? ''))),
    row.imported_at && h('p', {class: 'small'}, t('sources.imported', {day: format.day(row.imported_at)})));
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Catalogue} catalogue
 */
export function fillSources(dialog, {snapshot, sources, madeUpSources}) {
  const [before, after] = t('sources.libraries').split('{files}');
  dialog.setAttribute('aria-labelledby', 'sources-title');
  replace(dialog,
    closeButton(() => dialog.close(), 'close-sources', t('app.close')),
    h('h2', {id: 'sources-title'}, t('sources.title')), h('p', {}, t('sources.intro')),
    h('p', {class: 'small'}, t('sources.software', {version: snapshot.software, day: format.day(snapshot.made_at), as_of: format.day(snapshot.as_of)})),
    h('ul', {class: 'source-list'}, sources.map((row) => source(row, madeUpSources.includes(row)))),
    h('p', {class: 'small'}, before, h('a', {href: 'licences.txt', target: '_blank', rel: 'noopener'}, 'licences.txt'), after));
}

const LINE = 40; /* letters that a line on any map has room for */

/**
 * Whom what is shown is owed to: their names where there is room for all of them, otherwise a button that shows them.
 * @param {HTMLElement} line
 * @param {Catalogue} catalogue
 * @param {() => void} openSources
 */
export function showCredit(line, catalogue, openSources) {
  const count = catalogue.attributions.length;
  const words = creditWords(catalogue);
  line.hidden = !count;
  replace(line, words.length <= LINE ? words : [
    h('button', {type: 'button', 'data-key': 'credit', title: words, onclick: openSources}, t('map.attributions', {n: format.number(count)})),
    h('span', {class: 'on-paper'}, words)]);
}
