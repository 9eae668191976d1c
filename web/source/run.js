/* Has the screen drawn whenever the state or an answer changes. */
import {setSnapshot} from './api/request.js';
import {watchSnapshot} from './api/watch.js';
import {closeByEscape} from './escape.js';
import {drawFrame} from './frame.js';
import {createFound} from './found.js';
import {createHands} from './hands.js';
import {putOnPaper} from './paper.js';
import {startMap} from './pointing.js';
import {draw, place, showButtons, showNoMap, showNotice} from './screen.js';
import {createAsker} from './state/answers.js';
import {modelOf} from './state/model.js';
import {questionOf} from './state/question.js';
import * as format from './ui/format.js';
import {isLanguage, language, setLanguage, t} from './ui/language.js';
import {unlessPressed} from './ui/press.js';
import {showFind} from './views/find.js';
import {openGuide} from './views/guide.js';
import {createMapView} from './views/map.js';

/** @import {Colours, Gap} from './api/answers.js' */
/** @import {Catalogue} from './api/catalogue.js' */
/** @import {WebMap} from './map/map.js' */
/** @import {Model} from './state/model.js' */
/** @import {Store} from './state/store.js' */
/** @import {Language} from './ui/language.js' */

/** @param {Gap} gap */
const gapWords = (gap) => t('gaps.go', {name: gap.unit?.name ?? t('gaps.no_unit'), n: format.people(gap.people)});

/** On another tab, what is chosen is in view; on a phone, where the page scrolls as a whole, the map. @param {string[]} changed names of the state */
function showChosen(changed) {
  if (!changed.includes('tab')) return;
  if (matchMedia('(max-width: 760px)').matches) scrollTo(0, 0);
  else place('panel-body').querySelector('[aria-current]')?.scrollIntoView({block: 'center'});
}

/** When what has been drawn is seen: two pictures later. */
const onScreen = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });

/**
 * What stands around the views, drawn anew with the language.
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {() => Model} model
 * @param {ReturnType<typeof createFound>} found
 */
function createPage(store, catalogue, model, found) {
  let finder = {again() {}};
  /* The address carries the language only where a link brought it. */
  const change = (/** @type {Language} */ code) => {
    speak(code);
    store.set({lang: store.now().lang && code});
    model().redraw();
  };
  const guide = () => {
    openGuide();
    model().redraw();
  };
  function drawPage() {
    drawFrame(catalogue, change, guide);
    finder = showFind(place('find'), model, found);
  }
  function speak(/** @type {Language} */ code) {
    setLanguage(code);
    drawPage();
  }
  return {draw: drawPage, speak, findAgain: () => finder.again()};
}

/**
 * @param {Store} store
 * @param {Catalogue} catalogue
 * @param {Colours} colours
 */
export async function run(store, catalogue, colours) {
  const redraw = unlessPressed(drawNow);
  /** @type {WebMap | null} */
  let map = null;
  /** @type {(model: Model) => void} */
  let drawMap = () => {};
  const hands = createHands(store, catalogue, colours, {redraw, drawNow, go: (lon, lat) => map?.goTo(lon, lat), picture: async () => map?.picture() ?? null, finish: () => map?.endShape()});
  const asker = createAsker(catalogue.snapshot.id, redraw, hands.later);
  const model = () => modelOf(store, catalogue, asker.now(), hands);
  /* What the slider moves by is large, and nobody slides before there is a map. */
  let waits = /** @type {readonly (keyof import('./state/answers.js').Answers)[]} */ (['sweep']);
  const update = () => {
    const question = questionOf(store.now(), catalogue);
    asker.update(question, waits);
    hands.planner.update(question);
  };
  const go = (/** @type {Gap} */ gap) => {
    map?.goTo(gap.lon, gap.lat);
    showNotice(model(), gapWords(gap));
  };
  const page = createPage(store, catalogue, model, createFound(store, () => map));
  function drawNow() {
    const now = model();
    draw(now, () => map, go);
    drawMap(now);
    if (map) showNotice(now, '');
    page.findAgain();
  }
  store.listen((changed) => {
    if (changed.every((name) => name === 'map')) {
      drawMap(model());
      return;
    }
    hands.preview = null; /* a slider that is held goes with the question */
    const {lang} = store.now();
    if (isLanguage(lang) && lang !== language()) page.speak(lang);
    if (changed.includes('at') || changed.includes('unit')) hands.route.forget();
    update();
    redraw();
    showChosen(changed);
  });
  closeByEscape(store, model);
  putOnPaper(model, () => map);
  setSnapshot(catalogue.snapshot.id);
  page.draw();
  update();
  redraw();
  watchSnapshot(catalogue.snapshot.id, hands.later);
  try {
    map = await startMap(store, model, colours);
    drawMap = createMapView(map);
    const first = model();
    drawMap(first);
    showButtons(first, map);
    await map.settled();
    await onScreen();
  } catch (error) {
    showNoMap(/** @type {Error} */ (error));
  }
  waits = [];
  update();
}
