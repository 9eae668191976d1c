/* Whose province this is, in which language, and, plainly, when its data was made up. */
import {h, replace} from '../ui/dom.js';
import {language, languages, t, titleOf} from '../ui/language.js';

/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Language} from '../ui/language.js' */

const spoken = {vi: 'Tiếng Việt', en: 'English'};

/** @param {(code: Language) => void} change */
function languageSwitch(change) {
  return h('div', {class: 'languages', role: 'group', 'aria-label': t('app.language')},
    languages.map((code) => h('button', {
      type: 'button', lang: code, 'data-key': `language-${code}`, 'aria-pressed': String(code === language()),
      'aria-label': `${code.toUpperCase()} – ${spoken[code]}`, title: spoken[code], onclick: () => change(code),
    }, code.toUpperCase())));
}

/**
 * @param {Element} container
 * @param {Catalogue | null} catalogue null until it is there
 * @param {{change: (code: Language) => void, openSources: () => void, guide?: () => void}} acts
 */
export function showHeader(container, catalogue, {change, openSources, guide}) {
  const province = titleOf(catalogue?.province.name);
  replace(container,
    h('img', {src: 'icon.svg', alt: '', width: 34, height: 34}),
    h('div', {class: 'brand'}, h('h1', {}, t('app.name'), province && h('span', {class: 'province'}, province)),
      h('p', {}, t('app.subtitle'))),
    guide && h('div', {id: 'find'}),
    guide && h('button', {type: 'button', class: 'sources-button guide-button', 'data-key': 'guide', 'aria-label': t('guide.title'), title: t('guide.title'), onclick: guide}, '?'),
    catalogue && h('button', {type: 'button', class: 'sources-button', 'data-key': 'sources', onclick: openSources}, t('sources.button')),
    languageSwitch(change));
  document.title = province ? `${province} – ${t('app.name')}` : t('app.name');
  document.documentElement.lang = language();
}

/**
 * That the data was made up: the province's own notice, when it has one, says it best.
 * @param {HTMLElement} container
 * @param {Catalogue} catalogue
 * @param {() => void} openSources
 */
export function showMadeUp(container, {province, sources, madeUpSources}, openSources) {
  const notice = titleOf(province.notice);
  const invented = madeUpSources.length;
  container.hidden = !notice && !invented;
  if (container.hidden) return;
  container.setAttribute('aria-label', t('made_up.badge'));
  const words = t(invented === sources.length ? 'made_up.all' : 'made_up.some', {province: titleOf(province.name), n: invented, all: sources.length});
  replace(container, invented > 0 && h('strong', {}, t('made_up.badge')), h('span', {}, notice || words),
    h('button', {type: 'button', 'data-key': 'made-up', onclick: openSources}, t('made_up.which')));
}
