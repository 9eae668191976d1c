/* One writer a format, and the tables that they read; export.c chooses among them. */
#pragma once
#include "store/export/export.h"
#include "store/sqlite/database.h"
#include <stdatomic.h>

typedef struct {
    const char *coverage;        /* path of coverage.sqlite, checked */
    const char *layer;           /* a table of it that exists */
    vp_database *database;       /* the same, open */
    bool bom;                    /* csv begins with a byte order mark */
    bool decimal_comma;          /* … and is for spreadsheets that write numbers so */
    bool english;                /* titles of xlsx are English, else Vietnamese */
    const atomic_bool *unwanted; /* of the question; rows of database are not read on either */
} vp_export_job;

/* Whether somebody waits for the file; else err. */
static inline bool vp_export_goes_on(const atomic_bool *unwanted, vp_error *err)
{
    return !unwanted || !atomic_load(unwanted) || vp_fail(err, VP_CANCELLED, "nobody waits for the file any more");
}

bool vp_export_csv(const vp_export_job *job, const char *path, vp_error *err);
bool vp_export_xlsx(const vp_export_job *job, const char *path, vp_error *err);
/* Reads a workbook again: whether so many rows are in it, and every part ends as it should. */
bool vp_export_xlsx_is_whole(const char *path, size_t rows, vp_error *err);
bool vp_export_geojson(const vp_export_job *job, const char *path, vp_error *err);
bool vp_export_fgb(const vp_export_job *job, const char *path, vp_error *err);
bool vp_export_gpkg(const vp_export_job *job, const char *path, vp_error *err);

/* A surface of minutes or metres as a COG: band 1 the values, band 2 whether there is no path (1, else 0); cells
 * without a value are VP_RASTER_NOWHERE in band 1, cells without data in both. */
bool vp_export_surface(const void *bytes, size_t length, const vp_export_question *question, const char *path,
                       vp_error *err);
/* The question's window of any other surface, with its one band as it is. */
bool vp_export_window_of(const void *bytes, size_t length, const vp_export_question *question, const char *path,
                         vp_error *err);

/* For GDAL, which asks while it writes: of an atomic_bool or NULL. */
int vp_export_progress(double done, const char *message, void *unwanted);

/* ---- tables.c */

/* All rows of a table without its geometry, ready to be stepped through. */
sqlite3_stmt *vp_export_rows(vp_database *database, const char *table, vp_error *err);

/* The tables for readers, in order. The names are the caller's to free, the list too. */
char **vp_export_tables(vp_database *database, size_t *count, vp_error *err);
void vp_export_free_tables(char **tables, size_t count);
