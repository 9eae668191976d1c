/* What all guesses share: a row begun, a sentence said, the column that fits. */
#include "base/array.h"
#include "store/proposal/proposal_internal.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/region.h>

/* ------------------------------------------------------------ rows */

static void find_licence(vp_proposed_source *row, const vp_look *look)
{
    static const char *const known[][3] = {
        {"worldpop ppp", "CC-BY-4.0", "WorldPop (www.worldpop.org)"},
        {"worldcover", "CC-BY-4.0", "ESA WorldCover"},
        {"ghs_pop ghspop ghsl ghs", "CC-BY-4.0", "European Commission, Joint Research Centre: GHSL"},
        {"glo30 glo_30 copernicus", "Copernicus DEM licence", "Copernicus DEM, ESA and Airbus"},
        {"geoboundaries", "CC-BY-4.0", "geoBoundaries (www.geoboundaries.org)"},
        {"gadm gadm36 gadm41", "GADM licence: no commercial use", "GADM (gadm.org)"},
        {"healthsites healthsite", "ODbL-1.0", "healthsites.io, OpenStreetMap contributors"},
        {"osm openstreetmap gis_osm", "ODbL-1.0", "OpenStreetMap contributors"},
    };
    if (vp_guess_is_osm(look)) {
        snprintf(row->licence, sizeof row->licence, "ODbL-1.0");
        snprintf(row->attribution, sizeof row->attribution, "OpenStreetMap contributors");
    }
    for (size_t i = 0; !*row->licence && i < sizeof known / sizeof *known; i++)
        if (vp_words_in(known[i][0], look->key)) {
            snprintf(row->licence, sizeof row->licence, "%s", known[i][1]);
            snprintf(row->attribution, sizeof row->attribution, "%s", known[i][2]);
        }
}

vp_proposed_source *vp_guess_row(vp_guess *g, const vp_look *look, const char *role)
{
    vp_proposal *p = g->out;
    if (g->failed || !VP_ARRAY_FIT(p->sources, p->source_room, p->source_count + 1, NULL)) {
        g->failed = true;
        return NULL;
    }
    vp_proposed_source *row = &p->sources[p->source_count++];
    *row = (vp_proposed_source){.look = (size_t)(look - g->looks)};
    snprintf(row->role, sizeof row->role, "%s", role);
    snprintf(row->path, sizeof row->path, "%s", look->path);
    snprintf(row->layer, sizeof row->layer, "%s", look->named ? look->layer : "");
    snprintf(row->encoding, sizeof row->encoding, "%s", look->encoding);
    snprintf(row->filter, sizeof row->filter, "%s", look->filter);
    snprintf(row->crs, sizeof row->crs, "%s", look->crs);
    if (*look->crs)
        snprintf(row->note, sizeof row->note, "the file does not name its system: %s is assumed; check it", look->crs);
    g->used[row->look] = true;
    find_licence(row, look);
    return row;
}

void vp_guess_quoted(const char *text, char sign, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 3 < size; text++) {
        if (*text == sign) out[used++] = sign;
        out[used++] = *text;
    }
    out[used] = '\0';
}

void vp_guess_equals(const char *name, const char *text, char *condition, size_t size)
{
    char column[200], value[200];
    vp_guess_quoted(name, '"', column, sizeof column);
    vp_guess_quoted(text, '\'', value, sizeof value);
    snprintf(condition, size, "\"%s\" = '%s'", column, value);
}

void vp_guess_filter(vp_proposed_source *row, const char *condition)
{
    size_t used = strlen(row->filter);
    bool either = used && strstr(condition, " OR ");
    if (*condition)
        snprintf(row->filter + used, sizeof row->filter - used, either ? "%s(%s)" : "%s%s", used ? " AND " : "",
                 condition);
}

void vp_guess_say(vp_guess *g, const vp_look *look, const char *format, ...)
{
    vp_proposal *p = g->out;
    if (p->understood_count >= VP_PROPOSED_SENTENCES) return;
    char *line = p->understood[p->understood_count++];
    size_t size = sizeof *p->understood;
    int used = snprintf(line, size, look->named ? "%.120s [%.60s]: " : "%.120s: ", look->path, look->layer);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line + used, size - (size_t)used, format, arguments);
    va_end(arguments);
}

void vp_guess_field(vp_proposed_source *row, const char *name, const vp_look_column *column, const char *constant)
{
    size_t used = strlen(row->fields);
    char quoted[300], inside[290];
    const char *value = column ? column->name : constant;
    if (value && strpbrk(value, ";\"")) {
        vp_guess_quoted(value, '"', inside, sizeof inside);
        snprintf(quoted, sizeof quoted, "\"%s\"", inside);
        value = quoted;
    }
    if (!value || strchr(value, '\n') || used + strlen(name) + strlen(value) + 4 > sizeof row->fields) return;
    snprintf(row->fields + used, sizeof row->fields - used, "%s%s%s%s", used ? ";" : "", name,
             column ? "=" : ":=", value);
}

/* ------------------------------------------------------------ columns */

const vp_look_column *vp_guess_column(const vp_look *look, vp_meaning meaning, double filled_least)
{
    const vp_look_column *best = NULL;
    int most = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        int fit = c->in_tags || strchr(c->name, '\n') ? 0 : vp_words_fit(meaning, c->key); /* fields cannot say it */
        if (fit > most && (double)c->filled >= filled_least * (double)look->rows && c->filled) best = c, most = fit;
    }
    return best;
}

const vp_look_column *vp_guess_id(const vp_look *look)
{
    const vp_look_column *best = NULL;
    int most = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        if (!c->unique || c->filled < look->rows || c->in_tags || strchr(c->name, '\n')) continue;
        bool fraction = c->numbers == c->filled && c->whole < c->numbers;
        int fit = vp_words_fit(VP_MEANING_CODE, c->key);
        if (!fit && !fraction && i == 0) fit = 1; /* a first column without a name that says so */
        if (fit > most) best = c, most = fit;
    }
    return best;
}

bool vp_guess_is_osm(const vp_look *look) { return vp_look_find(look, "osm_id") && vp_look_find(look, "other_tags"); }

const vp_look_column *vp_guess_feature_type(const vp_look *look, const vp_look_value **point)
{
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        if (!vp_words_in("feature_type featuretype geometry_type geometrytype", c->key)) continue;
        for (size_t k = 0; k < c->value_count; k++)
            if (strcmp(c->values[k].key, "point") == 0) {
                *point = &c->values[k];
                return c;
            }
    }
    return NULL;
}

static size_t best_column(const vp_look *look, vp_meaning meaning)
{
    const vp_look_column *c = vp_guess_column(look, meaning, 0.5);
    return c ? (size_t)(c - look->columns) : VP_NONE;
}

static bool numbers(const vp_look *look, size_t column)
{
    const vp_look_column *c = column == VP_NONE ? NULL : &look->columns[column];
    return c && (double)c->numbers >= 0.9 * (double)c->filled;
}

static double most_of(const vp_look *look, size_t column)
{
    return fmax(fabs(look->columns[column].least), fabs(look->columns[column].most));
}

bool vp_proposal_places(const vp_look *look, vp_place_columns *p)
{
    *p = (vp_place_columns){best_column(look, VP_MEANING_LON), best_column(look, VP_MEANING_LAT), VP_NONE, false};
    if (look->has_geometry) return false;
    if (look->lon) {
        p->lon = look->lon - 1, p->lat = look->lat - 1;
        return true;
    }
    if (numbers(look, p->lon) && numbers(look, p->lat)) {
        double x = most_of(look, p->lon), y = most_of(look, p->lat);
        p->metres = x > 180 || y > 180;
        if (!p->metres && y > 90 && x <= 90) { /* under each other's name */
            size_t lon = p->lon;
            p->lon = p->lat, p->lat = lon;
        }
        return true;
    }
    bool named = p->lon != VP_NONE && p->lat != VP_NONE; /* 21°35'12"N: read by the import */
    p->both = best_column(look, VP_MEANING_LONLAT);
    const vp_look_value *point = NULL;
    size_t least = vp_guess_feature_type(look, &point) ? 2 : 9; /* tenths of the rows: polygons among the points */
    if (p->both != VP_NONE && look->columns[p->both].lonlat * 10 < look->columns[p->both].filled * least)
        p->both = VP_NONE;
    for (size_t i = 0; i < look->column_count && p->both == VP_NONE && !named; i++)
        if (look->columns[i].filled && look->columns[i].lonlat * 10 >= look->columns[i].filled * 9) p->both = i;
    return named || p->both != VP_NONE;
}
