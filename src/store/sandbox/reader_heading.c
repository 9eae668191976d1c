/* Which row of a table names its columns: offices write titles, the year and empty rows above it. */
#include "store/sandbox/reader_internal.h"
#include "store/text/text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool has_name(char *const cells[], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i] && strcasecmp(cells[i], name) == 0) return true;
    return false;
}

/* fid is the row's number, which stands in no heading. */
static bool has_all(char *const cells[], size_t count, const vp_source_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], "fid") != 0 && !has_name(cells, count, names->names[i])) return false;
    return names->count > 0;
}

bool vp_reader_is_heading(const vp_reader *reader, const char *const cells[], size_t count)
{
    const vp_source_request *request = &reader->job->request;
    char **texts = request->heading.wanted_count ? calloc(count + 1, sizeof *texts) : NULL;
    bool found = false;
    for (size_t i = 0; texts && i < count; i++)
        if (!(texts[i] = vp_text_from(cells[i], strlen(cells[i]), request->encoding, NULL)))
            texts[i] = strdup(cells[i]);
    for (size_t k = 0; texts && k < request->heading.wanted_count && !found; k++)
        found = has_all(texts, count, &request->heading.wanted[k]);
    for (size_t i = 0; texts && i < count; i++) free(texts[i]);
    free(texts);
    return found;
}

bool vp_reader_take_heading(vp_reader *reader, const long rows[], size_t count, long first)
{
    reader->heading = count ? rows[0] : first;
    if (count > 1)
        return vp_reader_fail(reader,
                              "rows %ld and %ld both name all columns that are wanted; say which is the heading: "
                              "header_row in datasets.csv, or delete the other",
                              rows[0], rows[1]);
    if (count)
        vp_reader_finding(reader, VP_FINDING_NOTE, rows[0], NULL,
                          "the names of the columns stand in this row; what is above it is not read");
    return true;
}
