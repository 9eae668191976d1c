/* What every table of a province folder may hold. The reader, the checks and
 * `vungphu check --columns` walk this table; to add a column, add its row. */
#include "store/province/province.h"
#include <math.h>

const char *const vp_province_files[] = {"province.csv", "datasets.csv", "services.csv",   "speeds.csv", "modes.csv",
                                         "clutter.csv",  "groups.csv",   "indicators.csv", "growth.csv", "parts.csv"};

#define P                            VP_TABLE_PROVINCE
#define D                            VP_TABLE_DATASETS
#define S                            VP_TABLE_SERVICES
#define V                            VP_TABLE_SPEEDS
#define M                            VP_TABLE_MODES
#define C                            VP_TABLE_CLUTTER
#define G                            VP_TABLE_GROUPS
#define I                            VP_TABLE_INDICATORS
#define W                            VP_TABLE_GROWTH
#define N                            VP_TABLE_PARTS
#define TEXT                         VP_COLUMN_TEXT, false, 0, 0, NULL
#define TEXT_REQUIRED                VP_COLUMN_TEXT, true, 0, 0, NULL
#define ID                           VP_COLUMN_ID, false, 0, 0, NULL
#define ID_REQUIRED                  VP_COLUMN_ID, true, 0, 0, NULL
#define NUMBER(least, most)          VP_COLUMN_NUMBER, false, least, most, NULL
#define NUMBER_REQUIRED(least, most) VP_COLUMN_NUMBER, true, least, most, NULL
#define CHOICE(choices)              VP_COLUMN_CHOICE, false, 0, 0, choices
#define CHOICE_REQUIRED(choices)     VP_COLUMN_CHOICE, true, 0, 0, choices
#define FLAG                         VP_COLUMN_FLAG, false, 0, 0, NULL

const vp_province_column vp_province_columns[] = {
    {P, "id", ID_REQUIRED, "short name of the province, used in snapshot ids"},
    {P, "name_vi", TEXT_REQUIRED, "name in Vietnamese"},
    {P, "name_en", TEXT, "name in English"},
    {P, "crs", TEXT_REQUIRED, "projected coordinate system in metres, as EPSG:32648; any that PROJ knows"},
    {P, "cell_metres", NUMBER_REQUIRED(1, 10000), "side of a cell of every grid"},
    {P, "as_of", VP_COLUMN_DATE, true, 0, 0, NULL, "the day that the figures describe"},
    {P, "unit_level", ID_REQUIRED, "the finest level of units, such as commune"},
    {P, "margin_metres", NUMBER(0, 100000), "how far the grids reach beyond the finest units; 5000 when empty"},
    {P, "extent", TEXT, "west,south,east,north of the grids in metres of crs, instead of the units' bounds and margin"},
    {P, "notice_vi", TEXT, "a sentence shown with every figure, in Vietnamese"},
    {P, "notice_en", TEXT, "the same in English"},
    {P, "season", CHOICE("dry flood"), "the season of travel where a service names none; dry when empty"},
    {P, "code", TEXT, "official code of the province; id when empty"},
    {P, "plan_level", ID,
     "level of the territory that the plan binds, such as province; empty: all of the finest level"},
    {P, "plan_vintage", TEXT, "vintage of its units, such as 2024"},
    {P, "plan_code", TEXT, "code of its unit; empty: all units of that level and vintage"},
    {P, "remote_where", TEXT, "condition on records that makes a unit remote: computed_remote"},
    {P, "zone_mountain_where", TEXT, "condition that makes a unit mountainous for its health zone"},
    {P, "zone_difficult_where", TEXT, "condition that makes its terrain especially difficult; empty: not known"},
    {P, "zone_station_service", ID, "the service whose facilities are the commune health stations"},
    {P, "zone_hospital_service", ID, "the service whose facilities are hospitals, health centres and polyclinics"},
    {P, "quality_population_tolerance", NUMBER(1, 1000),
     "a recorded population this many times the grid's, or that part of it, is reported; 2 when empty"},
    {P, "snap_metres", NUMBER(0, 100000),
     "facilities on terrain that cannot be crossed are moved to terrain that can, no further away; 0 (not) when empty"},
    {P, "people_on_barriers", CHOICE("keep move"),
     "move: people on terrain that no service's modes can cross are put on the nearest terrain of their unit that they "
     "can; keep (they reach nothing) when empty"},
    {P, "off_road_km_per_h", NUMBER(0.1, 300),
     "without land cover: the speed off roads, on level terrain, of modes without a land_cover row of class *; 3 when "
     "empty"},
    {P, "people_total", ID,
     "record that states the people of units officially, to which the first population grid is brought; "
     "population_total "
     "when empty, where a source has it"},
    {P, "people_per_km2_most", NUMBER(1, 1e9),
     "more people per km² than this in cells of a population raster are reported, and refused where many or ten times "
     "as many; 100000 when empty"},
    {P, "repair", FLAG,
     "yes: invalid polygons are repaired, parts of one unit joined, and both reported; no when empty"},

    {D, "role",
     CHOICE_REQUIRED("units crosswalk records population population_points population_units elevation elevation_wide "
                     "land_cover roads barriers facilities transmitters service_areas settlements"),
     "what the source gives"},
    {D, "path", TEXT_REQUIRED, "file, relative to the data folder"},
    {D, "layer", TEXT, "layer of the file; may be empty when it has one"},
    {D, "vintage", TEXT, "year or name of the edition, such as 2025"},
    {D, "crs", TEXT, "coordinate system, as EPSG:4326; needed when the file does not say it"},
    {D, "encoding", TEXT, "of the texts when they are not UTF-8: TCVN3, VNI, windows-1258 … any that iconv knows"},
    {D, "decimal", CHOICE("point comma"),
     "how its numbers are written, when the file leaves it open: point 1,234.5, comma 1.234,5"},
    {D, "header_row", VP_COLUMN_WHOLE, false, 1, 1e6, NULL,
     "of CSV and workbooks: the row that names the columns; empty: the first, or the only one of the first 20 that has "
     "all columns named here"},
    {D, "fields", TEXT,
     "project names and the source's columns: id=code;name=full_name; a constant: level:=commune; a name with a "
     "semicolon in quotes"},
    {D, "filter", TEXT, "condition on the source's columns that keeps a row (OGR SQL WHERE)"},
    {D, "licence", TEXT, "licence of the source"},
    {D, "attribution", TEXT, "whom to name"},
    {D, "url", TEXT, "where vungphu fetch brings the file from: http or https; tiles of one raster joined by |"},
    {D, "sha256", TEXT, "of the file at url, which is then brought whole and checked"},
    {D, "note", TEXT, "anything a reader should know"},

    {S, "id", ID_REQUIRED, "the service's id, as the facilities name it"},
    {S, "title_vi", TEXT_REQUIRED, "title in Vietnamese"},
    {S, "title_en", TEXT, "title in English"},
    {S, "department", TEXT, "who answers for it"},
    {S, "reach", CHOICE_REQUIRED("travel_time round_trip distance signal area"), "how reaching it is measured"},
    {S, "mode", VP_COLUMN_IDS, false, 0, 0, NULL,
     "travel: a mode of speeds.csv, or several joined by |, of which each traveller takes the fastest; signal: fm, "
     "dvb_t2 …; empty for distance and area"},
    {S, "season", CHOICE("dry flood"), "travel: the season measured; empty: that of province.csv"},
    {S, "scope", CHOICE("national local both either"), "signal: which programmes count"},
    {S, "limits", VP_COLUMN_NUMBERS, false, 0, 1e7, NULL, "limits offered to readers: minutes, metres or dB(µV/m)"},
    {S, "default_limit", NUMBER(0, 1e7), "the limit that counts when an indicator names none"},
    {S, "queue_minutes", NUMBER(0, 1440), "round trips: minutes waited at the place"},
    {S, "capacity_field", ID, "facility attribute that counts as capacity"},
    {S, "group", ID, "population group it is for; empty: everyone"},
    {S, "note", TEXT, "documentation"},

    {V, "mode", ID_REQUIRED, "walk, motorbike …"},
    {V, "surface", CHOICE_REQUIRED("land_cover road barrier"), "what is travelled on"},
    {V, "class", TEXT_REQUIRED, "land cover: its code; road, barrier: its class; * for any other"},
    {V, "km_per_h", NUMBER_REQUIRED(0, 300), "speed on flat terrain; 0 cannot be crossed"},
    {V, "slope", FLAG, "yes: slower on slopes (Tobler)"},
    {V, "source", TEXT, "documentation: where the speed comes from"},
    {V, "season", CHOICE("dry flood"), "the row holds in this season only and goes before one without; empty: always"},

    {M, "mode", ID_REQUIRED, "a mode of speeds.csv"},
    {M, "change_to", ID_REQUIRED, "the mode that its traveller may go on by, wherever both can be"},
    {M, "change_minutes", NUMBER_REQUIRED(0, 1440), "what changing takes"},

    {C, "class", VP_COLUMN_WHOLE, true, 0, 255, NULL, "land-cover code"},
    {C, "metres", NUMBER_REQUIRED(0, 100), "height of what stands on it, for signals"},
    {C, "name_vi", TEXT, "the class in Vietnamese"},
    {C, "name_en", TEXT, "the class in English"},
    {C, "source", TEXT, "where the height comes from"},

    {G, "id", ID_REQUIRED, "the group's id"},
    {G, "title_vi", TEXT_REQUIRED, "title in Vietnamese"},
    {G, "title_en", TEXT, "title in English"},
    {G, "units_where", TEXT, "condition on the units' records, such as remote = 1 AND region = 'III'"},
    {G, "share_field", TEXT, "the group's share of a unit's people, 0 to 1: a record, or records and + - * /"},
    {G, "note", TEXT, "documentation"},

    {I, "id", ID_REQUIRED, "the indicator's id"},
    {I, "title_vi", TEXT_REQUIRED, "title in Vietnamese"},
    {I, "title_en", TEXT, "title in English"},
    {I, "department", TEXT, "who answers for it"},
    {I, "measure", VP_COLUMN_MEASURE, true, 0, 0, NULL, "the formula"},
    {I, "service", TEXT,
     "the service measured; joint_share, joint_units: several joined by +, or by | where either will do, =LIMIT behind "
     "one that has another than its default"},
    {I, "at_least", VP_COLUMN_WHOLE, false, 1, 16, NULL,
     "joint_share, joint_units: how many of those joined by + must reach; empty: all"},
    {I, "group", ID, "population group; empty: everyone"},
    {I, "other_group", ID, "reach_ratio: the group that divides"},
    {I, "limit", NUMBER(0, 1e7), "in the service's unit; empty: the service's default"},
    {I, "other_limit", NUMBER(0, 1e7), "reached_share, reached_units: the limit in units of other_group; empty: limit"},
    {I, "threshold", NUMBER(0, 1), "reached_units: share of people that must be reached"},
    {I, "numerator", TEXT, "records or facility attributes, joined by +"},
    {I, "denominator", TEXT, "the same"},
    {I, "target", NUMBER(-1e12, 1e12), "the plan's figure, shares as 0 to 1; empty: the plan names none"},
    {I, "target_year", VP_COLUMN_WHOLE, false, 1900, 2200, NULL, "by when"},
    {I, "baseline", NUMBER(-1e12, 1e12), "a value that the plan starts from, in the unit of target"},
    {I, "baseline_year", VP_COLUMN_WHOLE, false, 1900, 2200, NULL, "at whose end it held"},
    {I, "milestones", VP_COLUMN_MILESTONES, false, 0, 0, NULL,
     "values wanted before the target year, at the end of their years: 2025=0.6|2027=0.7"},
    {I, "better", CHOICE("more less"), "which way is better"},
    {I, "people", TEXT,
     "label of the population grid that it stands on, as vintage names it; empty: the first, brought to official "
     "totals "
     "where there are"},
    {I, "strict", FLAG, "yes: the target must be passed, not only reached: trên, dưới"},
    {I, "unit", TEXT, "percent, per_10000, count, ratio, households …"},
    {I, "source", TEXT, "the plan's words and where they stand"},
    {I, "definition", TEXT, "how it is computed here"},
    {I, "owner_after", TEXT, "who answers for it since the mergers of 2025"},
    {I, "plan_words", TEXT, "documentation: the plan's own words"},
    {I, "undefined_in_plan", TEXT, "documentation: what the plan leaves open"},
    {I, "alternatives", TEXT, "documentation: other readings of the plan"},
    {I, "note", TEXT, "documentation"},

    {W, "level", ID, "level of the units that the row is of, such as commune; with vintage and code empty: everywhere"},
    {W, "vintage", TEXT, "vintage of its units; empty: those valid on as_of, else the latest"},
    {W, "code", TEXT, "code of one unit; empty: every unit of the level"},
    {W, "group", ID, "a group that has a share_field; empty: everyone"},
    {W, "year", VP_COLUMN_WHOLE, false, 1900, 2200, NULL,
     "people: at whose end; rate: from whose end on; empty: from as_of on"},
    {W, "rate", NUMBER(-0.5, 0.5), "growth a year, 0.01 for 1 %"},
    {W, "people", NUMBER(0, 1e10), "people at the end of the year, instead of a rate"},
    {W, "source", TEXT, "where the figure comes from"},

    {N, "id", ID_REQUIRED, "the part's id, as vungphu build --part names it"},
    {N, "level", ID, "level of its units, such as province; empty: unit_level"},
    {N, "vintage", TEXT, "vintage of its units; empty: any that has their codes"},
    {N, "units", TEXT_REQUIRED, "codes of its units joined by |; a unit belongs to one part"},
    {N, "margin_metres", NUMBER(0, 1e6),
     "how far its grids reach beyond its units; empty: as far as the fastest journey within the longest limit may "
     "lead"},
    {N, "crs", TEXT,
     "projected coordinate system in metres that the part is computed in, as EPSG:32649; empty: that of province.csv"},
};
const size_t vp_province_column_count = sizeof vp_province_columns / sizeof *vp_province_columns;
