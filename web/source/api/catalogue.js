/* What the server publishes, with the look-ups that the views need. */

/** @import {CatalogueAnswer, Indicator, Service} from './answers.js' */
/** @typedef {ReturnType<typeof createCatalogue>} Catalogue */

/* Words by which a province folder says of a source that it describes nothing real. */
const madeUpWords = /made[ -]?up|synthetic|fictitious|invented|giả định|giả lập|hư cấu|tự tạo|không có thật|dữ liệu mẫu|tổng hợp nhân tạo|bịa/i;

/**
 * @template {{id: string}} Row
 * @param {Row[]} rows
 * @returns {Map<string | null | undefined, Row>}
 */
const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

/**
 * The first view says at once what the map is for: how many of all people reach a service in time.
 * @param {CatalogueAnswer} answer
 */
function firstIndicator({indicators, services}) {
  const timed = new Set(services.filter((row) => row.reach === 'travel_time').map((row) => row.id));
  const inTime = indicators.filter((row) => row.measure === 'reached_share' && !row.group && timed.has(row.service ?? ''));
  return inTime.find((row) => row.target !== null) ?? inTime[0] ?? indicators[0];
}

/**
 * The newest units whose lines help to find one's place among communes; null when there are none.
 * @param {CatalogueAnswer} answer
 */
function districtsOf({levels}) {
  const found = levels.filter(({level}) => level === 'district').sort((a, b) => Number(b.vintage) - Number(a.vintage))[0];
  return found ? {level: found.level, vintage: String(found.vintage)} : null;
}

const YEARS_ON = 5; /* offered one by one; later ones where a plan or a vision ends */
const later = [2030, 2035, 2040, 2045, 2050];

/**
 * Years to come that can be asked for: none where nothing states how people grow.
 * @param {CatalogueAnswer} answer
 */
function yearsOf({growth, snapshot}) {
  if (!growth?.length) return [];
  const now = Number(snapshot.as_of.slice(0, 4));
  return [...new Set([...Array.from({length: YEARS_ON}, (_, i) => now + 1 + i), ...later])].filter((year) => year > now).sort((a, b) => a - b);
}

/** @param {CatalogueAnswer} answer */
export function createCatalogue(answer) {
  const indicators = byId(answer.indicators);
  const services = byId(answer.services);
  const groups = byId(answer.groups);
  const first = firstIndicator(answer);
  /** @param {string | null | undefined} words */
  const says = (words) => madeUpWords.test(words ?? '');
  return {
    ...answer,
    main: answer.levels.find((level) => level.current) ?? answer.levels[0],
    districts: districtsOf(answer),
    years: yearsOf(answer),
    /** @param {string | null | undefined} id */
    indicator: (id) => indicators.get(id) ?? first,
    /** @param {string | null | undefined} id */
    service: (id) => services.get(id) ?? null,
    /** @param {string | null | undefined} id */
    group: (id) => groups.get(id) ?? null,
    /** A group, or several that people are in at once: a+b. @param {string} words */
    isGroup: (words) => Boolean(words) && words.split('+').every((id) => groups.has(id)),
    madeUpSources: answer.sources.filter((source) => says(source.note) || says(source.attribution) || says(source.licence)),
    attributions: [...new Set(answer.sources.map((source) => source.attribution).filter(Boolean))],
  };
}

/**
 * Departments in the order of the table, each with its rows; '' holds those of none.
 * @template {{department: string | null}} Row
 * @param {Row[]} rows
 * @returns {Map<string, Row[]>}
 */
export function byDepartment(rows) {
  /** @type {Map<string, Row[]>} */
  const departments = new Map();
  for (const row of rows) {
    const name = row.department || '';
    departments.set(name, [...departments.get(name) ?? [], row]);
  }
  return departments;
}

/**
 * Whether there is a limit to choose.
 * @param {Indicator} indicator
 * @param {Service | null} service its own
 * @returns {service is Service}
 */
export const hasLimit = (indicator, service) => service !== null && service.reach !== 'area' && indicator.takes_limit;

/**
 * Whether facilities can be put for it: its people come to places.
 * @param {Service} service
 */
export const isPlaced = ({reach}) => ['travel_time', 'round_trip', 'distance'].includes(reach);

/** @param {Service | null} service */
export const moreIsBetter = (service) => service?.more_is_better ?? service?.reach === 'signal';

/**
 * Only what is measured in minutes or metres has a border to draw.
 * @param {Service | null} service
 */
export const hasIsochrone = (service) => ['travel_time', 'round_trip', 'distance'].includes(service?.reach ?? '');

/**
 * Whether a value is where the plan wants it.
 * @param {{target: number, better: 'more' | 'less'}} aim
 * @param {number} value
 */
export const isReached = ({target, better}, value) => (better === 'less' ? value <= target : value >= target);
