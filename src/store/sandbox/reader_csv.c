/* CSV as spreadsheets save it: "Unicode text" is UTF-16, and a first line sep=; names the separator to Excel. */
#include "base/buffer.h"
#include "store/sandbox/reader_internal.h"
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COPIED_BYTES_MOST = 512 << 20 };

/* The iconv name of the two-byte encoding that the text begins in; NULL when it is none. */
static const char *two_bytes(const unsigned char *head, size_t length)
{
    if (length >= 2 && head[0] == 0xFF && head[1] == 0xFE) return "UTF-16LE";
    if (length >= 2 && head[0] == 0xFE && head[1] == 0xFF) return "UTF-16BE";
    size_t even = 0, odd = 0, pairs = length / 2;
    for (size_t i = 0; i < 2 * pairs; i++) *(i % 2 ? &odd : &even) += head[i] == 0;
    if (pairs > 2 && odd * 2 > pairs && !even) return "UTF-16LE";
    if (pairs > 2 && even * 2 > pairs && !odd) return "UTF-16BE";
    return NULL;
}

/* Length of a first line such as "sep=;" with its end; 0 when there is none. */
static size_t separator_line(const char *text, size_t length)
{
    size_t at = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, quoted = at < length && text[at] == '"';
    if (length < at + quoted + 5 || strncasecmp(text + at + quoted, "sep=", 4) != 0) return 0;
    at += quoted + 5 + quoted;
    if (at < length && text[at] == '\r') at++;
    return at < length && text[at] == '\n' ? at + 1 : 0;
}

static bool to_utf8(vp_reader *reader, const char *from, char *bytes, size_t length, vp_buffer *out)
{
    iconv_t converter = iconv_open("UTF-8", from);
    if (converter == (iconv_t)-1) return vp_reader_fail(reader, "this system cannot convert from %s", from);
    bool more = true;
    size_t left = length;
    for (char *at = bytes; more;) {
        char block[65536], *to = block;
        size_t room = sizeof block;
        more = iconv(converter, &at, &left, &to, &room) == (size_t)-1 && errno == E2BIG;
        more = vp_buffer_append(out, block, sizeof block - room) && more;
    }
    iconv_close(converter);
    return (left == 0 && !out->failed) || vp_reader_fail(reader, "byte %zu is not %s", length - left + 1, from);
}

/* The whole file; *bytes is the caller's to free. */
static bool read_whole(vp_reader *reader, char **bytes, size_t *length)
{
    VSIStatBufL about;
    if (VSIStatL(reader->path, &about) != 0 || (uint64_t)about.st_size > COPIED_BYTES_MOST)
        return vp_reader_fail(reader, "the table is larger than %d MB; save it as \"CSV UTF-8\"",
                              COPIED_BYTES_MOST >> 20);
    VSILFILE *file = VSIFOpenL(reader->path, "rb");
    *bytes = malloc((size_t)about.st_size + 1);
    *length = file && *bytes ? VSIFReadL(*bytes, 1, (size_t)about.st_size, file) : 0;
    if (file) VSIFCloseL(file);
    return *length == (size_t)about.st_size || vp_reader_fail(reader, "cannot be read to its end");
}

/* GDAL reads the copy, which lives as long as the child. */
static bool copy_to_memory(vp_reader *reader, vp_buffer *text)
{
    size_t line = separator_line(text->bytes, text->length);
    reader->lines_before += line > 0;
    VSILFILE *copy = VSIFileFromMemBuffer("/vsimem/table.csv", (GByte *)text->bytes + line, text->length - line, FALSE);
    if (!copy) return vp_reader_fail(reader, "no memory for a copy of the table");
    VSIFCloseL(copy);
    snprintf(reader->path, sizeof reader->path, "/vsimem/table.csv");
    return true;
}

bool vp_reader_prepare_csv(vp_reader *reader)
{
    char head[512];
    VSILFILE *file = VSIFOpenL(reader->path, "rb");
    size_t length = file ? VSIFReadL(head, 1, sizeof head, file) : 0;
    if (file) VSIFCloseL(file);
    const char *from = two_bytes((const unsigned char *)head, length);
    if (!from && !separator_line(head, length)) return true;
    char *bytes = NULL;
    vp_buffer text = {0};
    bool ok = read_whole(reader, &bytes, &length);
    if (ok && from)
        ok = to_utf8(reader, from, bytes, length, &text);
    else if (ok)
        ok = vp_buffer_append(&text, bytes, length) || vp_reader_fail(reader, "no memory for a copy of the table");
    free(bytes);
    return ok && copy_to_memory(reader, &text);
}
