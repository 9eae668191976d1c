/* A dataset directory of its own for each test, removed by the test. */
#pragma once
#include "store/sqlite/database.h"
#include <check.h>

/* A fresh directory under the system's temporary directory; free the path. */
char *temporary_directory(void);
void remove_directory(char *path); /* with all that it holds; frees path */

/* DIRECTORY/NAME; free it. */
char *path_in(const char *directory, const char *name);

void copy_file(const char *from, const char *directory, const char *name);

/* An empty dataset: the tables of schema.sql and their geometry columns in EPSG:32648. */
vp_database *empty_dataset(const char *path);

/* ck_assert with the sentence of the vp_error named err. */
#define OK(call) ck_assert_msg((call), #call ": %s", err.message)
