/* The words by which columns, files and values are known: Vietnamese and English, of DHIS2, KoboToolbox,
 * healthsites.io, OpenStreetMap, WorldPop, GHSL, geoBoundaries, GADM, OCHA and Vietnam's official lists. All folded
 * (vp_text_fold): small letters without marks, anything else as '_'. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Whether words, separated by spaces, has one that stands in key between '_' or at its ends. */
bool vp_words_in(const char *words, const char *key);

typedef enum {
    VP_MEANING_CODE,
    VP_MEANING_NAME,
    VP_MEANING_PEOPLE,
    VP_MEANING_LON,
    VP_MEANING_LAT,
    VP_MEANING_LONLAT,
    VP_MEANING_KIND,
    VP_MEANING_CLASS,
    VP_MEANING_BEDS,
    VP_MEANING_DOCTORS,
    VP_MEANING_PLACES,
    VP_MEANING_PARENT,
    VP_MEANING_COUNT
} vp_meaning;

/* How well the key of a column fits: 0 not at all; the more, the better. */
int vp_words_fit(vp_meaning meaning, const char *key);

/* A kind of service, and how it is reached where nobody says otherwise. */
typedef struct {
    const char *id, *title_vi, *title_en, *department, *domain; /* domain: health, education, water, broadcast, other */
    const char *words;
    const char *mode, *minutes; /* by roads or land: a mode of speeds.csv, limits joined by ; */
    const char *default_minutes;
    const char *metres, *default_metres; /* in a straight line, where there are neither roads nor land cover */
} vp_service_kind;

extern const vp_service_kind vp_service_kinds[];
extern const size_t vp_service_kind_count;
/* The first of the table that the key names; NULL. */
const vp_service_kind *vp_service_kind_of(const char *key);
const vp_service_kind *vp_service_kind_named(const char *id);
/* The same in letters that are not Latin, of a text as it is. */
const vp_service_kind *vp_service_kind_in_script(const char *text);

/* A unit's folded name without the word for its kind: xa_cam_dien, cam_dien_commune: cam_dien. A part of key; *length
 * gets how long it is. */
const char *vp_words_bare(const char *key, size_t *length);

/* "commune", "district", "province" … by the name of a layer of units; NULL: it says nothing. */
const char *vp_words_level(const char *key);
/* The last year from 1900 to 2099 that stands in the key; 0: none. */
int vp_words_year(const char *key);
