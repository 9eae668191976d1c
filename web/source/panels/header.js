/* Whose province this is, in which language, and, plainly, when its data was made up. */
import {h, replace} from '../dom.js';
import {language, languages, t, titleOf} from '../language.js';

const spoken = {vi: 'Tiếng Việt', en: 'English'};

function languageSwitch(change) {
  return h('div', {class: 'languages', role: 'group', 'aria-label': t('app.language')},
    languages.map((code) => h('button', {
      type: 'button', lang: code, 'data-key': `language-${code}`, 'aria-pressed': String(code === language()),
      'aria-label': spoken[code] ?? code, title: spoken[code] ?? code, onclick: () => change(code),
    }, code.toUpperCase())));
}

export function showHeader({header, madeUp}, catalogue, {change, openSources}) {
  const province = catalogue ? titleOf(catalogue.province.name) : '';
  replace(header,
    h('img', {src: 'icon.svg', alt: '', width: 34, height: 34}),
    h('div', {class: 'brand'}, h('h1', {}, t('app.name'), province && h('span', {class: 'province'}, province)),
      h('p', {}, t('app.subtitle'))),
    catalogue && h('button', {type: 'button', class: 'sources-button', 'data-key': 'sources', onclick: openSources}, t('sources.button')),
    languageSwitch(change));
  document.title = province ? `${province} – ${t('app.name')}` : t('app.name');
  document.documentElement.lang = language();
  /* The province's own notice, when it has one, says it best. */
  const notice = titleOf(catalogue?.province.notice);
  const sources = catalogue?.sources.length ?? 0;
  const invented = catalogue?.madeUpSources.length ?? 0;
  madeUp.hidden = !notice && !invented;
  if (madeUp.hidden) return;
  const sentence = notice || t(invented === sources ? 'made_up.all' : 'made_up.some', {province, n: invented, all: sources});
  replace(madeUp, invented > 0 && h('strong', {}, t('made_up.badge')), h('span', {}, sentence),
    h('button', {type: 'button', 'data-key': 'made-up', onclick: openSources}, t('made_up.which')));
}
