/* Imports of the four communes of support_province.h from files that a test makes: what came of them, or why not. */
#pragma once
#include "store/support_province.h"

extern char *folder; /* of the test at hand: fixtures make_folder, drop_folder */
void make_folder(void);
void drop_folder(void);

void write_bytes(const char *name, const char *bytes, size_t length);
/* datasets.csv with units, the population, and more rows: role,path,layer,vintage,crs,encoding,decimal,fields,filter.
 */
void set_sources(const char *units, const char *more);
#define UNITS_CSV "units,units.csv,,2025,EPSG:32648,,,level:=commune,"
/* f.csv of places with id, name and beds. */
void set_clinics(const char *decimal, const char *place, const char *filter);

/* Imports and wants no error; the number of findings that say so. */
size_t imported(vp_severity severity, const char *said);
/* The import fails with an error that says so. */
void refused(const char *said);
/* A text from dataset.sqlite; "" when there is none. */
const char *ask_text(const char *sql);
/* Place A at 105.014, 21.716 with 1234.5 beds, to 10 cm and to the bit. */
void expect_place_a(void);
