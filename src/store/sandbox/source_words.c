#include "store/sandbox/source_words.h"
#include "store/text/text.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const vp_source_places[VP_SOURCE_PLACES][2] = {
    {"x", "y"},           {"lon", "lat"},       {"longitude", "latitude"}, {"long", "lat"},  {"lng", "lat"},
    {"kinh độ", "vĩ độ"}, {"kinh_do", "vi_do"}, {"lonlat", NULL},          {"latlon", NULL}, {"geopoint", NULL},
};

static void report(vp_source_words *w, vp_severity severity, vp_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void report(vp_source_words *w, vp_severity severity, vp_place place, const char *format, ...)
{
    char reason[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    w->report(w->context, severity, place, reason);
}

/* The encoding of a text: declared, else as the file states, unless its bytes are UTF-8 all the same. */
static const char *encoding_of(vp_source_words *w, const char *value, size_t length, const char *column, long row)
{
    if (strncasecmp(w->encoding, "UTF-16", 6) == 0) return ""; /* converted by the reader, as a whole */
    if (*w->encoding || !*w->page) return w->encoding;
    const char *encoding = vp_text_page(value, length, w->page);
    if (encoding == w->page || w->reported_page) return encoding;
    w->reported_page = true;
    report(w, VP_FINDING_NOTE, (vp_place){.row = row, .column = column, .value = value},
           "the file says that its texts are in code page %s, but their bytes are UTF-8: read as UTF-8%s%s%s", w->page,
           w->declare ? " (declare the encoding in " : "", w->declare ? w->declare : "",
           w->declare ? " if this is wrong)" : "");
    return encoding;
}

/* Texts that are UTF-8 now, and read as if they had been something else. */
static void report_strange(vp_source_words *w, long row, const char *column, const char *text)
{
    vp_severity severity = w->declare ? VP_FINDING_ERROR : VP_FINDING_WARNING;
    vp_place place = {.row = row, .column = column, .value = text};
    if (*w->encoding) return;
    if (!w->reported_tcvn3 && vp_text_seems_tcvn3(text)) {
        w->reported_tcvn3 = true;
        report(w, severity, place, "reads like text in a TCVN3 (ABC) font; %s%s%s",
               w->declare ? "declare encoding TCVN3 in " : "convert it to Unicode", w->declare ? w->declare : "",
               w->declare ? " (or UTF-8, if it is meant as it stands)" : "");
    } else if (!w->reported_twice && vp_text_seems_twice(text)) {
        w->reported_twice = true;
        report(w, severity, place, "reads like UTF-8 that was converted to UTF-8 a second time; %s%s%s",
               w->declare ? "declare encoding \"UTF-8 twice\" in " : "convert it back once",
               w->declare ? w->declare : "", w->declare ? " (or UTF-8, if it is meant as it stands)" : "");
    } else if (!w->reported_vni && vp_text_seems_vni(text)) {
        w->reported_vni = true;
        report(w, VP_FINDING_WARNING, place, "reads like text in a VNI font; %s%s%s",
               w->declare ? "declare encoding VNI in " : "convert it to Unicode, as UniKey does",
               w->declare ? w->declare : "", w->declare ? " (or UTF-8, if it is meant as it stands)" : "");
    }
}

char *vp_source_words_text(vp_source_words *w, const char *bytes, size_t length, const char *column, long row,
                           vp_error *why)
{
    char *text = vp_text_from(bytes, length, encoding_of(w, bytes, length, column, row), why);
    if (text) report_strange(w, row, column, text);
    return text;
}

char **vp_source_words_columns(vp_source_words *w, const vp_source_header *header, vp_error *err)
{
    w->page = header->page;
    if (!*w->encoding && !vp_text_encoding_known(w->page)) {
        report(w, VP_FINDING_ERROR, (vp_place){.column = "encoding", .value = w->page},
               "the .cpg names the encoding \"%s\", which is not known; %s", w->page,
               w->declare ? "declare it in the column encoding" : "write a known one into it");
        w->page = "";
    }
    char **columns = calloc(header->column_count + 1, sizeof *columns);
    bool ok = columns || vp_fail_memory(err, header->column_count * sizeof *columns);
    for (size_t i = 0; ok && i < header->column_count; i++) {
        const char *raw = header->columns[i];
        size_t length = strlen(raw);
        columns[i] = vp_text_from(raw, length, encoding_of(w, raw, length, "columns", 0), NULL);
        if (!columns[i]) columns[i] = vp_text_from(raw, length, "ISO-8859-1", err);
        ok = columns[i] != NULL;
    }
    if (ok) return columns;
    for (size_t i = 0; columns && i < header->column_count; i++) free(columns[i]);
    free(columns);
    return NULL;
}
