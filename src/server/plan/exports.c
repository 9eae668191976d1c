/* /export and /export/{name}.{ext}: the tables, layers and surfaces as files, and the printable report. */
#include "report/report.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "service/exporter.h"
#include "service/scenario_columns.h"
#include "tiles/layers.h"
#include "tiles/tile_cache.h"
#include "json/json.h"
#include <stdio.h>
#include <string.h>
#include <vungphu/version.h>

/* What a form holds. */
typedef enum { ONE_TABLE, ONE_LAYER, EVERYTHING, ONE_SURFACE, REPORT } content;

static const struct {
    const char *extension, *type;
    content holds;
} forms[] = {
    {"csv", "text/csv; charset=utf-8; header=present", ONE_TABLE},
    {"geojson", "application/geo+json", ONE_LAYER},
    {"fgb", "application/flatgeobuf", ONE_LAYER},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", EVERYTHING},
    {"gpkg", "application/geopackage+sqlite3", EVERYTHING},
    {"tif", "image/tiff; application=geotiff", ONE_SURFACE},
    {"html", "text/html; charset=utf-8", REPORT},
};
enum { FORMS = sizeof forms / sizeof *forms };

static const char *const layers[] =
    {"units",         "facilities", "transmitters", "settlements", "unserved_settlements",
     "service_areas", "gaps",       "quality",      "isochrones"},
                         *const tables[] = {"indicators", "indicator_values",  "targets", "history",
                                            "services",   "population_groups", "sources"};
enum { LAYERS = sizeof layers / sizeof *layers, TABLES = sizeof tables / sizeof *tables };

/* ------------------------------------------------------------ one file */

typedef struct {
    char name[160];
    size_t form;
    bool bom, decimal_comma, english;
    vp_territory territory; /* of a report */
} asked;

static bool read_language(const vp_call *call, asked *a, vp_error *err)
{
    const char *language = vp_target_parameter(&call->target, "lang");
    a->english = language && strcmp(language, "en") == 0;
    if (language && !a->english && strcmp(language, "vi") != 0)
        return vp_fail(err, VP_BAD_INPUT, "lang=%.40s is neither vi nor en", language);
    return !language || strcmp(forms[a->form].extension, "xlsx") == 0 ||
           vp_fail(err, VP_BAD_INPUT, "lang goes with xlsx only");
}

/* The territory of a report; other files hold all. */
static bool read_territory(const vp_call *call, const vp_region *region, asked *a, vp_error *err)
{
    static const char *const names[] = {"level", "vintage", "code"};
    for (size_t i = 0; i < 3; i++)
        if (forms[a->form].holds != REPORT && vp_target_parameter(&call->target, names[i]))
            return vp_fail(err, VP_BAD_INPUT, "%s goes with report.html only", names[i]);
    return vp_select_territory(call, &region->units, &a->territory, err);
}

static bool read_asked(const vp_call *call, const vp_snapshot *snapshot, asked *a, vp_error *err)
{
    const char *file = vp_target_capture(&call->target, "file"), *dot = strrchr(file, '.'),
               *bom = vp_target_parameter(&call->target, "bom");
    a->form = 0;
    while (a->form < FORMS && !(dot && strcmp(dot + 1, forms[a->form].extension) == 0)) a->form++;
    if (a->form == FORMS || dot == file || (size_t)(dot - file) >= sizeof a->name)
        return vp_fail(err, VP_NOT_FOUND, "there is no file '%.60s'; /export lists them", file);
    snprintf(a->name, sizeof a->name, "%.*s", (int)(dot - file), file);
    content holds = forms[a->form].holds;
    const char *only = holds == EVERYTHING ? "all" : holds == REPORT ? "report" : a->name;
    if (strcmp(a->name, only) != 0)
        return vp_fail(err, VP_NOT_FOUND, "a %s file holds everything: it is %s.%s", dot + 1, only, dot + 1);
    const char *decimal = vp_target_parameter(&call->target, "decimal");
    if (bom && strcmp(bom, "1") != 0) return vp_fail(err, VP_BAD_INPUT, "bom is only 1");
    a->bom = bom != NULL;
    a->decimal_comma = decimal && strcmp(decimal, "comma") == 0;
    if (decimal && !a->decimal_comma && strcmp(decimal, "dot") != 0)
        return vp_fail(err, VP_BAD_INPUT, "decimal=%.40s is neither comma nor dot", decimal);
    if ((bom || decimal) && holds != ONE_TABLE)
        return vp_fail(err, VP_BAD_INPUT, "a byte order mark and decimal commas go with csv only");
    return read_language(call, a, err) && read_territory(call, snapshot->region, a, err);
}

static vp_blob *write_report(const vp_snapshot *snapshot, vp_territory territory, vp_error *err)
{
    vp_buffer bytes = {0};
    if (vp_report_write(snapshot, territory, &bytes, err)) return vp_blob_new(&bytes, err);
    vp_buffer_clear(&bytes);
    return NULL;
}

/* What a scenario changes is written from a view with its columns. */
static vp_blob *write_columns(const vp_call *call, const vp_snapshot *snapshot, vp_exported *what, vp_error *err)
{
    enum { WAIT_SECONDS = 60 };
    char id[VP_SCENARIO_ID];
    vp_snapshot view;
    const vp_exporter *exporter = call->backends->exporter;
    if (!what->layer || !call->backends->scenarios || !vp_scenario_columns_named(what->layer, id))
        return exporter->write(exporter->context, what, err);
    vp_unit_columns *columns =
        vp_scenario_columns_solve(call->backends->scenarios, id, snapshot, WAIT_SECONDS, VP_NONE, err);
    if (!columns) return NULL;
    vp_unit_columns_view(snapshot, columns, &view);
    what->view = &view;
    vp_blob *blob = exporter->write(exporter->context, what, err);
    vp_unit_columns_free(columns);
    return blob;
}

static vp_blob *write_file(const vp_call *call, const vp_snapshot *snapshot, const asked *a, vp_error *err)
{
    if (forms[a->form].holds == REPORT) return write_report(snapshot, a->territory, err);
    const vp_exporter *exporter = call->backends->exporter;
    if (!exporter) {
        vp_fail(err, VP_NOT_FOUND, "this server writes no files");
        return NULL;
    }
    vp_exported what = {.snapshot = snapshot->provenance.id,
                        .layer = forms[a->form].holds == EVERYTHING ? NULL : a->name,
                        .extension = forms[a->form].extension,
                        .bom = a->bom,
                        .decimal_comma = a->decimal_comma,
                        .english = a->english,
                        .unwanted = call->unwanted};
    return write_columns(call, snapshot, &what, err);
}

static void name_version(const vp_call *call, const vp_provenance *provenance, const asked *a, char tag[VP_TAG_MOST])
{
    char id[VP_SCENARIO_ID], name[61];
    snprintf(name, sizeof name, "%.60s", a->name);
    if (call->backends->scenarios && vp_scenario_columns_named(a->name, id))
        vp_scenario_columns_edition(call->backends->scenarios, id, name, sizeof name);
    snprintf(tag, VP_TAG_MOST, "\"%.50s.%s.%s.%zx.%zx%s%s%s.%s\"", provenance->id, VP_VERSION, name, a->territory.set,
             a->territory.unit, a->bom ? ".bom" : "", a->decimal_comma ? ".comma" : "", a->english ? ".en" : "",
             forms[a->form].extension);
}

/* Unless it was written before, or the client has it already. */
bool vp_export_is_long(const vp_call *call, const vp_snapshot *snapshot)
{
    asked a = {0};
    vp_error ignored;
    char tag[VP_TAG_MOST];
    if (!snapshot || !read_asked(call, snapshot, &a, &ignored)) return false;
    name_version(call, &snapshot->provenance, &a, tag);
    vp_blob *kept = vp_tile_cache_find(call->backends->cache, tag);
    vp_blob_release(kept);
    return !kept && (!call->tags || !vp_header_matches(call->tags, tag));
}

bool vp_get_export(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    asked a = {0};
    if (!read_asked(call, snapshot, &a, err)) return false;
    reply->store = reply->ranges = true;
    reply->type = forms[a.form].type;
    name_version(call, &snapshot->provenance, &a, reply->tag);
    snprintf(reply->file, sizeof reply->file, "vungphu-%.60s-%.60s.%s", a.name, snapshot->provenance.id,
             forms[a.form].extension);
    if (call->tags && vp_header_matches(call->tags, reply->tag)) return true; /* becomes a 304 */
    reply->body = vp_tile_cache_find(call->backends->cache, reply->tag);
    if (reply->body) return true;
    reply->body = write_file(call, snapshot, &a, err);
    if (reply->body) vp_tile_cache_keep(call->backends->cache, reply->tag, reply->body);
    return reply->body != NULL;
}

/* ------------------------------------------------------------ what there is */

static bool list_file(json_t *files, const vp_call *call, const char *name, size_t form)
{
    char address[600];
    snprintf(address, sizeof address, "%s/export/%.150s.%s", call->base, name, forms[form].extension);
    return vp_json_append(files, json_pack("{s:s, s:s, s:s, s:s}", "name", name, "form", forms[form].extension, "type",
                                           forms[form].type, "href", address));
}

static bool list_form(json_t *files, const vp_call *call, const vp_snapshot *snapshot, size_t form)
{
    bool ok = true;
    content holds = forms[form].holds;
    if (holds == EVERYTHING || holds == REPORT) return list_file(files, call, holds == REPORT ? "report" : "all", form);
    for (size_t i = 0; ok && holds != ONE_SURFACE && i < LAYERS; i++) ok = list_file(files, call, layers[i], form);
    for (const vp_unit_columns *c = snapshot->places.columns; ok && holds != ONE_SURFACE && c; c = c->next)
        ok = list_file(files, call, c->id, form);
    for (size_t i = 0; ok && holds == ONE_TABLE && i < TABLES; i++) ok = list_file(files, call, tables[i], form);
    for (size_t i = 0; ok && holds == ONE_SURFACE && i < snapshot->region->definitions.service_count; i++) {
        const char *id = snapshot->region->definitions.services[i].id;
        char layer[160];
        snprintf(layer, sizeof layer, "reach_%.150s", id);
        if (vp_layers_raster(snapshot, layer) == i) ok = list_file(files, call, id, form);
    }
    return ok;
}

bool vp_get_exports(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    json_t *files = json_array();
    bool ok = files != NULL;
    for (size_t form = 0; ok && form < FORMS; form++)
        if (call->backends->exporter || forms[form].holds == REPORT) ok = list_form(files, call, snapshot, form);
    if (!ok) {
        json_decref(files);
        files = NULL;
    }
    reply->body = vp_json_blob(json_pack("{s:s, s:o}", "snapshot", snapshot->provenance.id, "files", files), err);
    return reply->body != NULL;
}
