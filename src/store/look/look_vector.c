/* A layer of rows: its columns, its geometry, where it lies, in which encoding its texts are. */
#include "base/array.h"
#include "store/look/file_look.h"
#include "store/look/look_internal.h"
#include "store/proposal/proposal.h"
#include "store/sandbox/source_words.h"
#include "store/spatial/crs.h"
#include "store/spatial/transform.h"
#include "store/spatial/vector_geometry.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

typedef struct {
    vp_look *look;
    vp_source *source;
    vp_source_words words;
    vp_vector_geometry geometry;
    vp_look_reach reach;                   /* in the source's own system */
    size_t kinds[4];                       /* rows by vp_shape_kind */
    double area;                           /* of outer rings, in the square of its numbers */
    size_t point_room, column_count, tags; /* tags: the column other_tags; VP_NONE */
} looker;

static void ignore(void *context, vp_severity severity, vp_place place, const char *reason)
{
    (void)context, (void)severity, (void)place, (void)reason;
}

/* ------------------------------------------------------------ encodings */

/* What UTF-8 cannot be: a mark of its own behind its letter is Vietnamese in code page 1258. */
static const char *encoding_of_bytes(const char *bytes, size_t length)
{
    char *latin = vp_text_from(bytes, length, "windows-1252", NULL);
    bool tcvn3 = latin && vp_text_seems_tcvn3(latin), marks = false;
    free(latin);
    for (size_t i = 1; i < length; i++)
        marks |= bytes[i] && strchr("\xCC\xD2\xDE\xEC\xF2", bytes[i]) && strchr("aeiouyAEIOUY", bytes[i - 1]) &&
                 bytes[i - 1];
    return tcvn3 ? "TCVN3" : marks ? "windows-1258" : "windows-1252";
}

static const char *encoding_of_text(const char *bytes, size_t length)
{
    size_t bad;
    if (!vp_text_is_utf8(bytes, length, &bad)) return encoding_of_bytes(bytes, length);
    if (vp_text_seems_tcvn3(bytes)) return "TCVN3";
    return vp_text_seems_twice(bytes) ? "UTF-8 twice" : "";
}

/* VNI writes letters that other languages have, too: some value must read like it, and all be of it. */
typedef struct {
    const char *first; /* of the first value that is not plain; "" */
    bool seems_vni, not_vni;
} encoding_guess;

/* page: that the file states; the old fonts are not among those that it can state. */
static void guess_encoding(encoding_guess *g, const char *page, const char *bytes, size_t length)
{
    size_t bad;
    bool wrapped = vp_text_is_utf8(bytes, length, &bad);
    char *latin = vp_text_from(bytes, length, wrapped ? "UTF-8" : *page ? page : "windows-1252", NULL);
    const char *encoding = !*page                                ? encoding_of_text(bytes, length)
                           : latin && vp_text_seems_tcvn3(latin) ? "TCVN3"
                                                                 : "";
    char *vni = vp_text_from(bytes, length, "VNI", NULL);
    g->seems_vni |= latin && vp_text_seems_vni(latin);
    g->not_vni |= !vni;
    if (!*g->first) g->first = encoding;
    free(latin);
    free(vni);
}

/* The first 400 rows decide. */
static bool find_encoding(vp_look *look, const vp_source_request *request, vp_error *err)
{
    vp_findings ignored = {0};
    vp_source *source = vp_source_open(request, &ignored, err);
    bool ok = source != NULL, more = ok;
    const char *page = ok ? vp_source_about(source)->page : "";
    vp_source_feature f;
    encoding_guess guess = {.first = ""};
    for (size_t row = 0; more && row < 400; row++) {
        if (!vp_source_next(source, &f, &more, NULL) || !more) break;
        for (size_t i = 0; i < vp_source_about(source)->column_count; i++)
            if (f.values[i]) guess_encoding(&guess, page, f.values[i], f.lengths[i]);
    }
    bool vni = guess.seems_vni && !guess.not_vni && strcmp(guess.first, "TCVN3") != 0;
    snprintf(look->encoding, sizeof look->encoding, "%s", vni ? "VNI" : guess.first);
    vp_source_close(source);
    vp_findings_clear(&ignored);
    return ok;
}

/* ------------------------------------------------------------ columns */

static vp_look_column *add_column(looker *l, const char *name, bool in_tags, vp_error *err)
{
    vp_look *look = l->look;
    char *key = vp_text_fold(name);
    vp_look_column *c = &look->columns[look->column_count++];
    *c = (vp_look_column){.name = strdup(name), .key = key ? key : strdup(""), .in_tags = in_tags};
    if (c->name && c->key) return c;
    vp_fail_memory(err, strlen(name));
    return NULL;
}

static bool begin_columns(looker *l, vp_error *err)
{
    const vp_source_header *header = vp_source_about(l->source);
    char **names = vp_source_words_columns(&l->words, header, err);
    if (!names) return false;
    l->column_count = header->column_count - 1; /* the last is the feature's number */
    l->look->columns = calloc(l->column_count + 3, sizeof *l->look->columns);
    bool ok = l->look->columns || vp_fail_memory(err, l->column_count * sizeof *l->look->columns);
    l->tags = VP_NONE;
    for (size_t i = 0; i < header->column_count; i++) {
        if (ok && i < l->column_count) ok = add_column(l, names[i], false, err) != NULL;
        if (strcmp(names[i], "other_tags") == 0) l->tags = i;
        free(names[i]);
    }
    free(names);
    if (ok && l->tags != VP_NONE && !vp_look_find(l->look, "amenity"))
        ok = add_column(l, "amenity", true, err) && add_column(l, "healthcare", true, err);
    return ok;
}

/* "amenity"=>"hospital" among a feature's other tags. */
static bool add_tag(vp_look_column *c, const char *tags, vp_error *err)
{
    char sign[80], value[120];
    snprintf(sign, sizeof sign, "\"%s\"=>\"", c->name);
    const char *at = strstr(tags, sign);
    if (!at) return true;
    at += strlen(sign);
    snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\""), at);
    return vp_look_column_add(c, value, err);
}

static bool add_values(looker *l, const vp_source_feature *f, vp_error *err)
{
    for (size_t i = 0; i < l->look->column_count; i++) {
        vp_look_column *c = &l->look->columns[i];
        size_t from = i < l->column_count ? i : l->tags;
        if (!f->values[from] || !f->lengths[from]) continue;
        vp_error why = {0};
        char *text = vp_source_words_text(&l->words, f->values[from], f->lengths[from], c->name, f->row, &why);
        bool ok = text ? c->in_tags ? add_tag(c, text, err) : vp_look_column_add(c, text, err)
                       : why.kind != VP_NO_MEMORY || vp_fail(err, why.kind, "%s", why.message);
        if (ok && text && !l->look->has_geometry) ok = vp_look_column_place(c, l->look->rows - 1, text, err);
        free(text);
        if (!ok) return false;
    }
    return true;
}

/* ------------------------------------------------------------ places */

static bool keep_point(looker *l, vp_point p, vp_error *err)
{
    vp_look *look = l->look;
    vp_look_widen(&l->reach, p);
    if (look->point_count >= VP_LOOK_POINTS_MOST) return true;
    if (!VP_ARRAY_FIT(look->points, l->point_room, look->point_count + 1, err)) return false;
    look->points[look->point_count++] = p;
    return true;
}

static double ring_area(const vp_point points[], size_t count)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < count; i++)
        twice += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                 (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return fabs(twice) / 2;
}

/* Of the outer ring of each part. */
static void add_area(looker *l)
{
    const vp_vector_geometry *v = &l->geometry;
    for (size_t part = 0; part < v->part_count; part++) {
        size_t ring = part ? v->part_ends[part - 1] : 0, first = ring ? v->ring_ends[ring - 1] : 0;
        l->area += ring_area(v->points + first, v->ring_ends[ring] - first);
    }
}

static bool add_geometry(looker *l, const vp_source_feature *f, vp_error *err)
{
    vp_error why = {0};
    if (!f->wkb) return true;
    if (!vp_vector_geometry_read(&l->geometry, f->wkb, f->wkb_length, &why))
        return why.kind != VP_NO_MEMORY || vp_fail(err, why.kind, "%s", why.message);
    l->kinds[l->geometry.kind]++;
    if (l->geometry.kind == VP_SHAPE_POINT) return keep_point(l, l->geometry.points[0], err);
    if (l->geometry.kind == VP_SHAPE_AREA) add_area(l);
    for (size_t i = 0; i < l->geometry.point_count; i++) vp_look_widen(&l->reach, l->geometry.points[i]);
    return true;
}

static void end_places(looker *l, const char *crs)
{
    vp_look *look = l->look;
    vp_transform *projection = *crs && look->point_count ? vp_transform_new(crs, "EPSG:4326", NULL) : NULL;
    if (look->point_count && !(projection && vp_transform_forward(projection, look->points, look->point_count)))
        look->point_count = 0;
    vp_transform_free(projection);
    look->own = l->reach.plain;
    double box = (look->own.east - look->own.west) * (look->own.north - look->own.south);
    look->covered = box > 0 ? l->area / box : 0;
    vp_bounds there = vp_crs_is_geographic(crs) ? vp_look_narrower(&l->reach) : look->own;
    if (there.west <= there.east && *crs) vp_look_degrees(crs, there, &look->bounds);
    look->kind = l->kinds[VP_SHAPE_AREA]                                ? VP_LOOK_AREAS
                 : l->kinds[VP_SHAPE_LINE]                              ? VP_LOOK_LINES
                 : l->kinds[VP_SHAPE_POINT]                             ? VP_LOOK_POINTS
                 : look->has_geometry && look->rows && !l->column_count ? VP_LOOK_POINTS
                                                                        : VP_LOOK_TABLE;
    if (look->kind == VP_LOOK_TABLE) look->has_geometry = false;
}

/* EPSG:2154 of a system in metres, by which the metres of other files may be read. */
static void keep_system(vp_look *look, const char *crs)
{
    vp_crs_row row = {0};
    bool known = *crs && !vp_crs_is_geographic(crs) && vp_crs_row_init(&row, crs, NULL);
    if (known && row.epsg) snprintf(look->stated, sizeof look->stated, "EPSG:%d", row.srid);
    vp_crs_row_clear(&row);
}

/* ------------------------------------------------------------ rows */

static bool open_source(looker *l, const vp_source_request *request, vp_findings *findings, vp_error *err)
{
    l->words = (vp_source_words){.encoding = l->look->encoding, .report = ignore};
    l->reach = VP_LOOK_NOWHERE;
    l->source = vp_source_open(request, findings, err);
    return l->source != NULL;
}

static bool read_rows(looker *l, vp_error *err)
{
    vp_source_feature f;
    vp_look *look = l->look;
    for (bool more = true; more;) {
        vp_error why = {0};
        if (!vp_source_next(l->source, &f, &more, &why)) /* what the import will refuse, it will explain */
            return why.kind == VP_BAD_INPUT || vp_fail(err, why.kind, "%s", why.message);
        if (!more) return true;
        look->rows++;
        if (!add_values(l, &f, err) || !add_geometry(l, &f, err)) return false;
        if (look->rows == VP_LOOK_ROWS_MOST) {
            look->cut = true;
            return true;
        }
    }
    return true;
}

/* Tables with coordinates in columns: read again, now that it is known in which. */
static bool read_places(vp_look *look, const vp_source_request *request, vp_error *err)
{
    vp_place_columns p;
    if (look->kind != VP_LOOK_TABLE || !vp_proposal_places(look, &p) || p.metres) return true;
    looker l = {.look = look};
    vp_findings ignored = {0};
    vp_source_feature f;
    bool ok = open_source(&l, request, &ignored, err), more = ok;
    for (size_t rows = 0; more && rows < look->rows; rows++) {
        double lon = NAN, lat = NAN;
        char axis;
        if (!vp_source_next(l.source, &f, &more, NULL) || !more) break;
        if (p.both != VP_NONE) {
            if (!f.values[p.both] || !vp_lonlat_read(f.values[p.both], VP_DECIMAL_UNKNOWN, &lon, &lat)) continue;
        } else if (!f.values[p.lon] || !f.values[p.lat] ||
                   !vp_degrees_read(f.values[p.lon], VP_DECIMAL_UNKNOWN, &lon, &axis) ||
                   !vp_degrees_read(f.values[p.lat], VP_DECIMAL_UNKNOWN, &lat, &axis))
            continue;
        if (fabs(lon) <= 180 && fabs(lat) <= 90 && (lon != 0 || lat != 0)) /* nobody knew where */
            ok = keep_point(&l, (vp_point){lon, lat}, err);
        more = more && ok;
    }
    if (ok && l.reach.plain.west <= l.reach.plain.east) look->bounds = vp_look_narrower(&l.reach);
    vp_source_close(l.source);
    vp_findings_clear(&ignored);
    return ok;
}

bool vp_look_vector(vp_look *look, const vp_source_request *given, size_t kinds[3], vp_error *err)
{
    looker l = {.look = look};
    vp_findings ignored = {0};
    if (!find_encoding(look, given, err)) return false;
    vp_source_request request = *given;
    request.encoding = look->encoding;
    bool ok = open_source(&l, &request, &ignored, err);
    if (ok) {
        const vp_source_header *header = vp_source_about(l.source);
        look->has_geometry = header->has_geometry;
        look->has_crs = *header->crs != '\0';
        ok = begin_columns(&l, err) && read_rows(&l, err);
        for (size_t i = 0; i < look->column_count; i++) vp_look_column_end(&look->columns[i]);
        if (ok) keep_system(look, header->crs);
        if (ok) end_places(&l, header->crs);
        kinds[0] = l.kinds[VP_SHAPE_POINT], kinds[1] = l.kinds[VP_SHAPE_LINE], kinds[2] = l.kinds[VP_SHAPE_AREA];
    }
    vp_source_close(l.source);
    vp_vector_geometry_clear(&l.geometry);
    vp_findings_clear(&ignored);
    return ok && read_places(look, &request, err);
}

/* ------------------------------------------------------------ two columns */

static bool add_pair(looker *l, const vp_source_feature *f, size_t first, size_t second, vp_look_pairs *pairs,
                     vp_error *err)
{
    const size_t at[2] = {first, second};
    char *text[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++)
        if (f->values[at[i]])
            text[i] = vp_source_words_text(&l->words, f->values[at[i]], f->lengths[at[i]], "", f->row, err);
    bool both = text[0] && *text[0] && text[1] && *text[1];
    bool ok = !both || VP_ARRAY_FIT(pairs->items, pairs->room, pairs->count + 1, err);
    if (both && ok) {
        pairs->items[pairs->count++] = (vp_look_pair){text[0], text[1]};
        return true;
    }
    free(text[0]);
    free(text[1]);
    return ok;
}

/* Of the texts, as the header states it. */
static bool learn_page(looker *l, vp_error *err)
{
    const vp_source_header *header = vp_source_about(l->source);
    char **names = vp_source_words_columns(&l->words, header, err);
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < header->column_count; i++) free(names[i]);
    free(names);
    return ok;
}

bool vp_look_read_pairs(const vp_look *look, const char *full_path, size_t first, size_t second, vp_look_pairs *pairs,
                        vp_error *err)
{
    const char *names[] = {look->columns[first].name, look->columns[second].name};
    const vp_column_names wanted = {names, 2};
    vp_source_request request = {full_path,      look->path, look->named ? look->layer : "", "",
                                 look->encoding, "",         {0, &wanted, 1, false},         NULL};
    vp_look scratch = {.encoding = ""};
    snprintf(scratch.encoding, sizeof scratch.encoding, "%s", look->encoding);
    looker l = {.look = &scratch};
    vp_findings ignored = {0};
    vp_source_feature f;
    bool ok = open_source(&l, &request, &ignored, err) && learn_page(&l, err), more = ok;
    while (more) {
        if (!vp_source_next(l.source, &f, &more, err)) {
            ok = false;
            break;
        }
        if (more) more = ok = add_pair(&l, &f, first, second, pairs, err);
    }
    vp_source_close(l.source);
    vp_findings_clear(&ignored);
    return ok;
}
