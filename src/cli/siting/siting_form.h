/* Where `sites` and `invest` print, and in which form: their --format and --output. */
#pragma once
#include "report/siting_print.h"

struct argp_state;

typedef struct {
    vp_siting_format format;
    const char *path; /* NULL: standard output */
    bool packed;      /* path is a .gpkg or .fgb, made of the GeoJSON */
} vp_siting_form;

/* Values of --format and --output; whatever is none ends the program. */
void vp_siting_form_set_format(vp_siting_form *form, const char *value, struct argp_state *state);
void vp_siting_form_set_path(vp_siting_form *form, const char *path, struct argp_state *state);

/* Around what is printed on stdout. printed: that it was; layer: its name in a file of layers. */
bool vp_siting_form_begin(const vp_siting_form *form, vp_error *err);
bool vp_siting_form_end(const vp_siting_form *form, const char *layer, bool printed, vp_error *err);
