#include "store/fetch/open_data.h"
#include "store/fetch/shipped_open_data.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool vp_open_data_read(const char *path, vp_table *catalogue, vp_error *err)
{
    vp_findings findings = {0};
    bool ok = path ? vp_table_read(catalogue, &(vp_table_source){.path = path, .file = path}, &findings, err)
                   : vp_table_parse(catalogue, vp_shipped_open_data, strlen(vp_shipped_open_data), "open-data.csv",
                                    &findings, err);
    if (ok && findings.errors)
        ok = vp_fail(err, VP_BAD_INPUT, "%s: line %ld: %s", findings.items[0].file, findings.items[0].row,
                     findings.items[0].reason);
    static const char *const needed[] = {"id", "role", "take", "file", "address"};
    for (size_t i = 0; ok && i < sizeof needed / sizeof *needed; i++)
        if (vp_table_column(catalogue, needed[i]) == (size_t)-1)
            ok = vp_fail(err, VP_BAD_INPUT, "%s: there is no column %s", path ? path : "open-data.csv", needed[i]);
    vp_findings_clear(&findings);
    return ok;
}

/* One tile: degrees of its south-west corner, or row and column. */
typedef struct {
    int lat, lon, row, column;
} tile;

static const char *set_of(const vp_open_data_place *place, const char *name, size_t length)
{
    for (const char *const *set = place->sets; set && *set; set++)
        if (strncmp(*set, name, length) == 0 && (*set)[length] == '=') return *set + length + 1;
    return NULL;
}

/* What stands for a name; false when nobody gave it. */
static bool value_of(const char *name, size_t length, const vp_open_data_place *place, const tile *t, char out[300])
{
    char word[40];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    const char *set = set_of(place, name, length);
    if (set)
        snprintf(out, 300, "%s", set);
    else if (strcmp(word, "ISO3") == 0 || strcmp(word, "iso3") == 0) {
        snprintf(out, 300, "%s", place->country);
        for (char *at = out; *at; at++)
            *at = (char)(word[0] == 'I' ? toupper((unsigned char)*at) : tolower((unsigned char)*at));
    } else if (strcmp(word, "LEVEL") == 0 && *place->level)
        snprintf(out, 300, "%s", place->level);
    else if (t && strcmp(word, "lat") == 0)
        snprintf(out, 300, "%c%02d", t->lat < 0 ? 'S' : 'N', abs(t->lat));
    else if (t && strcmp(word, "lon") == 0)
        snprintf(out, 300, "%c%03d", t->lon < 0 ? 'W' : 'E', abs(t->lon));
    else if (t && strcmp(word, "row") == 0)
        snprintf(out, 300, "%d", t->row);
    else if (t && strcmp(word, "column") == 0)
        snprintf(out, 300, "%d", t->column);
    else
        return false;
    return true;
}

static bool fill(const char *pattern, const vp_open_data_place *place, const tile *t, char out[VP_ADDRESS_MOST],
                 vp_error *err)
{
    size_t used = 0;
    char value[300];
    out[0] = '\0';
    for (const char *at = pattern; *at;) {
        size_t plain = strcspn(at, "{"), length = at[plain] ? strcspn(at + plain + 1, "}") : 0;
        const char *name = at + plain + 1;
        bool named = at[plain] == '{' && name[length] == '}';
        if (named && !value_of(name, length, place, t, value))
            return vp_fail(err, VP_BAD_INPUT, "give --set %.*s=…", (int)length, name);
        int more = snprintf(out + used, VP_ADDRESS_MOST - used, "%.*s%s", (int)plain, at, named ? value : "");
        if (more < 0 || used + (size_t)more >= VP_ADDRESS_MOST)
            return vp_fail(err, VP_BAD_INPUT, "%.200s: too long an address", pattern);
        used += (size_t)more;
        at += plain + (named ? length + 2 : 0);
        if (!named && *at) return vp_fail(err, VP_BAD_INPUT, "%.200s: { without }", pattern);
    }
    return true;
}

/* The corner of GHSL's tiles in degrees, whose rows are counted from the north, from 1. */
static const double ghsl_west = -180.0079166667, ghsl_north = 89.0995833333, ghsl_side = 10;

static size_t fill_ghsl(const char *pattern, const vp_open_data_place *place, char addresses[][VP_ADDRESS_MOST],
                        vp_error *err)
{
    vp_bounds d = place->degrees;
    int first = (int)floor((ghsl_north - d.north) / ghsl_side), last = (int)floor((ghsl_north - d.south) / ghsl_side);
    int west = (int)floor((d.west - ghsl_west) / ghsl_side), east = (int)floor((d.east - ghsl_west) / ghsl_side);
    size_t count = 0;
    for (int row = first; row <= last; row++)
        for (int column = west; column <= east; column++) {
            tile t = {.row = row + 1, .column = (column + 36) % 36 + 1};
            if (count == VP_FETCH_ADDRESSES_MOST)
                return vp_fail(err, VP_BAD_INPUT, "more than %d tiles: give a smaller --admin",
                               VP_FETCH_ADDRESSES_MOST);
            if (!fill(pattern, place, &t, addresses[count++], err)) return 0;
        }
    return count;
}

static size_t fill_tiles(const char *pattern, int side, const vp_open_data_place *place,
                         char addresses[][VP_ADDRESS_MOST], vp_error *err)
{
    vp_bounds d = place->degrees;
    size_t count = 0;
    for (int lat = (int)floor(d.south / side) * side; lat < d.north; lat += side)
        for (int lon = (int)floor(d.west / side) * side; lon < d.east; lon += side) {
            tile t = {.lat = lat, .lon = lon >= 180 ? lon - 360 : lon};
            if (count == VP_FETCH_ADDRESSES_MOST)
                return vp_fail(err, VP_BAD_INPUT, "more than %d tiles: give a smaller --admin",
                               VP_FETCH_ADDRESSES_MOST);
            if (!fill(pattern, place, &t, addresses[count++], err)) return 0;
        }
    return count;
}

size_t vp_open_data_addresses(const char *pattern, const char *tiles, const vp_open_data_place *place,
                              char addresses[][VP_ADDRESS_MOST], vp_error *err)
{
    int side = atoi(tiles);
    if (strcmp(tiles, "ghsl") == 0) return fill_ghsl(pattern, place, addresses, err);
    if (side > 0) return fill_tiles(pattern, side, place, addresses, err);
    return fill(pattern, place, NULL, addresses[0], err) ? 1 : 0;
}
