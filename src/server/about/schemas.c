/* What JSON answers are, for /api. */
#include "server/about/schemas.h"
#include <stdio.h>
#include <string.h>

/* member:type, between blanks. A member with ~ may be missing. Types: s text, n number, i whole number, b true or
 * false, o an object with members that the snapshot names, x anything, or a schema's name; * before one: a list of it;
 * ? behind: it may be null, which is "no data". */
static const struct {
    const char *name, *members;
} schemas[] = {
    {"AskedService", "service:s limit:n? unit:s"},
    {"BoardTerritory", "level:s vintage:s code:s? name:s plan:b"},
    {"BoundingBox", "lowerLeft:*n upperRight:*n crs:s"},
    {"ChangedService", "id:s change:s incremental:b seconds:n? changed_cells:i"},
    {"ChangedValue", "before:n? after:n? change:n? numerator_before:n? numerator_after:n? denominator_before:n? "
                     "denominator_after:n? code:s name:s"},
    {"ChangedWhole",
     "before:n? after:n? change:n? numerator_before:n? numerator_after:n? denominator_before:n? denominator_after:n?"},
    {"ClutterHeight", "class:i metres:n name:Title source:s?"},
    {"Collection", "id:s title:s titles:Title description:s itemType:s vectorType:s extent:Extent crs:*s storageCrs:s "
                   "feature_count:i links:*Link"},
    {"Collections", "links:*Link collections:*Collection"},
    {"Conformance", "conformsTo:*s"},
    {"Crosswalk", "passages:*Passage snapshot:s"},
    {"Execution", "inputs~:o outputs~:o response~:s"},
    {"ExportFile", "name:s form:s type:s href:s"},
    {"Exports", "snapshot:s files:*ExportFile"},
    {"Extent", "spatial:SpatialExtent temporal~:TemporalExtent"},
    {"FacilityLoad", "id:s name:s kind:s? unit_code:s? lon:n lat:n catchment:n? within:n? alone:n? capacity:n? "
                     "people_per_capacity:n? left_out:n? closing_leaves_nobody:b"},
    {"FacilityLoads", "question:FacilityLoadsQuestion sums:FacilityLoadsSums facilities:*FacilityLoad process:s "
                      "snapshot:s inputs:FacilityLoadsInputs"},
    {"FacilityLoadsInputs", "service:s"},
    {"FacilityLoadsQuestion", "service:s group:s? group_bounded:b group_grid:s? limit:n? people_per_place:n?"},
    {"FacilityLoadsSums", "people_reached:n? people_left_out:n? facilities_with_capacity:i closing_leaves_nobody:i"},
    {"Feature", "type:s id:s geometry:o? properties:o links~:*Link"},
    {"Features", "type:s timeStamp:s numberMatched:i numberReturned:i links:*Link snapshot:s features:*Feature"},
    {"Gap", "id:x service~:s group~:s? limit~:n? unit:UnitName? settlement~:NamedPlace? people:n? people_low:n? "
            "people_high:n? lon:n lat:n mean~:n? unreachable_people~:n? worst~:n? area_km2:n? services~:*GapService"},
    {"GapService", "service:s lacking:n? unreachable:n? no_data:n? mean:n?"},
    {"Gaps", "question:GapsQuestion people_total:n? gaps_total:i units_without_data~:i gaps:*Gap snapshot:s"},
    {"GapsQuestion",
     "service~:s? group:s? group_grid:s? limit~:n? unit~:s? level~:s year:i? services~:*AskedService least~:i"},
    {"Geometry", "type:s coordinates~:*x geometries~:*Geometry"},
    {"GroupValue", "id:s? title:Title definition~:s? value:n? numerator:n? denominator:n? low:n? high:n? "
                   "units_without_data:i reason:Reason?"},
    {"Growth", "level:s? vintage:s? code:s? group:s? year:i? rate:n? people:n? source:s?"},
    {"Health", "status:s software~:s uptime_seconds~:i snapshot~:s"},
    {"Histogram", "first:n? step:n? unit:s more_is_better:b people:*n? beyond:n? unreachable:n? no_data:n?"},
    {"Indicator",
     "id:s title:Title department:s? owner_after:s? measure:s unit:s service:s? group:s? other_group:s? limit:n? "
     "other_limit:n? threshold:n? target:n? target_year:i better:s source:s? definition:s? formula:Title "
     "takes_limit:b joint:JointDefinition?"},
    {"IndicatorGroups", "indicator:Indicator question:IndicatorGroupsQuestion groups:*GroupValue snapshot:s"},
    {"IndicatorGroupsQuestion",
     "level:s vintage:s group:s? group_bounded:b group_grid:s? limit:n? threshold:n? year:i? code:s?"},
    {"IndicatorLimits",
     "indicator:s question:IndicatorLimitsQuestion limits:*n? province:*WholeAtLimit values:*UnitAtLimits snapshot:s"},
    {"IndicatorLimitsQuestion",
     "level:s vintage:s group:s? group_bounded:b group_grid:s? limit:n? threshold:n? year:i?"},
    {"IndicatorValues", "indicator:Indicator question:IndicatorValuesQuestion province:Whole inequality:Inequality "
                        "values:*UnitValue snapshot:s"},
    {"IndicatorValuesQuestion",
     "level:s vintage:s group:s? group_bounded:b group_grid:s? limit:n? threshold:n? year:i? carried_from~:s"},
    {"Indicators",
     "snapshot:SnapshotInfo province:ProvinceInfo indicators:*Indicator groups:*PopulationGroup services:*Service "
     "levels:*Level clutter_heights:*ClutterHeight growth:*Growth planned:*Planned sources:*Source"},
    {"Inequality", "units:i least:n? most:n? ratio:n? gini:n? worst_tenth:n? worst_tenth_people:n?"},
    {"Isochrone", "type:s properties:IsochroneProperties geometry:o"},
    {"IsochroneProperties", "service:s title:Title limit:n? unit:s status:s group:s? group_grid:s? people:n? "
                            "people_total:n? settlements_beyond:*Settlement snapshot:s area_km2:n?"},
    {"Job", "jobID:s processID:s type:s status:s message:s progress:i created:s started:s? finished:s? links:*Link"},
    {"JobResults", "result:x"},
    {"Jobs", "jobs:*Job numberMatched:i links:*Link"},
    {"JointDefinition", "services:*JointService parts:i at_least:i"},
    {"JointReach", "joint:JointDefinition question:JointReachQuestion province:Whole inequality:Inequality "
                   "values:*UnitValue snapshot:s"},
    {"JointReachQuestion", "level:s vintage:s group:s? group_bounded:b group_grid:s? limit:n? threshold:n? year:i?"},
    {"JointService", "service:s limit:n? unit:s part:i"},
    {"Landing", "title:s province:Title description:s snapshot:s links:*Link"},
    {"LegendClass", "kind:s? from:n? to:n? color:s"},
    {"Level", "level:s vintage:s units:i current:b"},
    {"Link", "rel:s href:s type:s title~:s templated~:b"},
    {"Map", "id:s title:s titles:Title extent:Extent links:*Link"},
    {"NamedPlace", "id:s name:s people:n?"},
    {"Nearest", "id:s name:s kind:s? lon:n lat:n"},
    {"Passage", "old:PassageOld new:PassageNew share:n? exact:b basis:s people:n? people_low:n? people_high:n?"},
    {"PassageNew", "code:s name:s vintage:s"},
    {"PassageOld", "code:s name:s vintage:s people:n?"},
    {"PastValue", "as_of:s value:n? snapshot:s territory:s comparable:b"},
    {"Planned", "service:s year:i facility_count:i"},
    {"PopulationGroup", "id:s title:Title definition:s?"},
    {"Process", "id:s version:s title:s titles:Title description:s jobControlOptions:*s outputTransmission:*s "
                "links:*Link inputs~:o outputs~:o"},
    {"Processes", "processes:*Process links:*Link"},
    {"ProvinceInfo", "id:s name:Title crs:s bbox:*n notice~:Title?"},
    {"Quality", "snapshot:s quality:*QualityFinding"},
    {"QualityFinding",
     "kind:s? severity:s file:s? layer:s? row:i? field:s? value:s? reason:s? reason_vi:s? lon:n? lat:n?"},
    {"Queryables", "$schema:s $id:s type:s title:s properties:o additionalProperties:b"},
    {"RankedService", "left_out:n? people:n?"},
    {"RankedUnit", "code:s name:s rank:i rank_least:i rank_most:i moves:b index:n? services_missing:i services_known:i "
                   "worst_rank:i worst_service:s people:n? people_missing:n? services:*RankedService"},
    {"Ranking", "question:RankingQuestion units:*RankedUnit snapshot:s"},
    {"RankingQuestion",
     "services:*WeightedService level:s vintage:s group:s? group_grid:s? threshold:n? least:i year:i?"},
    {"Reach", "lon:n lat:n unit:UnitName? services:*ReachedService snapshot:s"},
    {"ReachedService", "id:s title:Title value:n? unit:s status:s unreachable:b no_data:b limit:n? within_limit:b? "
                       "nearest:Nearest? transmitter:ReceivedTransmitter? mode:s?"},
    {"Reason", "id:s text:Title"},
    {"ReceivedTransmitter", "id:s site:s? programme:s? scope:s? frequency_mhz:n? lon:n lat:n"},
    {"Scenario", "id:s version:i title:Title changes:*o snapshot:s status:s conflict:s? reason:s? at:s href:s"},
    {"ScenarioBody", "title:Title changes:*o"},
    {"ScenarioIndicator",
     "id:s title:Title unit:s question:IndicatorLimitsQuestion province:ChangedWhole values:*ChangedValue"},
    {"ScenarioIndicators",
     "scenario:s version:i snapshot:s seconds:n? services:*ChangedService indicators:*ScenarioIndicator"},
    {"ScenarioVersions", "versions:*Scenario numberMatched:i numberReturned:i links:*Link"},
    {"Scenarios", "scenarios:*Scenario numberMatched:i numberReturned:i links:*Link"},
    {"Service", "id:s title:Title department:s? reach:s mode:s? scope:s? unit:s group:s? limits:*n? default_limit:n? "
                "facility_count:i more_is_better:b"},
    {"Settlement", "id:s name:s kind:s? unit:UnitName? people:n? left_out:n? unreachable_people:n? no_data_people:n? "
                   "mean:n? value:n? status:s unserved:b difficult:b lon:n lat:n"},
    {"Settlements", "question:SettlementsQuestion settlements_total:i unserved_total:i people_total:n? "
                    "left_out_total:n? no_data_total:n? settlements:*Settlement snapshot:s"},
    {"SettlementsQuestion", "service:s group:s? group_grid:s? limit:n? unit:s year:i?"},
    {"SnapshotInfo", "id:s made_at:s as_of:s software:s"},
    {"Source", "role:s path:s layer:s? vintage:s? licence:s? attribution:s? checksum:s? imported_at:s? note:s?"},
    {"SpatialExtent", "bbox:**n crs~:s"},
    {"Style", "id:s title:s titles:Title links:*Link"},
    {"StyleLayer", "id:s"},
    {"StyleMetadata",
     "id:s title:s titles:Title scope:s version:s stylesheets:*Stylesheet layers:*StyleLayer links:*Link"},
    {"Styles", "default:s styles:*Style links:*Link"},
    {"Stylesheet", "title:s version:s specification:s native:b link:Link"},
    {"Target", "indicator:s title:Title department:s? owner_after:s? unit:s target:n? target_year:i better:s strict:b "
               "status:s gap:n? gap_count:n? definition:s? source:s? group:s? limit:n? threshold:n? "
               "units_without_data:i value:n? numerator:n? denominator:n? low:n? high:n? gap_points:n? gap_of:s? "
               "units_short:n? units_counted:n? line:TargetLine? data_date:s data:s? history~:*PastValue"},
    {"TargetLine", "start:s start_value:n? from_baseline:b expected:n?"},
    {"Targets", "snapshot:s territory:BoardTerritory year:i? targets:*Target"},
    {"TemporalExtent", "interval:**s? trs~:s"},
    {"Territories", "snapshot:s territories:*Territory"},
    {"Territory", "level:s vintage:s code:s? name:s parent_code:s? plan:b"},
    {"TileJson", "tilejson:s version:s tiles:*s scheme:s minzoom:i maxzoom:i bounds:*n center:*n? attribution:s? "
                 "snapshot:s name:s title:Title vector_layers:*VectorLayer tileSize~:i unit~:s legend~:*LegendClass "
                 "encoding~:s redFactor~:n greenFactor~:n blueFactor~:n baseShift~:n unreachable~:n"},
    {"TileMatrix", "id:s identifier:s scaleDenominator:n cellSize:n cornerOfOrigin:s pointOfOrigin:*n topLeftCorner:*n "
                   "tileWidth:i tileHeight:i matrixWidth:i matrixHeight:i"},
    {"TileMatrixLimits", "tileMatrix:s minTileRow:i maxTileRow:i minTileCol:i maxTileCol:i"},
    {"TileMatrixSet", "id:s identifier:s title:s uri:s crs:s supportedCRS:s boundingBox:BoundingBox orderedAxes:*s "
                      "wellKnownScaleSet:s tileMatrices:*TileMatrix"},
    {"TileMatrixSetItem", "id:s uri:s links:*Link"},
    {"TileMatrixSets", "tileMatrixSets:*TileMatrixSetItem"},
    {"TileSet", "title:s titles:Title dataType:s crs:s tileMatrixSetId:s tileMatrixSetURI:s links:*Link "
                "tileMatrixSetLimits~:*TileMatrixLimits"},
    {"TileSets", "links:*Link tilesets:*TileSet"},
    {"Title", "vi:s en:s"},
    {"Uncertainty", "question:UncertaintyQuestion province:UncertaintyProvince units:*UncertaintyUnit process:s "
                    "snapshot:s inputs:UncertaintyInputs"},
    {"UncertaintyInputs", "indicator~:s service~:s services~:s runs~:i"},
    {"UncertaintyProvince", "code:s? name:s value:n? low:n? high:n? least:n? most:n? crosses:b?"},
    {"UncertaintyQuestion",
     "indicator:s? measure:s service:s? joint:JointDefinition? group:s? group_bounded:b group_grid:s? limit:n? "
     "target:n? speed:n? position:n? runs:i seed:i"},
    {"UncertaintyUnit", "code:s name:s value:n? low:n? high:n? least:n? most:n? crosses:b?"},
    {"Unit", "code:s name:s name_en:s? full_name:s? kind:s? valid_from:s? valid_to:s? parent_code:s? level:s vintage:s "
             "area_km2:n? people:n? people_known:n? terrain_known:n? bbox:*n"},
    {"UnitAtLimits", "code:s name:s value:*n? numerator:*n? denominator:*n?"},
    {"UnitIndicator",
     "id:s title:Title unit:s target:n? limit:n? group:s? value:n? numerator:n? denominator:n? low:n? high:n?"},
    {"UnitName", "code:s name:s"},
    {"UnitProfile", "unit:Unit indicators:*UnitIndicator services:*UnitService records:o snapshot:s"},
    {"UnitService",
     "id:s title:Title group:s? limit:n? unit:s status:s reached_share:n? people_left_out:n? histogram:Histogram?"},
    {"UnitValue", "code:s name:s value:n? numerator:n? denominator:n? low:n? high:n? divided~:i"},
    {"VectorLayer", "id:s description:s minzoom:i maxzoom:i fields:o"},
    {"WeightedService", "service:s limit:n? unit:s weight:n?"},
    {"Whole", "units_without_data:i reason:Reason? value:n? numerator:n? denominator:n? low:n? high:n?"},
    {"WholeAtLimit", "units_without_data:i value:n? numerator:n? denominator:n? low:n? high:n?"},
};

typedef struct {
    const char *at;
    size_t length;
} type_text;

static json_t *schema_of_type(type_text t);

static json_t *plain(const char *type) { return json_pack("{s:s}", "type", type); }

static json_t *named(type_text t)
{
    char reference[80];
    snprintf(reference, sizeof reference, "#/components/schemas/%.*s", (int)t.length, t.at);
    return json_pack("{s:s}", "$ref", reference);
}

static json_t *schema_of_word(type_text t)
{
    if (*t.at == '*')
        return json_pack("{s:s, s:o}", "type", "array", "items", schema_of_type((type_text){t.at + 1, t.length - 1}));
    if (t.length > 1) return named(t);
    switch (*t.at) {
    case 's': return plain("string");
    case 'n': return plain("number");
    case 'i': return plain("integer");
    case 'b': return plain("boolean");
    case 'o': return json_pack("{s:s, s:b}", "type", "object", "additionalProperties", 1);
    default: return json_pack("{s:s}", "description", "of any type");
    }
}

/* `*n?` is a list of numbers that may be null; a list itself never is. */
static json_t *schema_of_type(type_text t)
{
    bool nullable = t.at[t.length - 1] == '?' && *t.at != '*';
    if (nullable) t.length--;
    json_t *schema = schema_of_word(t);
    if (nullable && t.length > 1) schema = json_pack("{s:s, s:[o]}", "type", "object", "allOf", schema);
    if (nullable) vp_json_put(&schema, "nullable", json_true());
    return schema;
}

static json_t *schema_of_members(const char *members)
{
    json_t *properties = json_object(), *required = json_array();
    bool any = false; /* an empty list is none by OpenAPI 3.0 */
    for (const char *at = members; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " "), name_length = strcspn(at, ":");
        char name[60];
        bool optional = at[name_length - 1] == '~';
        snprintf(name, sizeof name, "%.*s", (int)(name_length - optional), at);
        vp_json_put(&properties, name, schema_of_type((type_text){at + name_length + 1, length - name_length - 1}));
        if (!optional) vp_json_add(&required, json_string(name));
        any |= !optional;
        at += length;
    }
    json_t *schema = json_pack("{s:s, s:o}", "type", "object", "properties", properties);
    if (any)
        vp_json_put(&schema, "required", required);
    else
        json_decref(required);
    return schema;
}

json_t *vp_schemas_all(void)
{
    json_t *all = json_object();
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        vp_json_put(&all, schemas[i].name, schema_of_members(schemas[i].members));
    return all;
}

json_t *vp_schemas_reference(const char *name, size_t length) { return named((type_text){name, length}); }
