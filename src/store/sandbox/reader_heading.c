/* Which row of a table names its columns: offices write titles, the year and empty rows above it. */
#include "store/sandbox/reader_internal.h"

bool vp_reader_is_heading(const vp_reader *reader, const char *const cells[], size_t count)
{
    const vp_source_request *request = &reader->job->request;
    return vp_column_names_fit(request->heading.wanted, request->heading.wanted_count, cells, count, request->encoding);
}

bool vp_reader_take_heading(vp_reader *reader, const long rows[], size_t count, long first)
{
    reader->heading = count ? rows[0] : first;
    if (count > 1)
        return vp_reader_fail(reader,
                              "rows %ld and %ld both name all columns that are wanted; say which is the heading: "
                              "header_row in datasets.csv, or delete the other",
                              rows[0], rows[1]);
    if (count) vp_reader_finding(reader, VP_FINDING_NOTE, rows[0], NULL, "%s", VP_HEADING_NOTE);
    return true;
}
