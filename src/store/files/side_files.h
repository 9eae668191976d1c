/* Files beside a source that are part of it: what says for a raster or a shapefile where it lies, what is hidden and
 * how texts are written (.aux.xml, .msk, .prj, .tfw, .dbf, .cpg …), and what a database has not yet taken in (-wal). */
#pragma once
#include <vungphu/error.h>

/* suffix: as in the list, in small letters, whatever those of the file are. */
typedef bool vp_side_file_visitor(void *context, const char *file, const char *suffix, vp_error *err);

enum { VP_SIDE_FILES_MOST = 16 };

/* Those of this path that are there, also as links, always in the same order; ends when the visitor fails. */
bool vp_side_files_visit(const char *path, vp_side_file_visitor *visit, void *context, vp_error *err);
