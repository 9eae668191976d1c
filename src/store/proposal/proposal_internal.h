/* Inside the proposal: what its files share. */
#pragma once
#include "store/proposal/proposal.h"

typedef struct {
    const vp_look *looks;
    size_t look_count;
    const vp_proposal_wishes *wishes;
    vp_proposal *out;
    bool *used;           /* per look */
    const vp_look *units; /* the finest; NULL: none */
    const vp_look_column *unit_code;
    bool failed; /* memory ran out */
} vp_guess;

/* A new row of the look, zeroed but for path, layer, encoding; NULL when memory is short. */
vp_proposed_source *vp_guess_row(vp_guess *g, const vp_look *look, const char *role);
/* The text with its signs of this kind doubled. */
void vp_guess_quoted(const char *text, char sign, char *out, size_t size);
/* "name" = 'text', with what the condition needs to be quoted. */
void vp_guess_equals(const char *name, const char *text, char *condition, size_t size);
/* A condition more on its rows. */
void vp_guess_filter(vp_proposed_source *row, const char *condition);
void vp_guess_say(vp_guess *g, const vp_look *look, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* name=column, or name:=constant when column is NULL, joined to the row's fields. */
void vp_guess_field(vp_proposed_source *row, const char *name, const vp_look_column *column, const char *constant);
/* The column that fits the meaning best and is there in at least that part of the rows. */
const vp_look_column *vp_guess_column(const vp_look *look, vp_meaning meaning, double filled_least);
/* A column with a different value in each row, best one that is named so. NULL: the feature's number must do. */
const vp_look_column *vp_guess_id(const vp_look *look);
bool vp_guess_is_osm(const vp_look *look);

/* guess_people.c: numbers of 0 and more under a name that says people; of several years the last that is not to come.
 */
const vp_look_column *vp_guess_people(const vp_guess *g, const vp_look *look);
/* Tables that have a unit several times, by year, sex or age: conditions that leave each once, "" where none is needed.
 * False when none do. */
bool vp_guess_one_row_each(const vp_guess *g, const vp_look *look, const vp_look_column *code, char *filter,
                           size_t size);

/* The column that says of each row whether it is a point, and how it says so; NULL. */
const vp_look_column *vp_guess_feature_type(const vp_look *look, const vp_look_value **point);

/* guess_units.c: squares or hexagons with people in them, such as Kontur's, INSEE's and Eurostat's, which nobody calls
 * by a name. */
bool vp_guess_is_mesh(const vp_guess *g, const vp_look *look);

/* guess_units.c: whether such codes are only the numbers of rows, which those of other tables match, too. */
bool vp_guess_by_chance(const vp_look_column *codes, const vp_look_column *other);

/* guess_places.c: the service of this id, made when there is none; NULL when there are too many. */
vp_proposed_service *vp_guess_service(vp_guess *g, const vp_service_kind *kind, const char *id);
/* Where the rows of a table lie: lon, lat, lonlat, crs. */
void vp_guess_place(vp_proposed_source *row, const vp_look *look);

/* guess_ages.c: rasters of people of one sex or age; whether the look is one, by its name. */
bool vp_guess_is_of_some(const vp_look *look);
/* Everyone is their sum where no raster has everyone; and groups that they make up. */
void vp_guess_ages(vp_guess *g);

/* ---- guess_units.c, guess_rasters.c, guess_places.c */
void vp_guess_units(vp_guess *g);
void vp_guess_tables(vp_guess *g);
void vp_guess_rasters(vp_guess *g);
void vp_guess_lines(vp_guess *g);
void vp_guess_served(vp_guess *g); /* before places, which take any points */
void vp_guess_places(vp_guess *g);
