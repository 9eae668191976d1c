#include "support_published.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void publish_again(const char *directory)
{
    vp_error err = {0};
    char *id;
    small_results made = analyse_small(directory);
    OK(publish_small(directory, &made, &id, &err));
    free(id);
    clear_small(&made);
}

char *published_directory(void)
{
    char *directory = temporary_directory();
    write_small_dataset(directory);
    publish_again(directory);
    return directory;
}

void damage_last_byte(const char *path)
{
    struct stat state;
    unsigned char last = 0;
    int file = open(path, O_RDWR);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(fstat(file, &state), 0);
    ck_assert_int_eq(pread(file, &last, 1, state.st_size - 1), 1);
    last ^= 1;
    ck_assert_int_eq(pwrite(file, &last, 1, state.st_size - 1), 1);
    close(file);
}

vp_snapshot *served(const char *directory)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(directory, &err);
    ck_assert_msg(snapshot != NULL, "%s", err.message);
    return snapshot;
}

vp_point lonlat_of(const vp_snapshot *snapshot, double column, double row)
{
    vp_point p;
    ck_assert(vp_lattice_at(&snapshot->region->cell_to_lonlat, column, row, &p.x, &p.y));
    return p;
}
