/* The server's answers as docs/api.md describes them: what the map reads of them, no more. */

export interface Title { vi: string; en: string }
export type Amount = number | null;

export interface Indicator {
  id: string; title: Title; department: string | null; owner_after: string | null; measure: string; unit: string; service: string | null; group: string | null;
  limit: Amount; threshold: Amount; target: Amount; target_year: number | null; better: 'more' | 'less'; source: string; definition: string; formula: Title;
  takes_limit: boolean; other_limit: Amount; joint?: { services: { service: string }[] } | null;
}

export type Reach = 'travel_time' | 'round_trip' | 'distance' | 'area' | 'signal';
export interface Service {
  id: string; title: Title; department: string | null; reach: Reach; mode: string | null; scope: string | null; unit: string; group: string | null;
  limits: number[]; default_limit: Amount; facility_count: number; more_is_better: boolean;
}

export interface Group { id: string; title: Title; definition: string }
export interface Level { level: string; vintage: string; units: number; current: boolean }
export interface Source {
  role: string; path: string; layer: string | null; vintage: string | null; licence: string | null; attribution: string | null;
  imported_at: string | null; note: string | null;
}
export interface Snapshot { id: string; made_at: string; as_of: string; software: string }
export type Box = [west: number, south: number, east: number, north: number];

/* GET /indicators */
export interface CatalogueAnswer {
  snapshot: Snapshot; province: { id: string; name: Title; bbox: Box; notice?: Title | null };
  indicators: Indicator[]; groups: Group[]; services: Service[]; levels: Level[]; sources: Source[]; growth?: { rate: Amount; people: Amount }[];
}

export interface Figure { value: Amount; numerator: Amount; denominator: Amount; low: Amount; high: Amount }
export interface UnitValue extends Figure { code: string; name: string }
export interface AnsweredQuestion { level: string; vintage: string; group: string | null; group_bounded?: boolean; group_grid?: string | null; limit: Amount; threshold: Amount; year?: Amount; carried_from?: string | null }

/* GET /indicators/{id} */
export interface ValuesAnswer {
  indicator: Indicator; question: AnsweredQuestion; province: Figure & { units_without_data: number; reason?: { id: string; text: Title } | null }; values: UnitValue[]; snapshot: string; ranking?: RankingAnswer;
}

/* GET /indicators/{id}/limits */
export interface SweepAnswer {
  indicator: string; question: AnsweredQuestion; limits: number[]; province: (Figure & { units_without_data: number })[];
  values: { code: string; name: string; value: Amount[]; numerator: Amount[]; denominator: Amount[] }[]; snapshot: string;
}

/* Gaps, or villages left out, at each of a service's limits: several answers in one. */
export interface AheadAnswer { limits: number[]; answers: (GapsAnswer | LeftAnswer)[]; snapshot: string }

export interface Gap {
  id: string; service: string; unit: { code: string; name: string } | null; people: number; people_low: number; people_high: number; lon: number; lat: number;
  mean: Amount; unreachable_people: Amount; worst: Amount; area_km2: Amount; settlement?: { id: string; name: string } | null;
}

/* GET /gaps */
export interface GapsAnswer {
  question: { service: string; group: string | null; limit: Amount; unit: string; level: string };
  people_total: Amount; gaps_total: number; units_without_data: number; gaps: Gap[]; snapshot: string;
}

/* GET /gaps?services= */
export interface MissingAnswer {
  question: { services: { service: string; limit: Amount; unit: string }[]; least: number; group: string | null }; people_total: Amount; gaps_total: number;
  gaps: { id: string; unit: { code: string; name: string } | null; people: number; people_low: number; people_high: number; lon: number; lat: number; area_km2: Amount;
    services: { service: string; lacking: Amount }[] }[];
  snapshot: string;
}

export interface RankedUnit {
  code: string; name: string; rank: number | null; rank_least: number | null; rank_most: number | null; index: Amount; services_missing: number; services_known: number;
  people: Amount; people_missing: Amount;
}
/* GET /ranking */
export interface RankingAnswer {
  question: { services: { service: string; limit: Amount; unit: string; weight: number }[]; level: string; vintage: string; group: string | null; threshold: number; least: number; year?: Amount };
  units: RankedUnit[]; snapshot: string;
}

/* GET /settlements */
export interface LeftAnswer {
  question: { service: string; group: string | null; limit: Amount; unit: string }; settlements_total: number; unserved_total: number; left_out_total: Amount;
  settlements: { id: string; name: string; unit: { code: string; name: string } | null; people: Amount; left_out: number; unreachable_people: Amount; mean: Amount; lon: number; lat: number }[];
  snapshot: string;
}

export type Status = 'met' | 'on_track' | 'behind' | 'unmet' | 'no_data' | 'not_defined';
export interface Target extends Figure {
  indicator: string; title: Title; department: string | null; unit: string; target: Amount; target_year: number | null; better: 'more' | 'less';
  owner_after: string | null; strict: boolean; status: Status; gap: Amount; gap_count: Amount; gap_of: string | null; line: { start: string; start_value: Amount; expected: Amount } | null;
}

/* Where a score stands; no code: all units of the level. plan: what the plan binds. */
export interface Territory { level: string; vintage: string; code: string | null; name: string; plan: boolean }

/* An earlier value of a target: of a snapshot, or ("records") of a year of dated records. */
export interface Earlier { as_of: string; value: Amount; snapshot: string; territory: string; comparable: boolean }

/* GET /targets; history: with history=1 */
export interface TargetsAnswer { snapshot: string; territory: Territory; year?: Amount; targets: (Target & { history?: Earlier[] })[] }

/* GET /scenarios */
export interface ScenariosAnswer { scenarios: { id: string; title: Title; status: string }[] }

/* GET /territories */
export interface TerritoriesAnswer { snapshot: string; territories: (Territory & { parent_code: string | null })[] }

/* People by the service's scale; what lies outside it is beyond, unreachable or no_data. */
export interface Histogram { first: number; step: number; people: number[]; beyond?: number; unreachable?: number; no_data?: number }
export interface UnitService {
  id: string; title: Title; group: string | null; limit: Amount; unit: string; reached_share: Amount; people_left_out: Amount; histogram: Histogram | null;
}
export interface UnitIndicator extends Figure {
  id: string; title: Title; unit: string; target: Amount; limit: Amount; group: string | null;
}

/* GET /units/{code} */
export interface UnitAnswer {
  unit: {
    code: string; name: string; full_name: string | null; kind: string | null; parent_code: string | null; level: string; vintage: string;
    area_km2: Amount; people: Amount; people_known: Amount; terrain_known: Amount; bbox: Box | null;
  };
  indicators: UnitIndicator[]; services: UnitService[]; records: Record<string, string | number | null>; snapshot: string;
}

export interface PointService {
  id: string; title: Title; value: Amount; unit: string; unreachable: boolean; no_data: boolean; limit: Amount; within_limit: boolean | null;
  nearest: { id: string; name: string | null } | null; transmitter: { id: string; site: string | null; programme: string | null } | null;
}

/* GET /reach */
export interface PointAnswer { lon: number; lat: number; unit: { code: string; name: string } | null; services: PointService[]; snapshot: string }

/* The result of the process `path`; a stretch without a mode is a change between two. */
export interface PathAnswer {
  facility: { id: string; name: string | null; lon: number; lat: number }; minutes: number; metres: number; parts: { mode: string | null; minutes: number; metres: number }[];
  geometry: import('geojson').LineString; snapshot: string;
}
/* The result of the process `travel-time`. */
export interface AroundAnswer { province: { people: number; reached: number; no_data: number; share: Amount }; snapshot: string }

/* GET /collections/settlements/items */
export interface SettlementsAnswer { features: { geometry: { coordinates: [number, number] }; properties: { name: string; kind: string | null } }[]; snapshot?: string }

export interface Range { value: Amount; low: Amount; high: Amount; least: Amount; most: Amount; crosses: boolean | null }
/* GET /uncertainty */
export interface UncertaintyAnswer { province: Range; units: (Range & { code: string; name: string })[]; snapshot: string }

/* GET /isochrones/{service} */
export type IsochroneAnswer = import('geojson').Feature<import('geojson').Geometry, { service: string; limit: number; snapshot: string }>;

/* GET /collections/quality/items */
export type FindingsAnswer = import('geojson').FeatureCollection & { snapshot: string };
export interface Finding { reason: string; reason_vi: string | null; file: string | null; layer: string | null; row: number | null; field: string | null; value: string | null }

/* GET /collections/transmitters/items, /collections/service_areas/items */
export interface Transmitter {
  id: string; site: string | null; programme: string | null; system: string | null; scope: string | null; mast_metres: Amount; frequency_mhz: Amount; erp_kw: Amount;
}
export type TransmittersAnswer = import('geojson').FeatureCollection<import('geojson').Point, Transmitter> & { snapshot: string };
export type AreasAnswer = import('geojson').FeatureCollection & { snapshot: string };

export type Place = [lon: number, lat: number];

/* One change of POST /scenarios; `change` says which members it has. */
export interface Change {
  change: 'add' | 'move' | 'remove' | 'capacity' | 'opening' | 'close_road' | 'transmitter' | 'season';
  id?: string; name?: string; service?: string; facility?: string; lon?: number; lat?: number; capacity?: number; open_from?: string;
  geometry?: { type: 'Point' | 'LineString' | 'Polygon'; coordinates: any }; metres?: number;
  cost?: number; system?: string; scope?: string; mast_metres?: number; frequency_mhz?: number; erp_kw?: number; polarisation?: string; programme?: string; season?: string;
}

/* What a scenario changes, of one unit or of the whole province. */
export interface Compared {
  code?: string; name?: string; before: Amount; after: Amount; change: Amount;
  numerator_before: Amount; numerator_after: Amount; denominator_before: Amount; denominator_after: Amount;
}
export interface ComparedIndicator { id: string; title: Title; unit: string; question: AnsweredQuestion; province: Compared; values: Compared[] }

/* GET /scenarios/{id}/indicators */
export interface ScenarioAnswer { scenario: string; version: number; snapshot: string; seconds: number; services: { id: string }[]; indicators: ComparedIndicator[] }

/* GET /scenarios/{id} */
export interface ScenarioRecord { id: string; version: number; title: Title; changes: Change[]; snapshot: string; status: string; conflict: string | null }

/* GET /jobs/{job} */
export interface Job { jobID: string; status: 'accepted' | 'running' | 'successful' | 'failed' | 'dismissed'; message: string; progress: number }

export interface Site { order: number; lon: number; lat: number; unit: { code: string; name: string } | null; gain: Amount; total: Amount; people: number; price?: number; score?: Amount; name?: string; mends?: string }
/* What factors of suitability say of the places where a site could stand. */
export interface Suitability { places: number; places_left: number; score_worth?: number; factors: { name: string; excluded: number; unknown: number }[] }
/* The result of the process `site`. */
export interface SitingAnswer {
  problem: string; objective: number; bound: Amount; gap: Amount; proven: boolean; stopped: boolean; seconds: number;
  weight: number; weight_covered: number; snapshot: string; service: string; group: string | null; limit: Amount; candidates: number;
  candidates_excluded: number; people: number; people_before: number; people_after: number; sites: Site[]; report?: string; suitability?: Suitability;
}

export interface SurfaceClass { kind: string; from: Amount; to: Amount; color: string }

/* GET /tiles/{layer}.json */
export interface TileAnswer {
  minzoom?: number; maxzoom?: number; bounds?: Box; tileSize?: number; legend?: SurfaceClass[]; snapshot: string;
  encoding?: 'custom'; redFactor?: number; greenFactor?: number; blueFactor?: number; baseShift?: number; unreachable?: number;
}

/* What a tile says of a facility, and what the map keeps of a gap. */
export interface FacilityProperties { id: string; name?: string; kind?: string; services?: string }
export interface GapProperties { id: string; people: number; name: string; mean: Amount; worst: Amount; area_km2: Amount }

/* tiles/colours.json: ramps pale first. */
export interface Colours {
  sequential: string[]; short: string[]; reached: string[]; change: { lost: string[]; same: string; gained: string[] }; no_data: { ground: string; hatch: string }; outline?: string;
}
