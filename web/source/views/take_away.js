/* What is on the screen, taken away: a picture of the map, the table, the shapes, paper. */
import {get} from '../api/request.js';
import {unitsOf} from '../state/requests.js';
import {h} from '../ui/dom.js';
import {wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, titleOf} from '../ui/language.js';
import {legendEntries} from '../ui/legend_entries.js';
import {creditWords, questionWords, titleWords} from '../ui/phrases.js';
import {pictureOf} from '../ui/picture.js';
import {saveBlob} from '../ui/table_file.js';
import {workbookOf} from '../ui/workbook.js';

/** @import {ValuesAnswer} from '../api/answers.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Cell} from '../ui/workbook.js' */

/** @param {Model} model @param {ValuesAnswer} answer */
const fileName = ({question}, answer) => [question.indicator.id, answer.question.level, answer.question.vintage, question.group, question.limit, question.threshold, question.year]
  .filter(Boolean).join('_');

/** What the figures are of, and when they were made. @param {Model} model @param {ValuesAnswer} answer */
const originWords = ({catalogue, question}, answer) => [
  questionWords(answer.question, question, catalogue),
  t('summary.snapshot', {id: answer.snapshot, day: format.day(catalogue.snapshot.as_of)}),
];

/**
 * The map with what says of what it is.
 * @param {Model} model
 * @param {ValuesAnswer} answer
 * @param {import('../ui/picture.js').MapPicture} map
 */
export function sheetOf(model, answer, map) {
  const {catalogue, question} = model;
  const {title, unit, rows} = legendEntries(model, answer);
  const whole = format.known(answer.province.value) ? `${t('summary.province')}: ${format.whole(answer.province.value, question.indicator.unit)}` : '';
  return pictureOf(map, {
    title: titleWords(question, catalogue), place: [titleOf(catalogue.province.name), whole].filter(Boolean).join(' · '),
    legend: {title: unit ? `${title} (${unit})` : title, rows: rows.map(({colour, words, n}) => ({colour, words: n === undefined ? words : `${words}  (${format.number(n)})`}))},
    north: t('take.north'), notes: [...originWords(model, answer), creditWords(catalogue), titleOf(catalogue.province.notice)].filter(Boolean),
  });
}

/** @param {Model} model @param {ValuesAnswer} answer */
async function savePicture(model, answer) {
  const map = await model.picture();
  if (map) sheetOf(model, answer, map).toBlob((blob) => blob && saveBlob(blob, `${fileName(model, answer)}.png`));
}

/** The table in view, with what it is of on a second sheet. @param {Model} model @param {ValuesAnswer} answer */
function saveWorkbook(model, answer) {
  const {catalogue, question} = model;
  const {indicator} = question;
  /** @type {Cell[][]} */
  const rows = [[t('take.code'), t('units.name'), titleWords(question, catalogue), t('take.numerator'), t('take.denominator'), t('take.low'), t('take.high')]];
  for (const {code, name, value, numerator, denominator, low, high} of answer.values) rows.push([code, name, value, numerator, denominator, low, high]);
  const {province} = answer;
  rows.push(['', t('summary.province'), province.value, province.numerator, province.denominator, province.low, province.high]);
  const about = [titleWords(question, catalogue), ...originWords(model, answer), creditWords(catalogue)];
  saveBlob(workbookOf([
    {name: indicator.id, rows, percent: indicator.unit === 'percent' ? [2, 5, 6] : []},
    {name: t('sources.button'), rows: about.map((words) => [words])},
  ]), `${fileName(model, answer)}.xlsx`);
}

/** The units' shapes with their figures. @param {Model} model @param {ValuesAnswer} answer */
async function saveShapes(model, answer) {
  const {features, ...whole} = await get('collections/units/items', {...unitsOf(model.question), limit: 10000});
  const figures = new Map(answer.values.map((row) => [row.code, row]));
  const own = features.filter((/** @type {any} */ {properties}) => figures.has(properties.code));
  const described = own.map((/** @type {any} */ feature) => {
    const {value, numerator, denominator, low, high} = /** @type {import('../api/answers.js').UnitValue} */ (figures.get(feature.properties.code));
    const {code, name, kind} = feature.properties;
    return {type: 'Feature', id: feature.id, geometry: feature.geometry, properties: {code, name, kind, indicator: model.question.indicator.id, value, numerator, denominator, low, high}};
  });
  const text = JSON.stringify({type: whole.type, title: titleWords(model.question, model.catalogue), snapshot: answer.snapshot, features: described});
  saveBlob(new Blob([text], {type: 'application/geo+json'}), `${fileName(model, answer)}.geojson`);
}

/**
 * @param {Model} model
 * @param {ValuesAnswer} answer
 */
export const takeAway = (model, answer) => h('section', {class: 'take-away', 'aria-labelledby': 'take-title'},
  h('h3', {id: 'take-title'}, t('take.title')),
  h('p', {class: 'links'},
    wordButton('take-picture', t('take.picture'), () => savePicture(model, answer)),
    wordButton('take-table', t('take.table'), () => saveWorkbook(model, answer)),
    wordButton('take-shapes', t('take.shapes'), () => saveShapes(model, answer)),
    wordButton('take-print', t('take.print'), () => globalThis.print())));
