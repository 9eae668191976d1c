#include "support_dataset.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *temporary_directory(void)
{
    const char *root = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/vungphu-test-XXXXXX", root && *root ? root : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(path));
    return strdup(path);
}

static int remove_one(const char *path, const struct stat *state, int kind, struct FTW *place)
{
    (void)state, (void)kind, (void)place;
    return remove(path);
}

void remove_directory(char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

char *path_in(const char *directory, const char *name)
{
    char *path = NULL;
    ck_assert_int_gt(asprintf(&path, "%s/%s", directory, name), 0);
    return path;
}

void copy_file(const char *from, const char *directory, const char *name)
{
    char *path = path_in(directory, name);
    FILE *source = fopen(from, "rb"), *target = fopen(path, "wb");
    ck_assert_msg(source && target, "%s to %s", from, path);
    char block[65536];
    for (size_t length; (length = fread(block, 1, sizeof block, source)) > 0;)
        ck_assert_uint_eq(fwrite(block, 1, length, target), length);
    fclose(source);
    ck_assert_int_eq(fclose(target), 0);
    free(path);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    char *text = calloc(1, 1 << 16);
    ck_assert_ptr_nonnull(text);
    size_t length = fread(text, 1, (1 << 16) - 1, file);
    fclose(file);
    ck_assert_uint_gt(length, 0);
    return text;
}

vp_database *empty_dataset(const char *path)
{
    vp_error err = {0};
    vp_database *database = vp_database_create(path, (int[]){4326, 32648, 0}, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    char *schema = read_text(VP_SOURCE "/src/store/sqlite/schema.sql");
    OK(vp_database_run(database, schema, &err));
    free(schema);
    OK(vp_database_run(database,
                       "SELECT AddGeometryColumn('unit', 'geom', 32648, 'MULTIPOLYGON', 'XY');"
                       "SELECT AddGeometryColumn('facility', 'geom', 32648, 'POINT', 'XY');"
                       "SELECT AddGeometryColumn('transmitter', 'geom', 32648, 'POINT', 'XY');"
                       "SELECT AddGeometryColumn('service_area', 'geom', 32648, 'MULTIPOLYGON', 'XY');"
                       "SELECT AddGeometryColumn('settlement', 'geom', 32648, 'POINT', 'XY');"
                       "SELECT AddGeometryColumn('road', 'geom', 32648, 'LINESTRING', 'XY');"
                       "SELECT AddGeometryColumn('barrier', 'geom', 32648, 'GEOMETRY', 'XY')",
                       &err));
    return database;
}
