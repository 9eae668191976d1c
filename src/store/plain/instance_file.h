/* Published instances of location problems, as their collections write them: numbers alone, known by how many there
 * are. */
#pragma once
#include "store/plain/cost_table.h"

/* Capacitated p-median: OR-Library's pmedcap (one problem or many, whole distances), with a capacity of its own for
 * each place (SJC), or with a whole matrix; set cover by rows (OR-Library's scp) or by columns (rail); p-median on a
 * graph (pmed). number: which problem of the file, from 1; 0: its only one. Fills costs, names and whatever the
 * instance states. */
bool vp_instance_file_read(const char *path, size_t number, vp_cost_table *table, vp_error *err);
