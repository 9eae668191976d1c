/* What the server publishes, with the look-ups the panels need. */

/* Words by which a province folder says of a source that it describes nothing real. */
const madeUpWords = /made[ -]?up|synthetic|fictitious|invented|giả định|giả lập|hư cấu|tự tạo|không có thật|dữ liệu mẫu|tổng hợp nhân tạo|bịa/i;

const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

export function createCatalogue(answer) {
  const indicators = byId(answer.indicators);
  const services = byId(answer.services);
  const groups = byId(answer.groups);
  const main = answer.levels.find((level) => level.current) ?? answer.levels[0];
  /* The first view says at once what the map is for: how many of all people reach a service in time. */
  const inTime = answer.indicators.filter((row) => row.measure === 'reached_share' && !row.group && services.get(row.service)?.reach === 'travel_time');
  const first = inTime.find((row) => row.target !== null) ?? inTime[0] ?? answer.indicators[0];
  return {
    ...answer,
    main,
    first,
    indicator: (id) => indicators.get(id) ?? first,
    service: (id) => services.get(id) ?? null,
    group: (id) => groups.get(id) ?? null,
    madeUpSources: answer.sources.filter((source) => [source.note, source.attribution, source.licence].some((words) => madeUpWords.test(words ?? ''))),
    attributions: [...new Set(answer.sources.map((source) => source.attribution).filter(Boolean))],
  };
}

/* Departments in the order of the table, each with its indicators. */
export function byDepartment(indicators) {
  const groups = new Map();
  for (const indicator of indicators) {
    const name = indicator.department || '';
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(indicator);
  }
  return groups;
}

/* Measures of who is reached; the others have no limit to choose. */
const limited = ['reached_share', 'reached_units', 'reach_ratio', 'floating_catchment'];
export const hasLimit = (indicator, service) => Boolean(service) && service.reach !== 'area' && limited.includes(indicator.measure);

export const moreIsBetter = (service) => service?.more_is_better ?? service?.reach === 'signal';
