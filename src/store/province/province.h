/* The province folder: its CSV tables read, checked whole, and kept as rows of text.
 * gis-data/README.md says what each table and column means. */
#pragma once
#include "base/findings.h"
#include <vungphu/error.h>

typedef struct vp_province vp_province;

/* folder holds the tables; data_folder is where the paths of datasets.csv are relative to (NULL: folder itself). Every
 * finding of every table is added. With errors among them the province is there all the same, so that its sources can
 * be checked too; NULL only when err is filled. */
vp_province *vp_province_read(const char *folder, const char *data_folder, vp_findings *findings, vp_error *err);
void vp_province_free(vp_province *province);

/* ------------------------------------------------------------ the tables' columns */

typedef enum {
    VP_TABLE_PROVINCE, /* one setting a row; its "columns" below are the keys */
    VP_TABLE_DATASETS,
    VP_TABLE_SERVICES,
    VP_TABLE_SPEEDS,
    VP_TABLE_MODES,   /* may be missing */
    VP_TABLE_CLUTTER, /* may be missing */
    VP_TABLE_GROUPS,
    VP_TABLE_INDICATORS,
    VP_TABLE_GROWTH, /* may be missing */
    VP_TABLE_PARTS,  /* may be missing: one part, the whole */
    VP_TABLE_COUNT
} vp_province_table;
extern const char *const vp_province_files[VP_TABLE_COUNT]; /* province.csv … */

typedef enum {
    VP_COLUMN_TEXT,
    VP_COLUMN_ID,      /* letters, digits, _ and -; the first column of a table is its unique key */
    VP_COLUMN_NUMBER,  /* least <= number <= most */
    VP_COLUMN_NUMBERS, /* ascending, separated by ; | or space */
    VP_COLUMN_WHOLE,
    VP_COLUMN_DATE,       /* 2026-12-31 */
    VP_COLUMN_FLAG,       /* yes or no, 1 or 0 */
    VP_COLUMN_CHOICE,     /* one of choices, which are separated by a space */
    VP_COLUMN_IDS,        /* ids joined by | or + */
    VP_COLUMN_MEASURE,    /* a name of vp_measures */
    VP_COLUMN_MILESTONES, /* year=value, joined by |, years ascending */
} vp_column_kind;

typedef struct {
    vp_province_table table;
    const char *name;
    vp_column_kind kind;
    bool required;      /* the column must be there and no cell of it empty */
    double least, most; /* of numbers */
    const char *choices;
    const char *meaning;
} vp_province_column;
extern const vp_province_column vp_province_columns[];
extern const size_t vp_province_column_count;

/* ------------------------------------------------------------ reading the rows */

/* As findings name it: services.csv, or the services.xlsx in its place. */
const char *vp_province_file(const vp_province *province, vp_province_table table);
size_t vp_province_rows(const vp_province *province, vp_province_table table);
/* Cells are "" when empty or when the table has no such column; borrowed. */
const char *vp_province_text(const vp_province *province, vp_province_table table, size_t row, const char *column);
double vp_province_number(const vp_province *province, vp_province_table table, size_t row,
                          const char *column); /* NaN: empty */
long vp_province_line(const vp_province *province, vp_province_table table, size_t row);
const char *vp_province_setting(const vp_province *province, const char *key); /* province.csv; "" when not set */
size_t vp_province_find(const vp_province *province, vp_province_table table, const char *id); /* (size_t)-1: none */

/* The next of milestones as 2025=0.6|2027=0.7, going on in *at; false at the end, and where it is no milestone (then
 * *at is not at its end). */
bool vp_province_next_milestone(const char **at, int *year, double *value);

/* The ids or codes of a list joined by | one after the other, going on in *at; false at its end. */
bool vp_province_next_id(const char **at, char *id, size_t room);

/* ------------------------------------------------------------ datasets */

/* One assignment of a dataset's fields: id=code, or level:=commune (constant). */
typedef struct {
    char *name, *value;
    bool constant;
} vp_field;

/* A row of datasets.csv. The texts are borrowed from the table. */
typedef struct {
    const char *role, *path, *layer, *vintage, *crs, *encoding, *decimal, *filter;
    char *full_path;     /* data folder and path */
    long header_row;     /* as stated; 0: it is not */
    const char **wanted; /* the source's columns that fields names, or that the role needs; in fields and roles */
    size_t wanted_count;
    vp_field *fields;
    size_t field_count;
    size_t row;    /* of VP_TABLE_DATASETS */
    bool unusable; /* its role or path was refused, which was reported: it must not be opened */
    bool missing;  /* that is all that is wrong with its path: no such file is there */
} vp_dataset;

size_t vp_province_dataset_count(const vp_province *province);
const vp_dataset *vp_province_dataset(const vp_province *province, size_t index);
const vp_field *vp_dataset_field(const vp_dataset *dataset, const char *name); /* NULL when not assigned */
