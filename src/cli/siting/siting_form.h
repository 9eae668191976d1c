/* Where the commands of this room print, and in which form: their --format and --output. */
#pragma once
#include "report/siting_print.h"

struct argp_state;

typedef struct {
    vp_siting_format format;
    const char *path; /* NULL: standard output */
    bool packed;      /* path is a .gpkg or .fgb, made of the GeoJSON */
} vp_siting_form;

/* The rows of --format and --output among a command's options, and what takes their values; whatever is none ends the
 * program. */
#define VP_SITING_FORMAT_OPTION                                                                                        \
    {                                                                                                                  \
        "format", 'f', "text|csv|json|geojson", 0, "what to print (default text)", 4                                   \
    }
#define VP_SITING_OUTPUT_OPTION                                                                                        \
    {                                                                                                                  \
        "output", 'o', "FILE", 0,                                                                                      \
            "write it to this file, csv, json, geojson, gpkg or fgb by its extension, instead of printing", 4          \
    }
void vp_siting_form_take(vp_siting_form *form, int key, const char *value, struct argp_state *state);

/* Around what is printed on stdout. printed: that it was; layer: its name in a file of layers. */
bool vp_siting_form_begin(const vp_siting_form *form, vp_error *err);
bool vp_siting_form_end(const vp_siting_form *form, const char *layer, bool printed, vp_error *err);
