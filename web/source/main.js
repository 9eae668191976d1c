/* Reads what the server publishes, and starts. */
import {first} from './api/first.js';
import {createCatalogue} from './api/catalogue.js';
import {isPassing, pauseBefore} from './api/request.js';
import {drawFrame} from './frame.js';
import {prepareMap} from './pointing.js';
import {run} from './run.js';
import {place, showNothing, showStart} from './screen.js';
import {createStore} from './state/store.js';
import {setLanguage} from './ui/language.js';

const store = createStore();
let waiting = 0; /* for the next try */

function drawEmptyFrame() {
  drawFrame(null, (code) => {
    setLanguage(code);
    drawEmptyFrame();
  });
}

/** A province of which nothing is asked yet. @param {import('./api/catalogue.js').Catalogue} catalogue */
function drawWithout(catalogue) {
  drawFrame(catalogue, (code) => {
    setLanguage(code);
    drawWithout(catalogue);
  });
  showNothing(catalogue);
}

/** @param {number} [tries] before this one */
async function start(tries = 0) {
  clearTimeout(waiting);
  if (!tries) {
    drawEmptyFrame();
    showStart();
    prepareMap();
  }
  try {
    const [catalogue, colours] = await Promise.all([first('indicators'), first('colours.json')]);
    if (catalogue.indicators.length) run(store, createCatalogue(catalogue), colours);
    else drawWithout(createCatalogue(catalogue));
  } catch (error) {
    showStart(/** @type {Error} */ (error), () => start());
    if (isPassing(error)) waiting = setTimeout(() => start(tries + 1), pauseBefore(tries));
  }
}

place('skip').addEventListener('click', (event) => {
  event.preventDefault();
  place('panel').focus();
});
start();
