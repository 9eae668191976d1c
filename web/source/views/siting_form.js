/* "Find the best sites": what is asked. */
import {candidatesOf} from '../state/candidates.js';
import {isUsual, usual, usualIn, withUsual} from '../state/factors.js';
import {hasPrices, mendable} from '../state/siting.js';
import {h} from '../ui/dom.js';
import {field, option, select, wordButton} from '../ui/fields.js';
import * as format from '../ui/format.js';
import {language, t, titleOf} from '../ui/language.js';
import {groupWords, serviceWords} from '../ui/phrases.js';

/** @import {Service} from '../api/answers.js' */
/** @import {Usual} from '../state/factors.js' */
/** @import {Model} from '../state/model.js' */
/** @import {Aim} from '../state/siting.js' */

/* What the reader filled in; it is nobody else's business until it is asked. */
/** @type {{service: string, indicator: string, mend: string, aim: Aim, count: number, share: number, budget: number, price: number, list: string, suitability: string, worth: number}} */
const form = {service: '', indicator: '', mend: '', aim: 'count', count: 5, share: 0.9, budget: 10, price: 2, list: '', suitability: '', worth: 0};
const SITES_MOST = 200;
/** @type {Aim[]} */
const aims = ['count', 'share', 'budget'];

/* New sites are found by travel time; what is broken serves however its service is reached. */
/** @param {Model} model */
const searched = ({catalogue}) => catalogue.services.filter((row) => (row.reach === 'travel_time' && row.facility_count > 0) || mendable(catalogue.services, row).length > 0);

/** What may be mended for this service, as chosen: '' are new sites. @param {Model} model @param {Service} service */
function mendOf({catalogue}, service) {
  const ids = mendable(catalogue.services, service).map(({id}) => id);
  return ids.find((id) => id === form.mend) ?? (service.reach === 'travel_time' ? '' : ids[0] ?? '');
}

/** New sites, or what is broken. @param {Model} model @param {Service} service */
function among(model, service) {
  const rows = mendable(model.catalogue.services, service), chosen = mendOf(model, service);
  return rows.length > 0 && field(t('siting.among'), select('siting-mend', [
    service.reach === 'travel_time' && option('', t('siting.among.new'), chosen === ''),
    ...rows.map((row) => option(row.id, t('siting.among.broken', {title: titleOf(row.title)}), row.id === chosen))].filter((one) => one !== false), (id) => {
    form.mend = id;
    model.redraw();
  }));
}

/**
 * The service, and the group and limit of the question where it is of that service.
 * @param {Model} model
 * @param {Service} service
 */
function termsOf({question}, service) {
  const own = question.service?.id === service.id;
  /* Whoever lives inside an area is served there. */
  return {group: (own ? question.inForce.group : service.group) ?? '', limit: service.reach === 'area' ? null : (own ? question.inForce.limit : null) ?? service.default_limit};
}

/** What services count together with this one. @param {Model} model @param {Service} service */
const jointOf = ({catalogue}, {id}) => catalogue.indicators.filter(({joint}) => joint?.services.some((one) => one.service === id) && joint.services.length > 1);

/** Whether the service counts alone or with others; nothing where there are none. @param {Model} model @param {Service} service */
function counted(model, service) {
  const joints = jointOf(model, service);
  return joints.length > 0 && field(t('siting.together'), select('siting-counted', [option('', t('siting.together.alone'), form.indicator === ''),
    ...joints.map((row) => option(row.id, t('siting.together.joint', {title: titleOf(row.title)}), row.id === form.indicator))], (id) => {
    form.indicator = id;
    model.redraw();
  }));
}

/** @param {string} name @param {number} value @param {Record<string, unknown>} more @param {(value: number) => void} take */
function numberInput(name, value, more, take) {
  const input = h('input', {type: 'number', id: name, 'data-key': name, value, required: true, ...more, onchange: () => { if (input.validity.valid) take(Number(input.value)); }});
  return input;
}

/** How much: sites, a share, money. @param {string} mend */
function amounts(mend) {
  if (form.aim === 'count') return field(t(mend ? 'siting.count_mended' : 'siting.count'), numberInput('siting-count', form.count, {min: 1, max: SITES_MOST, step: 1}, (value) => { form.count = value; }));
  if (form.aim === 'share') return field(t('siting.share'), numberInput('siting-share', form.share * 100, {min: 1, max: 100, step: 'any'}, (value) => { form.share = value / 100; }));
  const priced = !mend && hasPrices(candidatesOf(form.list).rows);
  return [
    field(t('siting.budget'), numberInput('siting-budget', form.budget, {min: 0, step: 'any'}, (value) => { form.budget = value; })),
    !priced && field(t('siting.price'), numberInput('siting-price', form.price, {min: 0.000001, step: 'any'}, (value) => { form.price = value; }))];
}

/** Places to choose from, a line each. @param {Model} model */
function list(model) {
  const {rows, wrong} = candidatesOf(form.list);
  const input = h('textarea', {id: 'siting-list', 'data-key': 'siting-list', rows: 4, spellcheck: 'false', placeholder: t('siting.list_example'), onchange: () => {
    form.list = input.value;
    model.redraw();
  }});
  input.value = form.list;
  return h('details', {class: 'siting-candidates', 'data-key': 'siting-candidates', open: form.list !== ''}, h('summary', {}, t('siting.list')),
    field(t('siting.list_how'), input),
    rows.length > 0 && h('p', {class: 'small', id: 'siting-listed'}, t('siting.listed', {n: format.number(rows.length)})),
    wrong.length > 0 && h('p', {class: 'small warn', id: 'siting-wrong'}, t('siting.list_wrong', {lines: wrong.slice(0, 10).map((n) => format.number(n)).join(', ')})));
}

/**
 * A whole number or one with a comma or a point; none with three digits behind it, which may mean thousands.
 * @param {Model} model
 * @param {Usual} usually
 */
function usualInput(model, usually) {
  const [factor] = usually;
  const value = usualIn(form.suitability, usually);
  const input = h('input', {id: `siting-${factor}`, 'data-key': `siting-${factor}`, value: value === null ? '' : String(Number(value.toFixed(2))).replace('.', language() === 'vi' ? ',' : '.'), inputmode: 'decimal', autocomplete: 'off',
    pattern: '[0-9]+([.,][0-9]{1,2})?', title: t('siting.number_how'), onchange: () => {
      input.value = input.value.trim();
      if (!input.validity.valid) return;
      form.suitability = withUsual(form.suitability, usually, input.value ? Number(input.value.replace(',', '.')) : null, language());
      model.redraw();
    }});
  return input;
}

/** By what a place suits, a factor a line; and how many people a place that suits wholly is worth. @param {Model} model */
function suitability(model) {
  const input = h('textarea', {id: 'siting-suitability', 'data-key': 'siting-suitability', rows: 5, spellcheck: 'false', placeholder: t('siting.suitability_example'), onchange: () => {
    form.suitability = input.value;
    model.redraw();
  }});
  input.value = form.suitability;
  return h('details', {class: 'siting-suitability', 'data-key': 'siting-suits', open: form.suitability !== ''}, h('summary', {}, t('siting.suitability')),
    h('div', {class: 'fields'}, usual.map((one) => field(t(`siting.usual.${one[0]}`), usualInput(model, one)))),
    h('details', {'data-key': 'siting-factors', open: !isUsual(form.suitability)}, h('summary', {}, t('siting.factors')), field(t('siting.suitability_how'), input)),
    !isUsual(form.suitability) && form.aim !== 'share' && field(t('siting.worth'), numberInput('siting-worth', form.worth, {min: 0, step: 'any'}, (value) => { form.worth = value; })));
}

/** @param {Model} model @param {Service} service */
function acts({planning, planner, siting}, service) {
  const areas = siting.excluded();
  return h('div', {class: 'acts'},
    h('button', {type: 'submit', class: 'act main-act', 'data-key': 'siting-start', title: titleOf(service.title)}, t('siting.start')),
    h('button', {type: 'button', class: 'act', 'data-key': 'siting-exclude', 'aria-pressed': String(planning.tool === 'exclude'), onclick: () => planner.use(planning.tool === 'exclude' ? '' : 'exclude')},
      t('siting.exclude')),
    areas.length > 0 && wordButton('siting-allow', t('siting.allow_all', {n: format.number(areas.length)}), siting.allowAll));
}

/** Null where no service can be sited. @param {Model} model */
export function sitingForm(model) {
  const services = searched(model);
  const service = services.find(({id}) => id === form.service) ?? services.find(({id}) => id === model.question.service?.id) ?? services[0];
  if (!service) return null;
  const mend = mendOf(model, service);
  const joint = mend ? undefined : jointOf(model, service).find(({id}) => id === form.indicator);
  return h('form', {class: 'siting-form', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    const {list: words, ...asked} = {...form, indicator: joint?.id ?? '', mend};
    /* What a score is worth has no meaning where none is asked for. */
    model.siting.start({...asked, worth: isUsual(asked.suitability) ? 0 : asked.worth, candidates: mend ? [] : candidatesOf(words).rows, service: service.id, ...termsOf(model, service)});
  }},
  h('div', {class: 'fields'},
    field(t('layer.service'), select('siting-service', services.map((row) => option(row.id, titleOf(row.title), row.id === service.id)), (id) => {
      form.service = id;
      model.redraw();
    })),
    among(model, service),
    !mend && counted(model, service),
    field(t('siting.aim'), select('siting-aim', aims.map((aim) => option(aim, mend && aim === 'count' ? t('siting.places.mended') : t(`siting.aim.${aim}`), aim === form.aim)), (aim) => {
      form.aim = aims.find((one) => one === aim) ?? 'count';
      model.redraw();
    })),
    amounts(mend)),
  !mend && list(model),
  suitability(model),
  h('p', {class: 'small'}, t('siting.asked', {group: groupWords(joint ? joint.group ?? '' : termsOf(model, service).group, model.catalogue), service: joint ? titleOf(joint.title) : serviceWords(service, termsOf(model, service).limit)})),
  acts(model, service));
}
