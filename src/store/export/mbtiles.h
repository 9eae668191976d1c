/* MBTiles 1.3: tiles in an SQLite file, for programs on a desktop. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <vungphu/error.h>

typedef struct {
    uint32_t zoom, column, row; /* row 0 in the north */
    const void *bytes;          /* borrowed */
    size_t length;
} vp_mbtiles_tile;

/* names[i], values[i]: of the table metadata. */
bool vp_mbtiles_write(const char *path, const char *const names[], const char *const values[], size_t value_count,
                      const vp_mbtiles_tile tiles[], size_t tile_count, vp_error *err);
