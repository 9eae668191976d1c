/* What of the question and its answers the map shows. Each part is given to the map only when it differs from
 * what the map was given last. */
import {moreIsBetter} from '../api/catalogue.js';
import {classOf} from '../state/classes.js';
import {asksTheSame, classOfAmount} from '../state/difference.js';
import {gapsOf, missingPlaces} from '../state/left_out.js';
import {featuresOf, goneOf} from '../state/plan_features.js';
import {surfaceLayer} from '../state/requests.js';
import {language} from '../ui/language.js';
import {NO_PATH} from '../ui/legend_entries.js';

/** @import {Gap, ValuesAnswer} from '../api/answers.js' */
/** @import {WebMap} from '../map/map.js' */
/** @import {Difference} from '../state/difference.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Plan} from '../state/plan.js' */
/** @import {SitingAnswer} from '../api/answers.js' */

/** @type {Gap[]} */
const none = [];

/**
 * By code; null where there is no data.
 * @param {Model} model
 * @param {ValuesAnswer | undefined} answer
 * @returns {Map<string, string | null>}
 */
const coloursOf = ({classes, question}, answer) => new Map((answer?.values ?? [])
  .map((row) => [row.code, classOf(classes, row.value, question.indicator)?.colour ?? null]));

/**
 * Who gains and who loses.
 * @param {Difference} difference
 * @returns {Map<string, string | null>}
 */
const coloursOfChange = ({rows, classes}) => new Map(rows.map(({code, amount}) => [code, classOfAmount(classes, amount)?.colour ?? null]));

/** What the figures are compared with, if the map shows how they differ. @param {Model} model */
function beside({answers, difference, planning, question}) {
  if (!difference) return null;
  if (question.other) return answers.carried.answer ?? answers.other.answer;
  return question.tab === 'plan' ? planning.asked : answers.base.answer;
}

/** The last answer's places: the map is given anew only when it is another. */
const villages = {of: /** @type {unknown} */ (null), by: /** @type {unknown} */ (null), places: none};

/** @param {Model} model */
function placesOf({answers, question}) {
  if (question.tab !== 'gaps') return none;
  const {missing: {answer: several}, villages: {answer: names}} = answers;
  if (several) {
    if (villages.of !== several || villages.by !== names) Object.assign(villages, {of: several, by: names, places: missingPlaces(several, names)});
    return villages.places;
  }
  const {answer} = answers.left;
  if (!answer) return answers.gaps.answer?.gaps ?? none;
  if (villages.of !== answer) Object.assign(villages, {of: answer, places: gapsOf(answer)});
  return villages.places;
}

/** The last answer's: the map is given anew only when it is another. */
const masts = {of: /** @type {unknown} */ (null), service: '', places: /** @type {import('geojson').Feature[]} */ ([])};

/** A service's transmitters: of its system, and of its scope where it has one of two. @param {Model} model */
function transmittersOf({answers, question: {service}}) {
  const {answer} = answers.transmitters;
  if (masts.of !== answer || masts.service !== (service?.id ?? '')) {
    const own = (/** @type {import('../api/answers.js').Transmitter} */ {system, scope}) => system === service?.mode && (!['national', 'local'].includes(service?.scope ?? '') || scope === service?.scope);
    Object.assign(masts, {of: answer, service: service?.id ?? '', places: (answer?.features ?? []).filter(({geometry, properties}) => geometry && own(properties))});
  }
  return masts.places;
}

/** @type {Record<import('../state/planner.js').Tool, import('../map/plan.js').Drawing>} */
const shapes = {'': '', put: 'point', close: 'line', exclude: 'area'};

/**
 * An act that is done when it is given something else than last time.
 * @template {unknown[]} Given
 * @param {(...given: Given) => void} act
 */
function unlessTold(act) {
  /** @type {Given | undefined} */
  let last;
  return (/** @type {Given} */ ...given) => {
    if (last && given.every((value, i) => value === last?.[i])) return;
    last = given;
    act(...given);
  };
}

/**
 * What lies over the units' colours, and what of them must not lie under something else.
 * @param {WebMap} map
 * @param {() => Model} model
 */
function createOver(map, model) {
  const findings = unlessTold((/** @type {Parameters<WebMap['showFindings']>[0]} */ found) => {
    map.showFindings(found);
    map.closeCard();
  });
  const reveal = unlessTold((/** @type {string} */ unit, /** @type {string} */ _at, /** @type {boolean} */ there) => {
    const box = model().answers.unit.answer?.unit.bbox;
    const place = model().question.point ?? (box ? /** @type {[number, number]} */ ([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) : null);
    const cover = document.getElementById('profile')?.getBoundingClientRect();
    if (!unit) map.unreveal();
    if (unit && there && place && cover) map.reveal(place, cover, document.getElementById('legend')?.getBoundingClientRect());
  });
  const unsure = unlessTold((/** @type {import('../api/answers.js').UncertaintyAnswer | null} */ answer) => {
    map.showUnsure((answer?.units ?? []).filter(({crosses}) => crosses).map(({code}) => code));
  });
  const [transmitters, areas] = [unlessTold(map.showTransmitters), unlessTold(map.showAreas)];
  /* On a phone the button that takes up a tool stands below the map. */
  const draw = unlessTold((/** @type {import('../map/plan.js').Drawing} */ shape, /** @type {boolean} */ open) => {
    map.draw(shape, open);
    if (shape) document.getElementById('map-area')?.scrollIntoView({block: 'nearest'});
  });
  const served = (/** @type {Model} */ now) => {
    transmitters(transmittersOf(now));
    areas(now.answers.areas.answer ?? null);
  };
  const surface = unlessTold((/** @type {string} */ layer, /** @type {import('../api/answers.js').TileAnswer | null} */ about, /** @type {number | null} */ _limit) => {
    const {limitClasses: classes, question} = model();
    map.showSurface(layer, about, classes && {classes, unreachable: NO_PATH, moreIsBetter: moreIsBetter(question.service)});
  });
  return {draw, findings, reveal, served, surface, unsure};
}

/** @param {WebMap} map @returns {(model: Model) => void} */
export function createMapView(map) {
  /** @type {Model} */
  let model;
  let painted = ''; /* the set of units the map has colours for */
  const units = unlessTold((/** @type {string} */ level, /** @type {string} */ vintage, /** @type {ValuesAnswer | undefined} */ answer, /** @type {string} */ _scheme, /** @type {unknown} */ _asked) => {
    painted = `${level}/${vintage}`;
    if (answer) map.foresee(answer.values.map(({name}) => name));
    map.showUnits({level, vintage}, model.difference ? coloursOfChange(model.difference) : coloursOf(model, answer));
  });
  /** @param {import('../state/question.js').Question} question */
  const setOf = ({level: {level, vintage}}) => ({level, vintage: String(vintage)});
  const twin = unlessTold((/** @type {ValuesAnswer | null} */ other, /** @type {string} */ _scheme) => {
    map.showTwin(setOf(model.question.other ?? model.question), other && coloursOf(model, other), setOf(model.question));
  });
  /** @param {Model} now */
  const second = ({answers, figures, question, state}) => {
    if (!question.other || asksTheSame(question, question.other) || state.compare !== 'swipe') twin(null, '');
    else if (figures.answer && answers.other.answer) twin(answers.other.answer, question.scheme); /* until then the colours before stay */
  };
  const facilities = unlessTold((/** @type {string | null} */ service, /** @type {string} */ gone) => {
    map.showFacilities(service, gone ? gone.split('\n') : [], model.question.service?.facility_count ?? 0);
    map.closeCard();
  });
  const plan = unlessTold((/** @type {Plan | null} */ made, /** @type {import('../api/answers.js').Place[][]} */ excluded, /** @type {SitingAnswer | null} */ found) => {
    map.showPlan(made && featuresOf(made, excluded, found));
  });
  const point = unlessTold((/** @type {string} */ at) => map.showPoint(at ? model.question.point : null));
  const {draw, findings, reveal, served, surface, unsure} = createOver(map, () => model);
  const base = unlessTold(map.showBase);
  const path = unlessTold((/** @type {import('geojson').LineString | null} */ line) => {
    map.showPath(line);
    const corners = line?.coordinates ?? [];
    const [lons, lats] = [0, 1].map((axis) => corners.map((place) => place[axis]));
    if (corners.length > 1) map.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], 14);
  });
  const [gaps, isochrone, choose] = [unlessTold(map.showGaps), unlessTold(map.showIsochrone), unlessTold(map.choose)];
  const [show, speak] = [unlessTold(map.show), unlessTold((/** @type {string} */ _language) => map.speak())];

  return (now) => {
    model = now;
    const {answers, figures, planning, question, route, siting, state} = now;
    const plans = question.tab === 'plan';
    const {level, vintage} = question.level;
    /* While the figures of the same units are waited for, the colours stay. */
    if (figures.answer || figures.problem || painted !== `${level}/${vintage}`) units(level, String(vintage), figures.answer, question.scheme, beside(now));
    second(now);
    choose(question.unit);
    facilities(question.shows.facilities ? question.service?.id ?? null : null, plans ? goneOf(planning.plan).join('\n') : '');
    plan(plans ? planning.plan : null, siting.excluded(), siting.now().answer);
    draw(plans ? shapes[planning.tool] : '', plans);
    surface(question.fill ? surfaceLayer(question) : '', answers.surface.answer ?? null, now.limitClasses ? question.inForce.limit : null);
    base(question.shows.base, question.shows.places, Boolean(answers.surface.answer));
    gaps(placesOf(now));
    isochrone(answers.isochrone.answer ?? null);
    served(now);
    findings(answers.findings.answer ?? null);
    unsure(answers.uncertainty.answer ?? null);
    point(state.at);
    path(route.now().path?.geometry ?? null);
    show(state.map);
    reveal(question.unit, state.at, answers.unit.answer !== undefined);
    speak(language());
  };
}
