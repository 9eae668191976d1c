-- The dataset: a province's imported layers, with where each came from. Geometry columns are
-- SpatiaLite's, in the province's projected CRS, registered with their spatial indexes
-- by database.c, which knows the SRID. Missing values are NULL, never 0.

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);          -- province.csv, software, made_at, 'frame' (columns rows cell west north), 'part', 'whole' (what its grids are a window of)

CREATE TABLE source (                                                       -- a row of datasets.csv as imported
    id INTEGER PRIMARY KEY, role TEXT NOT NULL, path TEXT NOT NULL, layer TEXT, vintage TEXT, crs TEXT,
    encoding TEXT, fields TEXT, filter TEXT, licence TEXT, attribution TEXT, url TEXT, note TEXT,
    checksum TEXT NOT NULL,                                                 -- sha256 of the file, hex
    bytes INTEGER NOT NULL, imported_at TEXT NOT NULL, features INTEGER, rejected INTEGER,
    first_finding INTEGER, findings INTEGER);                               -- which are its (finding.rowid), of a source that a later import may read alone

CREATE TABLE finding (
    source INTEGER REFERENCES source(id), severity TEXT NOT NULL,           -- error, warning, note
    file TEXT, layer TEXT, row INTEGER, field TEXT, value TEXT, reason TEXT NOT NULL);

CREATE TABLE unit_set (id INTEGER PRIMARY KEY, level TEXT NOT NULL, vintage TEXT NOT NULL, UNIQUE (level, vintage));
CREATE TABLE unit (
    id INTEGER PRIMARY KEY, unit_set INTEGER NOT NULL REFERENCES unit_set(id), source INTEGER REFERENCES source(id),
    code TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT, full_name TEXT, kind TEXT, parent_code TEXT,
    valid_from TEXT, valid_to TEXT, geom MULTIPOLYGON, UNIQUE (unit_set, code));
CREATE TABLE record (                                                       -- one recorded value of a unit
    source INTEGER REFERENCES source(id), vintage TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    year INTEGER NOT NULL DEFAULT 0,                                        -- that the row is of; 0: of any year without rows of its own
    number REAL, text TEXT, PRIMARY KEY (vintage, code, name, year)) WITHOUT ROWID;
CREATE TABLE crosswalk (
    source INTEGER REFERENCES source(id), old_code TEXT NOT NULL, old_vintage TEXT NOT NULL,
    new_code TEXT NOT NULL, new_vintage TEXT NOT NULL, share REAL, exact INTEGER NOT NULL);  -- share NULL: not stated

CREATE TABLE facility (
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), code TEXT NOT NULL, name TEXT, kind TEXT,
    unit_code TEXT, open_from TEXT, open_to TEXT, lon REAL NOT NULL, lat REAL NOT NULL, geom POINT);
CREATE TABLE facility_service (facility INTEGER NOT NULL REFERENCES facility(id), service TEXT NOT NULL,
    PRIMARY KEY (facility, service)) WITHOUT ROWID;
CREATE TABLE facility_attribute (facility INTEGER NOT NULL REFERENCES facility(id), name TEXT NOT NULL, number REAL,
    PRIMARY KEY (facility, name)) WITHOUT ROWID;
CREATE TABLE transmitter (
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), code TEXT NOT NULL, site TEXT, programme TEXT,
    system TEXT NOT NULL, scope TEXT NOT NULL, polarisation TEXT NOT NULL, mast_metres REAL NOT NULL,
    frequency_mhz REAL NOT NULL, erp_kw REAL NOT NULL, pattern TEXT, vertical_pattern TEXT, open_from TEXT, open_to TEXT,
    lon REAL NOT NULL, lat REAL NOT NULL, geom POINT);
CREATE TABLE service_area (                                                 -- service: one, or several as a|b
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), code TEXT, service TEXT NOT NULL, unit_code TEXT,
    households_connected REAL, geom MULTIPOLYGON);
CREATE TABLE settlement (                                                   -- difficult: 1, 0 or NULL
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), code TEXT NOT NULL, name TEXT NOT NULL, kind TEXT,
    unit_code TEXT, people REAL, households REAL, difficult INTEGER, lon REAL NOT NULL, lat REAL NOT NULL, geom POINT,
    area BLOB);                                                             -- WKB, where the source has its area
CREATE TABLE road (
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), class TEXT NOT NULL, name TEXT, bridge INTEGER, geom LINESTRING);
CREATE TABLE barrier (                                                      -- lines and polygons
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), class TEXT NOT NULL, name TEXT, geom GEOMETRY);

-- Cells of grids on the province's geometry (population several times, elevation, land_cover); elevation_wide on a coarser geometry that
-- reaches farther; and population on its source's own
-- grid (source_people in projected metres, source_people_degrees in WGS 84 degrees), in strips of
-- rows: little-endian float32 (or uint8 for land_cover), zlib-compressed. NaN (0 for uint8): no data.
CREATE TABLE grid (
    id INTEGER PRIMARY KEY, source INTEGER REFERENCES source(id), role TEXT NOT NULL, label TEXT NOT NULL,
    columns INTEGER NOT NULL, rows INTEGER NOT NULL, cell_metres REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL,
    type TEXT NOT NULL, strip_rows INTEGER NOT NULL, population_group TEXT, UNIQUE (role, label));
CREATE TABLE grid_strip (grid INTEGER NOT NULL REFERENCES grid(id), strip INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (grid, strip)) WITHOUT ROWID;

-- Steps of the import that a later one takes over when it has the same inputs, as sums; which findings were theirs (finding.rowid).
-- 'tables', 'checks' and 'check_...' have no results but findings.
CREATE TABLE step (role TEXT PRIMARY KEY, program TEXT NOT NULL, settings TEXT NOT NULL, grid TEXT NOT NULL, units TEXT NOT NULL,
    sources TEXT NOT NULL, first_finding INTEGER NOT NULL, findings INTEGER NOT NULL);

-- Parts of a nation, each with the window of the whole's grids that it is computed on (parts.csv).
CREATE TABLE part (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, level TEXT NOT NULL, vintage TEXT NOT NULL, units TEXT NOT NULL,
    columns INTEGER NOT NULL, rows INTEGER NOT NULL, cell_metres REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL,
    margin_metres REAL NOT NULL, crs TEXT NOT NULL);                        -- crs of a part that has its own; ''

-- Definitions as the province folder gave them (the columns of the CSV tables, as text, checked).
CREATE TABLE service (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en TEXT, department TEXT,
    reach TEXT NOT NULL, mode TEXT, scope TEXT, limits TEXT, default_limit REAL, queue_minutes REAL, capacity_field TEXT,
    population_group TEXT, season TEXT);
CREATE TABLE speed (position INTEGER PRIMARY KEY, mode TEXT NOT NULL, surface TEXT NOT NULL, class TEXT NOT NULL,
    km_per_h REAL NOT NULL, slope INTEGER NOT NULL, season TEXT);
CREATE TABLE mode_change (position INTEGER PRIMARY KEY, mode TEXT NOT NULL, change_to TEXT NOT NULL,
    change_minutes REAL NOT NULL);
CREATE TABLE clutter_height (position INTEGER PRIMARY KEY, class INTEGER UNIQUE NOT NULL, metres REAL NOT NULL,
    name_vi TEXT, name_en TEXT, source TEXT);
CREATE TABLE population_group (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en TEXT,
    units_where TEXT, share_field TEXT);
CREATE TABLE growth (position INTEGER PRIMARY KEY, level TEXT, vintage TEXT, code TEXT, population_group TEXT,
    year INTEGER, rate REAL, people REAL, source TEXT);
CREATE TABLE indicator (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title_vi TEXT, title_en TEXT, department TEXT,
    measure TEXT NOT NULL, service TEXT, population_group TEXT, other_group TEXT, limit_value REAL, threshold REAL,
    numerator TEXT, denominator TEXT, target REAL, target_year INTEGER, better TEXT, unit TEXT, source TEXT,
    definition TEXT, other_limit REAL, baseline REAL, baseline_year INTEGER, at_least INTEGER,
    owner_after TEXT, milestones TEXT, strict INTEGER, people TEXT);
