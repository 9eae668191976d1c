/* Reads what the server publishes, and starts. */
import {createCatalogue} from './api/catalogue.js';
import {get} from './api/request.js';
import {drawFrame} from './frame.js';
import {run} from './run.js';
import {place, showStart} from './screen.js';
import {createStore} from './state/store.js';
import {setLanguage} from './ui/language.js';

const store = createStore();

function drawEmptyFrame() {
  drawFrame(null, (code) => {
    setLanguage(code);
    drawEmptyFrame();
  });
}

async function start() {
  drawEmptyFrame();
  showStart();
  try {
    const [catalogue, colours] = await Promise.all([get('indicators'), get('colours.json')]);
    run(store, createCatalogue(catalogue), colours);
  } catch (error) {
    showStart(/** @type {Error} */ (error), start);
  }
}

place('skip').addEventListener('click', (event) => {
  event.preventDefault();
  place('panel').focus();
});
start();
