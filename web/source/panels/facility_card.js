/* What a facility on the map says. */
import {h} from '../dom.js';
import {t, termOf, titleOf} from '../language.js';

export function facilityCard({name, kind, services, id}, catalogue) {
  const titles = (services ?? '').split(',').filter(Boolean).map((service) => titleOf(catalogue.service(service)?.title) || service);
  return h('div', {}, h('strong', {}, name || t('facility.unnamed')),
    h('dl', {}, kind && [h('dt', {}, t('facility.kind')), h('dd', {}, termOf('term.kind', kind))],
      titles.length > 0 && [h('dt', {}, t('facility.services')), h('dd', {}, titles.join(', '))],
      id && [h('dt', {}, 'ID'), h('dd', {}, String(id))]));
}
