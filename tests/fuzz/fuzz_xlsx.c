/* Any bytes as a workbook: its sheets are looked through by its own XML, or it is refused. Bytes that are no zip are
 * the XML of one sheet, which needs no packer. What is found of a sheet says the same the second time. */
#include "store/sandbox/reader_sheet.h"
#include "store/sandbox/reader_xml.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__asan_default_options(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "detect_leaks=0";
} /* the child's memory ends with it */

static void put(const char *path, const void *bytes, size_t length)
{
    VSILFILE *file = VSIFileFromMemBuffer(path, (GByte *)(uintptr_t)bytes, length, FALSE);
    if (!file) abort();
    VSIFCloseL(file);
}

/* A token ends within the bytes, and its attributes within itself. */
static void walk(const char *path)
{
    char value[40];
    const vp_xml_token *token;
    vp_xml *xml = vp_xml_open(path);
    if (!xml) abort();
    while ((token = vp_xml_next(xml))) {
        if (strlen(token->text) > token->length || token->length >= sizeof token->text) abort();
        if (vp_xml_attribute(token, "r", value, sizeof value) && !token->tag) abort();
        if (strlen(value) >= sizeof value) abort();
    }
    vp_xml_close(xml);
}

static void add(const char *book, const char *part, const void *text, size_t length)
{
    char path[200];
    snprintf(path, sizeof path, "/vsizip/%s/%s", book, part);
    VSILFILE *file = VSIFOpenL(path, "wb");
    if (!file || VSIFWriteL(text, 1, length, file) != length || VSIFCloseL(file) != 0) abort();
}

/* One sheet of these bytes, as a workbook. */
static void pack(const char *book, const uint8_t *data, size_t size)
{
    static const char list[] = "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>",
                      parts[] = "<Relationships><Relationship Id=\"r1\" Target=\"sheet.xml\"/></Relationships>",
                      texts[] = "<sst><si><t>a</t></si><si><t>b</t></si></sst>";
    add(book, "xl/workbook.xml", list, strlen(list));
    add(book, "xl/_rels/workbook.xml.rels", parts, strlen(parts));
    add(book, "xl/sharedStrings.xml", texts, strlen(texts));
    add(book, "xl/sheet.xml", data, size);
}

/* first: whether the names wanted stand in row 1; else they are looked for below, and the sheet is copied from there.
 */
static size_t look_through(const char *path, int nowhere, bool first)
{
    static const char *const names[] = {"a"};
    static const vp_column_names wanted = {names, 1};
    vp_source_job job = {.request = {path, "fuzz.xlsx", "", "", "", "", {0, &wanted, 1, false}, NULL},
                         .work = VP_SOURCE_FEATURES};
    vp_reader reader = {.job = &job, .format = vp_source_format_of(path), .layer = "", .output = nowhere};
    snprintf(reader.path, sizeof reader.path, "%s", path);
    vp_reader_listen(&reader);
    if (vp_reader_check_zip(&reader, path)) reader.book = vp_workbook_open(&reader);
    if (reader.book && vp_workbook_check(reader.book, &reader, "S", first)) {
        for (size_t field = 0; field < 40; field++) vp_workbook_is_number(reader.book, field, "a");
        vp_workbook_count_error(reader.book, 1, "a", 2, "#N/A");
        vp_workbook_report_errors(reader.book, &reader);
        if (reader.heading < 1 || (first && reader.heading != 1)) abort();
        vp_workbook_begin_at_heading(reader.book, &reader);
        VSIUnlink("/vsimem/table.xlsx");
    }
    vp_workbook_free(reader.book);
    CPLPopErrorHandler();
    vp_buffer_clear(&reader.message);
    return reader.findings_sent;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned long count; /* GDAL remembers an archive by its name */
    static int nowhere = -1;
    char path[64];
    if (nowhere < 0) nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/vsimem/fuzz%lu.xlsx", count++);
    put("/vsimem/bare.xml", data, size);
    walk("/vsimem/bare.xml");
    VSIUnlink("/vsimem/bare.xml");
    if (size >= 2 && memcmp(data, "PK", 2) == 0)
        put(path, data, size);
    else
        pack(path, data, size);
    for (int first = 0; first < 2; first++)
        if (look_through(path, nowhere, first) != look_through(path, nowhere, first)) abort();
    VSIUnlink(path);
    return 0;
}
