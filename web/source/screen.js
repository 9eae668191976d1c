/* Which view stands where on the page. */
import {LaterSnapshot} from './api/request.js';
import {h, replace} from './ui/dom.js';
import {t, titleOf} from './ui/language.js';
import {titleWords} from './ui/phrases.js';
import {answered, failure, problemWords, waiting} from './ui/notice.js';
import {forgetWidth} from './ui/room.js';
import {showBanner} from './views/banner.js';
import {board, territoryMenu} from './views/board.js';
import {compare} from './views/compare.js';
import {earlier} from './views/compare_earlier.js';
import {showFold} from './views/fold.js';
import {gapList, gaps} from './views/gaps.js';
import {showGuide} from './views/guide.js';
import {showLayers} from './views/layers.js';
import {showLegend} from './views/legend.js';
import {indicatorMenu, options} from './views/options.js';
import {plan} from './views/plan.js';
import {planChanges} from './views/plan_changes.js';
import {planEffects} from './views/plan_effects.js';
import {showPlanPage} from './views/plan_page.js';
import {point} from './views/point.js';
import {showProfile} from './views/profile.js';
import {ranking} from './views/ranking.js';
import {severalForm, severalPlaces, severalRanking} from './views/several.js';
import {siting} from './views/siting.js';
import {sitingForm} from './views/siting_form.js';
import {summary} from './views/summary.js';
import {showSwipe} from './views/swipe.js';
import {showTabs, tabOf} from './views/tabs.js';
import {takeAway} from './views/take_away.js';

/** @import {Gap} from './api/answers.js' */
/** @import {WebMap} from './map/map.js' */
/** @import {Model} from './state/model.js' */
/** @import {Child} from './ui/dom.js' */
/** @import {Tab} from './views/tabs.js' */

/** @param {string} id of index.html @returns {HTMLElement} */
export function place(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/**
 * The panel of a tab.
 * @type {Record<Tab, (model: Model, go: (gap: Gap) => void) => Child>}
 */
const bodies = {
  indicator: (model) => [indicatorMenu(model), options(model), answered(model.figures, (answer) => [summary(model, answer), takeAway(model, answer)])],
  units: (model) => [severalForm(model), h('h2', {}, titleWords(model.question, model.catalogue)),
    answered(model.figures, (answer) => [model.question.several ? severalRanking(model, answer) : ranking(model, answer), takeAway(model, answer)])],
  gaps: (model, go) => {
    const {several} = model.question;
    return [severalForm(model), several ? answered(model.answers.missing, (answer) => severalPlaces(model, several, answer, go)) : gaps(model, go)];
  },
  targets: (model) => [territoryMenu(model), answered(model.answers.targets, (answer) => board(model, answer))],
  compare: (model) => [h('details', {class: 'asked-about', 'data-key': 'asked-about'}, h('summary', {}, t('compare.first')), indicatorMenu(model), options(model)), compare(model), earlier(model)],
  plan: (model) => [
    h('details', {class: 'asked-about', 'data-key': 'asked-about'}, h('summary', {}, t('plan.question')), indicatorMenu(model), options(model)),
    plan(model), planChanges(model), siting(model, sitingForm(model)), planEffects(model)],
};

/** Why something on the map is missing; '' when nothing is. @param {Model} model */
function mapProblem({answers, figures}) {
  const {surface, isochrone, findings} = answers;
  const problem = figures.problem ?? surface.problem ?? isochrone.problem ?? findings.problem;
  return problem && !(problem instanceof LaterSnapshot) ? `${t('app.failed')}: ${problemWords(problem)}` : '';
}

/**
 * Says on the map what is missing there, or else what has just been done.
 * @param {Model} model
 * @param {string} words
 */
export const showNotice = (model, words) => replace(place('map-notice'), mapProblem(model) || words);

/** That there is no map, with the reason. @param {Error} error */
export const showNoMap = (error) => replace(place('map-notice'), failure(error));

/**
 * The panel; while its slider is held, all but the slider.
 * @param {HTMLElement} body
 * @param {Model} model
 * @param {(gap: Gap) => void} go
 */
function drawBody(body, model, go) {
  const held = model.moving ? body.querySelector('.summary, .gap-list') : null;
  if (held && model.figures.answer) held.replaceWith(held.matches('.summary') ? summary(model, model.figures.answer) : gapList(model, go));
  else replace(body, bodies[tabOf(model.question.tab)](model, go));
}

/** The buttons on the map, by the room that the profile leaves. @param {Model} model @param {WebMap | null} map null until it is there */
export const showButtons = (model, map) => showLayers(place('layers'), model, map);

/** Draws every view. @param {Model} model @param {() => WebMap | null} map @param {(gap: Gap) => void} go */
export function draw(model, map, go) {
  const tab = tabOf(model.question.tab);
  const [body, profile] = [place('panel-body'), place('profile')];
  document.title = [titleWords(model.question, model.catalogue), titleOf(model.catalogue.province.name), t('app.name')].join(' – ');
  showBanner(place('newer'), model);
  showTabs(place('tabs'), tab, (next) => model.set({tab: next}));
  body.setAttribute('aria-labelledby', `tab-${tab}`);
  drawBody(body, model, go);
  showLegend(place('legend'), model);
  showSwipe(place('swipe'), place('map-area'), model);
  showPlanPage(/** @type {HTMLDialogElement} */ (place('plan-page')), model);
  const wasHidden = profile.hidden;
  const byKey = document.activeElement instanceof HTMLElement && document.activeElement.dataset.key?.startsWith('unit-');
  showProfile(profile, model, (box) => map()?.fit(box), point(model));
  const wasFolded = document.body.classList.contains('folded');
  showFold(place('fold'), model);
  if (profile.hidden !== wasHidden || document.body.classList.contains('folded') !== wasFolded) forgetWidth(place('map-area'));
  showButtons(model, map());
  showGuide(place('guide'), model.redraw);
  /* Opened from the ranking by keyboard, the profile takes the focus. */
  if (wasHidden && !profile.hidden && byKey) /** @type {HTMLElement | null} */ (profile.querySelector('.close'))?.focus();
}

/** Where the figures will be: that they are waited for, or why they do not come. @param {Error} [error] @param {() => void} [again] */
export const showStart = (error, again) => replace(place('panel-body'), error ? failure(error, again) : waiting());

/** That the province has no indicator, and which table brings one. @param {import('./api/catalogue.js').Catalogue} catalogue */
export const showNothing = ({services, province}) => replace(place('panel-body'), h('div', {class: 'nothing', role: 'status'},
  h('h2', {}, t('empty.title', {province: titleOf(province.name)})), h('p', {}, t(services.length ? 'empty.indicators' : 'empty.services'))));
