/* What was seen in a file, layer by layer: plain figures, from which proposal.h guesses what the layer is. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/shape.h>

typedef enum { VP_LOOK_TABLE, VP_LOOK_POINTS, VP_LOOK_LINES, VP_LOOK_AREAS, VP_LOOK_RASTER } vp_look_kind;

enum { VP_LOOK_VALUES_MOST = 64 };

/* One of the first values of a column that differ. */
typedef struct {
    char *text, *key; /* key: folded, see vp_text_fold */
    size_t count;
} vp_look_value;

typedef struct {
    char *name, *key;
    bool in_tags;                          /* of OpenStreetMap: no column of its own, but written in other_tags */
    size_t filled, numbers, whole, lonlat; /* rows whose value is there, a number, a whole one, a pair of coordinates */
    size_t finer;                          /* numbers with more than three decimals */
    size_t doubtful;                       /* numbers such as 1.234: a fraction, or thousands set apart */
    double doubtful_sum;                   /* of those, as fractions */
    double least, most, sum;               /* of the numbers */
    bool unique;                           /* no value comes twice */
    vp_look_value *values;
    size_t value_count; /* VP_LOOK_VALUES_MOST: perhaps more */
    uint64_t *codes;    /* one a different value, whatever zeros it begins with; ascending */
    size_t code_count, code_room;
    uint64_t *cells; /* of tables that are not too large: vp_look_code of each row's value, 0 for none */
    size_t cell_count, cell_room;
    uint64_t *names; /* one a different value, as vp_words_bare writes it; ascending */
    size_t name_count, name_room;
} vp_look_column;

typedef struct {
    double cell_metres, least, most;
    double roughness; /* mean difference of neighbours over the standard deviation: small for relief */
    size_t known;     /* cells looked at that have a value */
    bool whole;       /* all of them whole numbers */
    bool classes[256];
    size_t class_count;  /* different whole numbers of 0 to 255, when whole */
    char *words;         /* folded: what the file says of itself */
    bool has_crs, bytes; /* bytes: numbers of 0 to 255 */
} vp_look_raster;

typedef struct {
    char *path, *layer, *key; /* path as datasets.csv will say it; key: both, folded */
    char encoding[24];        /* to be declared; "" for none */
    char filter[80];          /* of a layer of points, lines and areas: the condition that these rows are of one kind */
    vp_look_kind kind;
    bool has_geometry, has_crs, named; /* named: the layer must be given, the file has others */
    size_t rows;
    bool cut;         /* there are more rows than were looked at */
    vp_bounds bounds; /* degrees; west > east when not known */
    vp_bounds own;    /* in the numbers of its geometries; west > east without */
    double covered;   /* of areas: their sum over that of the bounds, about */
    /* What the other files say of where it lies (store/look/among.h). */
    char stated[24];  /* the metric system that it names by an EPSG code; "" */
    char crs[24];     /* of metres that nothing names: a system in which they lie among the others; "" for none */
    size_t lon, lat;  /* columns of coordinates that no name gives away, from 1; 0: none */
    bool elsewhere;   /* far from the units */
    bool turned;      /* of geometries: latitude and longitude stand in each other's place */
    vp_point *points; /* degrees, of a layer of points: the first of them */
    size_t point_count;
    vp_look_column *columns;
    size_t column_count;
    vp_look_raster raster;
} vp_look;

/* Two columns of a layer, row by row. */
typedef struct {
    char *first, *second;
} vp_look_pair;

typedef struct {
    vp_look_pair *items;
    size_t count, room;
} vp_look_pairs;

void vp_look_pairs_clear(vp_look_pairs *pairs);

void vp_look_clear(vp_look *look);
bool vp_look_has_bounds(const vp_look *look);
/* A value without the zeros it begins with and the ".0" that spreadsheets put behind codes, as a number. */
uint64_t vp_look_code(const char *text);
bool vp_look_has_code(const vp_look_column *column, uint64_t code);
/* NULL when no column has this key. */
const vp_look_column *vp_look_find(const vp_look *look, const char *key);
/* The share of a's values that are also values of b, 0 to 1. */
double vp_look_agreement(const vp_look_column *a, const vp_look_column *b);
/* The same of their names, written with or without marks and the word for the kind of unit. */
double vp_look_name_agreement(const vp_look_column *a, const vp_look_column *b);
