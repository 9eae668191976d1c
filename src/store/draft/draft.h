/* A proposal as the files of a province folder: tables that a person may change, which are then never overwritten, and
 * the sources brought beside them. */
#pragma once
#include "base/findings.h"
#include "store/proposal/proposal.h"

typedef struct {
    const char *folder, *id, *name;
    char crs[40], as_of[11]; /* as_of: 2026-12-31 */
    double cell_metres;
} vp_draft_place;

/* Tables that are missing, or are as this function left them, are written whole; to those that a person changed only
 * rows are added that they do not have. notes gets a sentence a file. */
bool vp_draft_write(const vp_proposal *proposal, const vp_draft_place *place, vp_findings *notes, vp_error *err);

/* Whether the file is a part of another one that stands beside it: .dbf, .prj … of a .shp, .aux.xml of a raster. */
bool vp_draft_is_beside(const char *file);

/* Whether a file of a province folder has the name of one of its tables, or of what init makes. */
bool vp_draft_is_table(const char *name);

/* The file, and what lies beside it and belongs to it, into the folder: linked where that can be, else copied. name
 * gets its path relative to the folder, under another name where one of the folder's tables has its own. Refuses to
 * replace another file. */
bool vp_draft_bring(const char *folder, const char *file, char *name, size_t size, vp_error *err);

/* FOLDER/people_by_name.csv: a row a unit whose name a row of people has; *joined of them, and the first names that no
 * unit has. people: name and number; units: name and code. decimal: of the numbers, or "". */
bool vp_draft_write_people(const char *folder, const vp_look_pairs *people, const vp_look_pairs *units,
                           const char *decimal, vp_findings *notes, vp_error *err);

#define VP_DRAFT_SQUARES "units_squares.geojson"
/* Squares that stand for units as long as there are no boundaries. */
bool vp_draft_write_squares(const char *folder, const vp_proposed_square squares[], size_t count, vp_error *err);
