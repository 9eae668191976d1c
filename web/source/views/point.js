/* A clicked point: each service from there, the path to the nearest facility, the settlement and the people around. */
import {moreIsBetter} from '../api/catalogue.js';
import {AROUND_MINUTES} from '../state/route.js';
import {h} from '../ui/dom.js';
import {wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {t, termOf, titleOf} from '../ui/language.js';
import {problemWords, progress} from '../ui/notice.js';
import {tokenForm} from '../ui/token_form.js';

/** @import {PointService} from '../api/answers.js' */
/** @import {Catalogue} from '../api/catalogue.js' */
/** @import {Model} from '../state/model.js' */

const METRES_A_DEGREE = 111320;

/** The nearest settlement and how far it is. @param {Model} model */
function settlement({answers, question}) {
  const {point: at} = question;
  const features = answers.settlements.answer?.features ?? [];
  if (!at || !features.length) return null;
  /** @param {[number, number]} place */
  const metres = ([lon, lat]) => METRES_A_DEGREE * Math.hypot((lon - at[0]) * Math.cos(at[1] * Math.PI / 180), lat - at[1]);
  const [nearest] = features.map(({geometry, properties}) => ({name: properties.name, away: metres(geometry.coordinates)})).sort((a, b) => a.away - b.away);
  return h('p', {class: 'small'}, t('point.settlement', {name: nearest.name, away: format.reach(nearest.away, 'm')}));
}

/** @param {{mode: string | null, minutes: number, metres: number}} part */
const partWords = ({mode, minutes, metres}) => (mode === null ? t('walk.change', {n: format.number(minutes, 0)})
  : `${termOf('term.mode', mode)}: ${format.reach(metres, 'm')}, ${t('minutes', {n: format.number(minutes, 0)})}`);

/** The path to the nearest facility of the service in question, on demand. @param {Model} model */
function walk({answers, catalogue, question, route}) {
  const service = catalogue.service(question.service?.id);
  const own = answers.point.answer?.services.find((row) => row.id === service?.id);
  const {point: at} = question;
  if (!service || !at || !own || own.unreachable || own.no_data || !['travel_time', 'round_trip'].includes(service.reach)) return null;
  const {around, path, phase, problem} = route.now();
  const mode = (service.mode ?? 'walk').split('|')[0];
  if (phase === 'idle') return wordButton('walk', t('walk.ask'), () => route.ask(service.id, mode, at));
  return h('div', {class: 'walk', role: 'status'},
    path && h('p', {id: 'walk-path'}, t('walk.path', {name: path.facility.name ?? path.facility.id, minutes: format.number(path.minutes, 0), away: format.reach(path.metres, 'm')})),
    path && path.parts.length > 1 && h('ul', {}, path.parts.map((part) => h('li', {class: 'small'}, partWords(part)))),
    around && h('p', {id: 'walk-around'}, t('walk.around', {n: format.people(around.province.reached), minutes: AROUND_MINUTES, mode: termOf('term.mode', mode)})),
    phase === 'waiting' && progress(t('walk.waits')),
    problem && [h('p', {class: 'small warn'}, problemWords(problem)), tokenForm(problem, () => route.ask(service.id, mode, at))]);
}

/**
 * Unreachable and unknown are two things, and so is an area one is inside of or not.
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
function pointWords(row, catalogue) {
  const service = catalogue.service(row.id);
  if (row.no_data) return t('no_data');
  if (service?.reach === 'area') return t(row.within_limit ? 'point.inside' : 'point.not_inside');
  if (row.unreachable) return t(moreIsBetter(service) ? 'point.no_signal' : 'gaps.unreachable');
  return format.reach(row.value, row.unit);
}

/**
 * A field strength says little to who wants to know whether the programme can be heard.
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
const isReceived = (row, catalogue) => catalogue.service(row.id)?.reach === 'signal' && !row.no_data && row.within_limit !== null;

/**
 * @param {PointService} row
 * @param {Catalogue} catalogue
 */
function pointRow(row, catalogue) {
  const {transmitter} = row;
  return h('li', {}, h('span', {}, titleOf(row.title)),
    h('strong', {class: row.no_data ? 'none' : null}, pointWords(row, catalogue)),
    isReceived(row, catalogue) && h('span', {class: 'small'}, t(row.within_limit ? 'point.received' : 'point.not_received')),
    row.nearest?.name && h('span', {class: 'small'}, t('point.nearest', {name: row.nearest.name})),
    transmitter && h('span', {class: 'small'}, t('point.transmitter',
      {name: [transmitter.site ?? transmitter.id, transmitter.programme].filter(Boolean).join(', ')})));
}

/**
 * The clicked point itself: what is nearest from there, the service in question before the others.
 * @param {Model} model
 */
export function point(model) {
  const {answers, catalogue, question} = model;
  const {answer, problem} = answers.point;
  if (problem) return h('section', {class: 'point'}, h('h3', {}, t('point.title')), h('p', {class: 'small'}, problemWords(problem)));
  if (!answer) return null;
  const first = answer.services.filter((row) => row.id === question.service?.id);
  const rest = answer.services.filter((row) => row.id !== question.service?.id);
  const words = t('unit_panel.other_services', {n: format.number(rest.length)});
  return h('section', {class: 'point'}, h('h3', {}, t('point.title')), settlement(model),
    h('ul', {}, first.map((row) => pointRow(row, catalogue))),
    walk(model),
    rest.length > 0 && h('details', {open: !first.length, 'data-key': `elsewhere-${first.length}`}, h('summary', {class: 'small'}, words),
      h('ul', {}, rest.map((row) => pointRow(row, catalogue)))));
}

