#include "store/look/file_look.h"
#include "base/array.h"
#include "store/look/look_internal.h"
#include "store/sandbox/format.h"
#include "store/sandbox/source_words.h"
#include "store/text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* path and layer folded: what a word is looked for in. */
static char *key_of(const char *path, const char *layer)
{
    char *both = NULL;
    if (asprintf(&both, "%s %s", path, layer) < 0) return NULL;
    char *key = vp_text_fold(both);
    free(both);
    return key ? key : strdup("");
}

static vp_look *add_look(vp_looks *looks, const vp_source_request *request, const char *layer, bool named,
                         vp_error *err)
{
    if (!VP_ARRAY_FIT(looks->items, looks->room, looks->count + 1, err)) return NULL;
    vp_look *look = &looks->items[looks->count++];
    *look = (vp_look){.path = strdup(request->file),
                      .layer = strdup(layer),
                      .key = key_of(request->file, named ? layer : ""),
                      .named = named,
                      .bounds = {1, 1, 0, 0},
                      .own = {1, 1, 0, 0}};
    if (look->path && look->layer && look->key) return look;
    vp_fail_memory(err, strlen(layer));
    return NULL;
}

/* DHIS2, Overpass and others write points, lines and areas into one layer: each kind is looked at by itself. */
static bool look_at_kinds(vp_looks *looks, const vp_source_request *request, const char *layer, bool named,
                          const size_t kinds[3], vp_error *err)
{
    static const char *const filters[] = {"OGR_GEOMETRY IN ('POINT', 'MULTIPOINT')",
                                          "OGR_GEOMETRY IN ('LINESTRING', 'MULTILINESTRING')",
                                          "OGR_GEOMETRY IN ('POLYGON', 'MULTIPOLYGON')"};
    for (size_t k = 0; k < 3; k++) {
        size_t ignored[3];
        vp_source_request one = *request;
        vp_look *look = kinds[k] ? add_look(looks, request, layer, named, err) : NULL;
        if (!kinds[k]) continue;
        one.filter = filters[k];
        if (!look || !vp_look_vector(look, &one, ignored, err)) return false;
        snprintf(look->filter, sizeof look->filter, "%s", filters[k]);
    }
    return true;
}

static bool look_at_layer(vp_looks *looks, const vp_source_request *request, const char *layer, bool named,
                          vp_error *err)
{
    size_t kinds[3] = {0};
    vp_look *look = add_look(looks, request, layer, named, err);
    if (!look || !vp_look_vector(look, request, kinds, err)) return false;
    int different = (kinds[0] > 0) + (kinds[1] > 0) + (kinds[2] > 0);
    bool mixed = different > 1 && look->rows < VP_LOOK_ROWS_MOST && strcmp(look->layer, "other_relations") != 0;
    if (!mixed) return true;
    vp_look_clear(&looks->items[--looks->count]);
    return look_at_kinds(looks, request, layer, named, kinds, err);
}

static bool look_at_layers(vp_looks *looks, const vp_source_request *request, char *const names[], size_t count,
                           vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        vp_source_request one = *request;
        one.layer = count > 1 ? names[i] : "";
        ok = look_at_layer(looks, &one, names[i], count > 1, err);
    }
    return ok;
}

static bool look_at_raster(vp_looks *looks, const vp_source_request *request, vp_error *err)
{
    vp_look *look = add_look(looks, request, "", false, err);
    if (look && vp_look_raster_cells(look, request, err)) return true;
    if (look) vp_look_clear(&looks->items[--looks->count]);
    return false;
}

/* Headings below titles are found by their columns of places, or of units' codes. */
static const char *const codes[] = {"code",
                                    "unit_code",
                                    "ma",
                                    "ma_xa",
                                    "mã",
                                    "mã xã",
                                    "mã đvhc",
                                    "mã đơn vị hành chính",
                                    "mã số",
                                    "mã đơn vị",
                                    "tên xã",
                                    "tên",
                                    "tên đơn vị",
                                    "tên đơn vị hành chính",
                                    "đơn vị hành chính",
                                    "đơn vị",
                                    "dân số",
                                    "tổng dân số",
                                    "stt",
                                    "tên cơ sở",
                                    "loại hình",
                                    "name",
                                    "population"};
enum { CODES = sizeof codes / sizeof *codes, WANTED = VP_SOURCE_PLACES + CODES };

static void want(vp_column_names wanted[WANTED])
{
    for (size_t i = 0; i < VP_SOURCE_PLACES; i++)
        wanted[i] = (vp_column_names){vp_source_places[i], vp_source_places[i][1] ? 2 : 1};
    for (size_t i = 0; i < CODES; i++) wanted[VP_SOURCE_PLACES + i] = (vp_column_names){&codes[i], 1};
}

bool vp_file_look(vp_looks *looks, const char *full_path, const char *path, vp_error *err)
{
    const vp_source_format *format = vp_source_format_of(path);
    vp_column_names wanted[WANTED];
    want(wanted);
    vp_source_request request = {full_path, path, "", "", "", "", {0, wanted, WANTED, true}, NULL};
    vp_findings ignored = {0};
    vp_error why = {0};
    size_t count = 0;
    const char *remedy = format ? NULL : vp_source_remedy(path);
    if (remedy) return vp_fail(err, VP_BAD_INPUT, "%s: " VP_SOURCE_UNREAD, path, remedy);
    if (!format || format->raster) return look_at_raster(looks, &request, err);
    char **names = vp_source_layers(&request, &count, &ignored, &why);
    vp_findings_clear(&ignored);
    if (!names) { /* a zip may hold a raster instead */
        bool zip = !format->drivers[0];
        return (zip && look_at_raster(looks, &request, NULL)) || vp_fail(err, why.kind, "%s", why.message);
    }
    bool ok = look_at_layers(looks, &request, names, count, err);
    for (size_t i = 0; i < count; i++) free(names[i]);
    free(names);
    return ok;
}

void vp_looks_clear(vp_looks *looks)
{
    for (size_t i = 0; i < looks->count; i++) vp_look_clear(&looks->items[i]);
    free(looks->items);
    *looks = (vp_looks){0};
}
