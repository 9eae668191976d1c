/* A small made-up province of 6 × 4 cells of 1 km, whose every figure can be checked by eye. */
#pragma once
#include "support_dataset.h"
#include <vungphu/region.h>

/* Cells (people): A and B are the communes of 2025 (west and east half); the communes of 2024
 * are the rows above and below. Writes DIRECTORY/dataset.sqlite. */
void write_small_dataset(const char *directory);

/* An unchecked fixture: makes it once, and from then on write_small_dataset copies it. */
void keep_small_dataset(void);
void drop_small_dataset(void);

/* Runs SQL on DIRECTORY/dataset.sqlite, to change it. */
void change_dataset(const char *directory, const char *sql);

/* A checked fixture: the dataset of the test at hand. */
extern char *dataset_directory, *dataset_path;
void make_small_dataset(void);
void remove_small_dataset(void);
/* Loads it, which must go well; free the region. */
vp_region *load_small_dataset(void);
