#include "publish/site.h"
#include "platform/path.h"
#include "publish/site_internal.h"
#include "server/routes.h"
#include "service/exports.h"
#include "service/tile_archive.h"
#include "store/export/export.h"
#include "store/snapshot/snapshot_store.h"
#include "tiles/layers.h"
#include "json/json.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool vp_site_is(const char *path)
{
    size_t length = strlen(path);
    return length > 1 && path[length - 1] == '/';
}

static bool note(json_t *list, const char *name, vp_error *err)
{
    return vp_json_append(list, json_string(name)) || vp_fail_memory(err, strlen(name));
}

/* ------------------------------------------------------------ tiles and surfaces */

static bool note_archive(void *context, const char *path, vp_error *err)
{
    const vp_site *site = context;
    return note(site->tiles, path + strlen(site->folder) + 1, err);
}

static bool write_archive(vp_site *site, vp_snapshot *snapshot, const vp_tile_archive_question *q, vp_error *err)
{
    char file[VP_SITE_NAME_MOST], path[PATH_MAX], name[200];
    vp_site_term terms[] = {{"level", q->level}, {"vintage", q->vintage}};
    snprintf(name, sizeof name, "tiles/%.150s.pmtiles", q->layers);
    if (!vp_site_name(name, terms, 2, file, err)) return false;
    snprintf(path, sizeof path, "%.3000s/%s", site->folder, file);
    vp_tile_archive_question asked = *q;
    asked.sheets = site->sheets;
    asked.wrote = note_archive;
    asked.context = site;
    return vp_site_make_folders(path, err) && vp_tile_archive_write(snapshot, &asked, path, err);
}

/* Of the layers that the map draws, not of all that there are. Of units and their names one archive a level and
 * vintage. */
static bool write_unit_tiles(vp_site *site, vp_snapshot *snapshot, vp_error *err)
{
    static const char *const layers[] = {"units", "unit_names"};
    const vp_units *units = &snapshot->region->units;
    bool ok = true;
    for (size_t i = 0; ok && i < units->set_count; i++)
        for (size_t k = 0; ok && k < sizeof layers / sizeof *layers; k++)
            ok = write_archive(site, snapshot,
                               &(vp_tile_archive_question){.layers = layers[k],
                                                           .level = units->sets[i].level,
                                                           .vintage = units->sets[i].vintage,
                                                           .undated = true},
                               err);
    return ok;
}

/* Of each other layer of the map one archive. */
static bool write_tiles(vp_site *site, vp_snapshot *snapshot, vp_error *err)
{
    static const char *const layers[] = {"facilities", "roads", "waters", "settlements"};
    const vp_definitions *definitions = &snapshot->region->definitions;
    bool ok = write_unit_tiles(site, snapshot, err);
    for (size_t i = 0; ok && i < sizeof layers / sizeof *layers; i++)
        ok = write_archive(site, snapshot, &(vp_tile_archive_question){.layers = layers[i], .undated = true}, err);
    if (ok && snapshot->places.relief)
        ok =
            write_archive(site, snapshot, &(vp_tile_archive_question){.layers = VP_RELIEF_LAYER, .undated = true}, err);
    for (size_t i = 0; ok && i < definitions->service_count; i++) {
        char layer[200];
        snprintf(layer, sizeof layer, "reach_%.150s", definitions->services[i].id);
        if (vp_layers_raster(snapshot, layer) != VP_NONE)
            ok = write_archive(site, snapshot, &(vp_tile_archive_question){.layers = layer, .undated = true}, err);
    }
    return ok;
}

static bool write_surface(vp_site *site, const vp_export_question *q, const char *file, vp_error *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%s", site->folder, file);
    return vp_site_make_folders(path, err) && vp_export(q, path, err) && note(site->surfaces, file, err);
}

/* Windows about as wide as a sheet of tiles: 1,024 cells where those are of zoom 8. */
static size_t cells_of_sheet(uint32_t zoom)
{
    enum { AT_ZOOM = 8, CELLS = 1024, LEAST = 64 };
    size_t cells = zoom <= AT_ZOOM ? (size_t)CELLS << (AT_ZOOM - zoom) : (size_t)CELLS >> (zoom - AT_ZOOM);
    return cells < LEAST ? LEAST : cells;
}

static bool write_windows(vp_site *site, vp_export_question q, vp_grid_geometry g, vp_error *err)
{
    size_t step = cells_of_sheet(site->sheets);
    bool ok = true;
    for (size_t row = 0; ok && row < g.rows; row += step)
        for (size_t column = 0; ok && column < g.columns; column += step) {
            char file[300];
            vp_export_window window = {column, row, g.columns - column < step ? g.columns - column : step,
                                       g.rows - row < step ? g.rows - row : step};
            q.window = &window;
            snprintf(file, sizeof file, "surfaces/%.150s/%zu-%zu.tif", q.layer, row / step, column / step);
            ok = write_surface(site, &q, file, err);
        }
    return ok;
}

static bool write_surfaces(vp_site *site, const vp_snapshot *snapshot, const char *directory, vp_error *err)
{
    const vp_definitions *definitions = &snapshot->region->definitions;
    bool ok = true;
    for (size_t i = 0; ok && i < definitions->service_count; i++) {
        char file[200];
        const char *id = definitions->services[i].id;
        const vp_export_question q = {.directory = directory, .snapshot = snapshot->provenance.id, .layer = id};
        if (!snapshot->results.surfaces[i]) continue;
        snprintf(file, sizeof file, "surfaces/%.150s.tif", id);
        ok =
            site->sheets ? write_windows(site, q, snapshot->region->geometry, err) : write_surface(site, &q, file, err);
    }
    return ok;
}

/* A province is within two tiles of zoom 8 each way, and stays whole. */
static uint32_t find_sheets(uint32_t asked, const vp_snapshot *snapshot)
{
    enum { ZOOM = 8, ACROSS = 2 };
    vp_grid_geometry g = snapshot->region->geometry;
    double tile = 156000; /* metres of zoom 8 at the equator */
    if (asked != VP_SITE_SHEETS_SELF) return asked;
    return (double)g.columns * g.cell_metres > ACROSS * tile || (double)g.rows * g.cell_metres > ACROSS * tile ? ZOOM
                                                                                                               : 0;
}

/* ------------------------------------------------------------ answers */

static vp_server *open_server(const vp_site_options *o, vp_snapshot *snapshot, const vp_exporter *exporter,
                              vp_error *err)
{
    vp_publication *publication = vp_publication_new(err);
    vp_server *server = publication
                            ? vp_server_new(
                                  &(vp_server_options){
                                      .routes = o->routes, .publication = publication, .url = "", .exporter = exporter},
                                  err)
                            : NULL;
    if (server) {
        vp_snapshot_hold(snapshot);
        if (vp_server_publish(server, snapshot, err)) return server;
    }
    vp_server_free(server);
    return NULL;
}

static bool write_answers(vp_site *site, const vp_site_options *o, vp_snapshot *snapshot, vp_error *err)
{
    char directory[PATH_MAX];
    snprintf(directory, sizeof directory, "%.4000s", o->directory);
    vp_exporter exporter = {directory, vp_exports_write};
    site->server = open_server(o, snapshot, &exporter, err);
    bool ok = site->server && vp_site_ask_all(site, err);
    vp_server_free(site->server);
    return ok;
}

/* The list of all, for the map as a module and for others as JSON. */
static bool write_book(const vp_site *site, const vp_snapshot *snapshot, const char *folder, vp_error *err)
{
    char path[PATH_MAX];
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:i, s:O, s:O, s:O, s:O}", "snapshot", snapshot->provenance.id, "made_at",
                  snapshot->provenance.made_at, "software", snapshot->provenance.software, "sheets", (int)site->sheets,
                  "answers", site->answers, "sums", site->sums, "tiles", site->tiles, "surfaces", site->surfaces);
    char *text = root ? vp_json_dump(root, JSON_COMPACT) : NULL;
    vp_buffer module = {0};
    vp_buffer_format(&module, "/* Written by vungphu export: what lies below data/. */\nexport const site = %s;\n",
                     text ? text : "");
    bool ok = (text && !module.failed) || vp_fail_memory(err, module.length);
    snprintf(path, sizeof path, "%.4000s/data/site.json", folder);
    ok = ok && vp_site_write_bytes(path, text, strlen(text), err);
    snprintf(path, sizeof path, "%.4000s/api/book.js", folder);
    ok = ok && vp_site_write_bytes(path, module.bytes, module.length, err);
    vp_buffer_clear(&module);
    free(text);
    json_decref(root);
    return ok;
}

static bool copy_map(const vp_site_options *o, const char *folder, vp_error *err)
{
    char book[PATH_MAX];
    snprintf(book, sizeof book, "%.4000s/api/book.js", o->web_folder ? o->web_folder : "");
    if (!o->web_folder || access(book, R_OK) != 0)
        return vp_fail(err, VP_NOT_FOUND, "%s: there is no web map; build it in web/, or name its folder with --web",
                       o->web_folder ? o->web_folder : "--web");
    return vp_site_copy_tree(o->web_folder, folder, err);
}

bool vp_site_fill(const vp_site_options *options, const char *folder, char id[VP_SITE_ID_MOST], vp_error *err)
{
    char data[PATH_MAX];
    snprintf(data, sizeof data, "%.4000s/data", folder);
    vp_site site = {.folder = data,
                    .answers = json_array(),
                    .sums = json_array(),
                    .tiles = json_array(),
                    .surfaces = json_array(),
                    .groups = options->groups};
    bool ok = (site.answers && site.sums && site.tiles && site.surfaces) || vp_fail_memory(err, sizeof site);
    vp_snapshot *snapshot = ok && copy_map(options, folder, err) ? vp_snapshot_load(options->directory, err) : NULL;
    if (snapshot) site.sheets = find_sheets(options->sheets, snapshot);
    ok = snapshot && write_tiles(&site, snapshot, err) &&
         (!options->surfaces || write_surfaces(&site, snapshot, options->directory, err)) &&
         write_answers(&site, options, snapshot, err) && write_book(&site, snapshot, folder, err);
    if (ok && id) snprintf(id, VP_SITE_ID_MOST, "%s", snapshot->provenance.id);
    vp_snapshot_release(snapshot);
    json_decref(site.answers);
    json_decref(site.sums);
    json_decref(site.tiles);
    json_decref(site.surfaces);
    return ok;
}

/* ------------------------------------------------------------ in its place */

/* A site that is there makes room. */
static bool give_place(const char *draft, const char *path, vp_error *err)
{
    char list[PATH_MAX], old[PATH_MAX];
    snprintf(list, sizeof list, "%.4000s/data/site.json", path);
    if (access(list, F_OK) != 0) return vp_path_replace(draft, path, err);
    snprintf(old, sizeof old, "%.4000s.old", draft);
    if (rename(path, old) != 0)
        return vp_fail(err, vp_error_of_system(errno), "%s: cannot be replaced: %s", path, strerror(errno));
    bool ok = vp_path_replace(draft, path, err);
    if (ok)
        vp_path_remove_tree(old);
    else if (rename(old, path) != 0)
        return vp_fail(err, VP_IO, "%s: is now %s", path, old);
    return ok;
}

bool vp_site_write(const vp_site_options *options, const char *folder, char id[VP_SITE_ID_MOST], vp_error *err)
{
    char path[PATH_MAX], draft[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s", folder);
    for (size_t length = strlen(path); length > 1 && path[length - 1] == '/';) path[--length] = '\0';
    snprintf(draft, sizeof draft, "%.4000s.draft-XXXXXX", path);
    if (!mkdtemp(draft))
        return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", draft, strerror(errno));
    chmod(draft, 0755);
    bool ok = vp_site_fill(options, draft, id, err) && give_place(draft, path, err);
    if (!ok) vp_path_remove_tree(draft);
    return ok;
}
