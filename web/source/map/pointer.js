/* What the reader points at and clicks. */
import {Popup} from '../maplibre/maplibre-gl.mjs';
import {t} from '../ui/language.js';
import {drawnOf} from './later.js';

/** @import {MapMouseEvent, LngLatLike, Map as MapLibre} from 'maplibre-gl' */
/**
 * @typedef {{
 *   unit: (code: string, lonlat: [number, number]) => void, hover: (code: string) => Node | null,
 *   card: Record<'facilities' | 'plan-points' | 'gaps' | 'findings' | 'transmitters', (properties: any) => Node>,
 * }} Pointed
 */

const points = ['plan-points', 'facilities', 'transmitters', 'gaps', 'findings'];

/**
 * A name beside the pointer.
 * @param {MapLibre} map
 * @param {Pointed} events
 * @param {(code: string) => void} hover marks the unit pointed at; '' for none
 */
function keepTip(map, events, hover) {
  const tip = new Popup({closeButton: false, closeOnClick: false, className: 'tip', maxWidth: '260px', offset: 12});
  map.on('mousemove', (event) => {
    const top = drawnOf(map, event.point, [...points, 'units'])[0];
    map.getCanvas().style.cursor = top ? 'pointer' : '';
    const code = top?.layer.id === 'units' ? top.properties.code : '';
    hover(code);
    const words = code ? events.hover(code) : null;
    if (words) tip.setLngLat(event.lngLat).setDOMContent(words).addTo(map);
    else tip.remove();
  });
  map.on('mouseout', () => {
    hover('');
    tip.remove();
  });
  return tip;
}

/**
 * @param {MapLibre} map
 * @param {Pointed} events
 * @param {(code: string) => void} hover
 */
export function createPointer(map, events, hover) {
  const tip = keepTip(map, events, hover);
  /** @type {Popup | null} */
  let card = null;

  /** @param {LngLatLike} lonlat @param {Node} content */
  function openCard(lonlat, content) {
    card?.remove();
    card = new Popup({className: 'card', maxWidth: '300px', offset: 10}).setLngLat(lonlat).setDOMContent(content).addTo(map);
    card.getElement().querySelector('.maplibregl-popup-close-button')?.setAttribute('aria-label', t('app.close'));
    const mine = card;
    card.getElement().addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation(); /* the profile beside it stays */
      mine.remove();
      map.getCanvas().focus();
    });
  }

  map.on('click', (/** @type {MapMouseEvent} */ event) => {
    if (event.defaultPrevented) return; /* it drew something */
    const {x, y} = event.point;
    const point = drawnOf(map, [[x - 5, y - 5], [x + 5, y + 5]], points)[0];
    if (point && point.geometry.type === 'Point') {
      tip.remove();
      const kind = /** @type {keyof Pointed['card']} */ (point.layer.id);
      openCard(/** @type {[number, number]} */ (point.geometry.coordinates), events.card[kind](point.properties));
      return;
    }
    const unit = map.queryRenderedFeatures(event.point, {layers: ['units']})[0];
    if (unit) events.unit(unit.properties.code, [event.lngLat.lng, event.lngLat.lat]);
  });

  /* For the keyboard: arrows move the map under a cross in its middle, Enter chooses the place there. */
  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || map.getCanvas().classList.contains('drawing')) return;
    const lngLat = map.getCenter();
    map.fire('click', {point: map.project(lngLat), lngLat, defaultPrevented: false, preventDefault() {}});
  });

  return {
    /** What a card speaks of may have left the map. */
    closeCard: () => card?.remove(),
    /** What stands at a pointer that rests is of the question before. */
    closeTip: () => tip.remove(),
  };
}
