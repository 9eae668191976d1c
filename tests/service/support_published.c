#include "support_published.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <stdlib.h>

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
