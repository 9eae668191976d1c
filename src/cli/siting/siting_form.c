#include "cli/siting/siting_form.h"
#include "cli/arguments/parse.h"
#include "store/plain/plain_file.h"
#include <stdio.h>
#include <string.h>

static void set_format(vp_siting_form *form, const char *value, struct argp_state *state)
{
    static const char *const names[] = {"text", "csv", "json", "geojson"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        form->format = (vp_siting_format)i;
        return;
    }
    vp_argument_error(state, "the format is text, csv, json or geojson, not %s", value);
}

static void set_path(vp_siting_form *form, const char *path, struct argp_state *state)
{
    const char *dot = strrchr(path, '.');
    if (!dot || strcmp(dot, ".text") == 0)
        vp_argument_error(state, "%s: what --output writes is csv, json, geojson, gpkg or fgb", path);
    form->packed = dot && (strcmp(dot, ".gpkg") == 0 || strcmp(dot, ".fgb") == 0);
    if (dot) set_format(form, form->packed ? "geojson" : dot + 1, state);
    form->path = path;
}

void vp_siting_form_take(vp_siting_form *form, int key, const char *value, struct argp_state *state)
{
    if (key == 'f')
        set_format(form, value, state);
    else
        set_path(form, value, state);
}

enum { PATH_MOST = 4096 };

/* What is printed into: the file itself, or the GeoJSON that it is made of. */
static void printed_path(const vp_siting_form *form, char path[PATH_MOST])
{
    snprintf(path, PATH_MOST, form->packed ? "%s.part.geojson" : "%s", form->path);
}

bool vp_siting_form_begin(const vp_siting_form *form, vp_error *err)
{
    char path[PATH_MOST];
    if (!form->path) return true;
    printed_path(form, path);
    return freopen(path, "wb", stdout) || vp_fail(err, VP_IO, "%s cannot be written", form->path);
}

bool vp_siting_form_end(const vp_siting_form *form, const char *layer, bool printed, vp_error *err)
{
    char path[PATH_MOST];
    bool ok = printed;
    if (ok && (fflush(stdout) != 0 || ferror(stdout))) ok = vp_fail(err, VP_IO, "the result cannot be written");
    if (!form->packed) return ok;
    printed_path(form, path);
    ok = ok && vp_plain_convert(path, form->path, layer, err);
    remove(path);
    return ok;
}
