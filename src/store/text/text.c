#include "store/text/text.h"
#include "base/buffer.h"
#include "store/text/vni.h"
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

/* TCVN 5712:1993 VN3 ("ABC" fonts), bytes A1 to FE. Capitals with a tone mark are written
 * with the same bytes in a capitals font, so they come out as small letters. 0: unused.
 * Source: TCVN 5712:1993, table VN3; the same as in the free UniKey and vietunicode tables. */
static const uint16_t tcvn3[] = {
    [0xA1] = 0x0102, [0xA2] = 0x00C2, [0xA3] = 0x00CA, [0xA4] = 0x00D4, [0xA5] = 0x01A0, [0xA6] = 0x01AF,
    [0xA7] = 0x0110, [0xA8] = 0x0103, [0xA9] = 0x00E2, [0xAA] = 0x00EA, [0xAB] = 0x00F4, [0xAC] = 0x01A1,
    [0xAD] = 0x01B0, [0xAE] = 0x0111, [0xB5] = 0x00E0, [0xB6] = 0x1EA3, [0xB7] = 0x00E3, [0xB8] = 0x00E1,
    [0xB9] = 0x1EA1, [0xBB] = 0x1EB1, [0xBC] = 0x1EB3, [0xBD] = 0x1EB5, [0xBE] = 0x1EAF, [0xC6] = 0x1EB7,
    [0xC7] = 0x1EA7, [0xC8] = 0x1EA9, [0xC9] = 0x1EAB, [0xCA] = 0x1EA5, [0xCB] = 0x1EAD, [0xCC] = 0x00E8,
    [0xCE] = 0x1EBB, [0xCF] = 0x1EBD, [0xD0] = 0x00E9, [0xD1] = 0x1EB9, [0xD2] = 0x1EC1, [0xD3] = 0x1EC3,
    [0xD4] = 0x1EC5, [0xD5] = 0x1EBF, [0xD6] = 0x1EC7, [0xD7] = 0x00EC, [0xD8] = 0x1EC9, [0xDC] = 0x0129,
    [0xDD] = 0x00ED, [0xDE] = 0x1ECB, [0xDF] = 0x00F2, [0xE1] = 0x1ECF, [0xE2] = 0x00F5, [0xE3] = 0x00F3,
    [0xE4] = 0x1ECD, [0xE5] = 0x1ED3, [0xE6] = 0x1ED5, [0xE7] = 0x1ED7, [0xE8] = 0x1ED1, [0xE9] = 0x1ED9,
    [0xEA] = 0x1EDD, [0xEB] = 0x1EDF, [0xEC] = 0x1EE1, [0xED] = 0x1EDB, [0xEE] = 0x1EE3, [0xEF] = 0x00F9,
    [0xF1] = 0x1EE7, [0xF2] = 0x0169, [0xF3] = 0x00FA, [0xF4] = 0x1EE5, [0xF5] = 0x1EEB, [0xF6] = 0x1EED,
    [0xF7] = 0x1EEF, [0xF8] = 0x1EE9, [0xF9] = 0x1EF1, [0xFA] = 0x1EF3, [0xFB] = 0x1EF7, [0xFC] = 0x1EF9,
    [0xFD] = 0x00FD, [0xFE] = 0x1EF5, [0xFF] = 0,
};

typedef enum { UTF8, TCVN3, VNI, TWICE, BY_ICONV } conversion;
typedef struct {
    const char *name;
    conversion by;
    const char *iconv_name; /* BY_ICONV */
} encoding_row;

/* Names that iconv does not know itself, as people and ArcGIS write them. */
static const encoding_row encodings[] = {
    {"", UTF8, NULL},
    {"utf-8", UTF8, NULL},
    {"utf8", UTF8, NULL},
    {"65001", UTF8, NULL},
    {"tcvn3", TCVN3, NULL},
    {"abc", TCVN3, NULL},
    {"vni", VNI, NULL},
    {"vni-windows", VNI, NULL},
    {"vni-win", VNI, NULL},
    {"utf-8 twice", TWICE, NULL},
    {"latin1", BY_ICONV, "ISO-8859-1"},
    {"88591", BY_ICONV, "ISO-8859-1"},
};

typedef struct {
    conversion by;
    char iconv_name[48];
} encoding_found;

static bool iconv_knows(const char *name)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) return false;
    iconv_close(converter);
    return true;
}

/* "windows-1258", "cp1258", "ANSI 1258", "1258", "8859-15", "ISO 8859-1", "Big5". */
static bool find_in_iconv(const char *name, char found[48])
{
    static const char *const before[] = {"ANSI ", "OEM ", "windows-", "ms-", "ISO-", "ISO "};
    static const char *const heads[] = {"", "CP", "ISO-"};
    if (strlen(name) > 30 || name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:- ")])
        return false; /* iconv's suffixes such as //IGNORE would lose letters */
    snprintf(found, 48, "%s", name);
    if (!strchr(name, ' ') && iconv_knows(found)) return true;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncasecmp(name, before[i], strlen(before[i])) == 0) name += strlen(before[i]);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        snprintf(found, 48, "%s%s", heads[i], name);
        if (iconv_knows(found)) return true;
    }
    return false;
}

static bool find_encoding(const char *name, encoding_found *found)
{
    *found = (encoding_found){0};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strcasecmp(encodings[i].name, name ? name : "") == 0) {
            found->by = encodings[i].by;
            if (encodings[i].iconv_name)
                snprintf(found->iconv_name, sizeof found->iconv_name, "%s", encodings[i].iconv_name);
            return true;
        }
    found->by = BY_ICONV;
    return find_in_iconv(name, found->iconv_name);
}

bool vp_text_encoding_known(const char *encoding)
{
    encoding_found found;
    return find_encoding(encoding, &found);
}

bool vp_text_is_utf8(const char *bytes, size_t length, size_t *bad)
{
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)bytes;
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t point;
        if (text[at] > 0 && text[at] < 0x80) {
            at++;
            continue;
        }
        utf8proc_ssize_t step = utf8proc_iterate(text + at, (utf8proc_ssize_t)(length - at), &point);
        if (step <= 0 || point == 0) {
            if (bad) *bad = at;
            return false;
        }
        at += (size_t)step;
    }
    return true;
}

static bool append_point(vp_buffer *out, int32_t point)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t length = utf8proc_encode_char(point, bytes);
    return vp_buffer_append(out, bytes, (size_t)length);
}

/* The next TCVN3 byte of raw or of doubly encoded text; 0 at what is neither. */
static unsigned next_tcvn3(const char *bytes, size_t length, bool wrapped, size_t *at)
{
    if (!wrapped) return (unsigned char)bytes[(*at)++];
    utf8proc_int32_t point;
    utf8proc_ssize_t step =
        utf8proc_iterate((const utf8proc_uint8_t *)bytes + *at, (utf8proc_ssize_t)(length - *at), &point);
    *at += step > 0 ? (size_t)step : 1;
    return step > 0 && point > 0 && point < 256 ? (unsigned)point : 0;
}

static bool from_tcvn3(const char *bytes, size_t length, vp_buffer *out, vp_error *err)
{
    bool wrapped = vp_text_is_utf8(bytes, length, NULL);
    for (size_t at = 0; at < length;) {
        size_t here = at;
        unsigned byte = next_tcvn3(bytes, length, wrapped, &at);
        int32_t point = byte < 0x80 ? (int32_t)byte : tcvn3[byte];
        if (point == 0)
            return vp_fail(err, VP_BAD_INPUT, "byte %zu (0x%02X) is not a letter of TCVN3", here + 1,
                           (unsigned)(unsigned char)bytes[here]);
        if (!append_point(out, point)) return vp_fail_memory(err, length);
    }
    return true;
}

static bool from_iconv(const char *bytes, size_t length, const char *name, vp_buffer *out, vp_error *err)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) return vp_fail(err, VP_IO, "this system cannot convert from %s", name);
    char *from = (char *)(uintptr_t)bytes; /* iconv does not write to its input */
    size_t left = length;
    bool ok = true, flushing = false;
    while (ok) {
        char block[512], *to = block;
        size_t room = sizeof block;
        size_t result = iconv(converter, flushing ? NULL : &from, &left, &to, &room);
        if (!vp_buffer_append(out, block, sizeof block - room)) ok = vp_fail_memory(err, length);
        if (flushing) break;
        if (result != (size_t)-1)
            flushing = true; /* windows-1258 holds back a letter that a mark may follow */
        else if (errno != E2BIG)
            ok = vp_fail(err, VP_BAD_INPUT, "byte %zu is not %s", length - left + 1, name);
    }
    iconv_close(converter);
    return ok &&
           (vp_text_is_utf8(out->bytes, out->length, NULL) || vp_fail(err, VP_BAD_INPUT, "a NUL byte in the text"));
}

/* Windows-1252's letters of bytes 80 to 9F; 0: the byte has none, and programs leave it as it is. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* The byte that became this letter when bytes were taken for windows-1252; -1 when none did. */
static int byte_of(int32_t point)
{
    if (point < 0x100) return (int)point;
    for (int i = 0; i < 32; i++)
        if (windows_1252[i] == point) return 0x80 + i;
    return -1;
}

/* The bytes of UTF-8 that was converted from windows-1252 to UTF-8 a second time; false when the text is not such. */
static bool unwrap(const char *text, size_t length, vp_buffer *out)
{
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &point);
        int byte = step > 0 ? byte_of(point) : -1;
        char one = (char)byte;
        if (byte < 0 || !vp_buffer_append(out, &one, 1)) return false;
        at += (size_t)step;
    }
    return vp_text_is_utf8(out->bytes, out->length, NULL);
}

static bool from_twice(const char *bytes, size_t length, vp_buffer *out, vp_error *err)
{
    if (length == 0 || unwrap(bytes, length, out)) return true;
    return vp_fail(err, VP_BAD_INPUT, "the text is not UTF-8 that was converted twice");
}

bool vp_text_seems_twice(const char *text)
{
    vp_buffer bytes = {0};
    bool twice = *text && unwrap(text, strlen(text), &bytes) && bytes.length < strlen(text);
    vp_buffer_clear(&bytes);
    return twice;
}

/* Bytes of the blank that the text begins with, or ends with: ASCII's, and what web pages and word processors leave
 * around a word: spaces that do not break, of fixed width or of no width, byte order marks. */
static size_t blank_at(const char *bytes, size_t length, bool end)
{
    static const char *const blanks[] = {"\xC2\xA0",     "\xE2\x80\x87", "\xE2\x80\x8B", "\xE2\x80\x8E",
                                         "\xE2\x80\xAF", "\xE3\x80\x80", "\xEF\xBB\xBF"};
    if (!length) return 0;
    if (isspace((unsigned char)bytes[end ? length - 1 : 0])) return 1;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        size_t size = strlen(blanks[i]);
        if (length >= size && memcmp(end ? bytes + length - size : bytes, blanks[i], size) == 0) return size;
    }
    return 0;
}

static char *normalise(const char *bytes, size_t length, vp_error *err)
{
    for (size_t blank; (blank = blank_at(bytes, length, true)) > 0;) length -= blank;
    for (size_t blank; (blank = blank_at(bytes, length, false)) > 0; length -= blank) bytes += blank;
    if (length == 0) {
        char *empty = calloc(1, 1);
        if (!empty) vp_fail_memory(err, 1);
        return empty;
    }
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t made = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &out,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (made >= 0) return (char *)out;
    vp_fail(err, made == UTF8PROC_ERROR_NOMEM ? VP_NO_MEMORY : VP_BAD_INPUT, "%s", utf8proc_errmsg(made));
    return NULL;
}

static bool to_utf8(const char *bytes, size_t length, const encoding_found *encoding, vp_buffer *out, vp_error *err)
{
    switch (encoding->by) {
    case TCVN3: return from_tcvn3(bytes, length, out, err);
    case VNI: return vp_vni_decode(bytes, length, vp_text_is_utf8(bytes, length, NULL), out, err);
    case TWICE: return from_twice(bytes, length, out, err);
    case BY_ICONV: return from_iconv(bytes, length, encoding->iconv_name, out, err);
    case UTF8: break;
    }
    return vp_buffer_append(out, bytes, length) || vp_fail_memory(err, length);
}

char *vp_text_from(const char *bytes, size_t length, const char *name, vp_error *err)
{
    encoding_found encoding;
    size_t bad = 0;
    if (!find_encoding(name, &encoding)) {
        vp_fail(err, VP_BAD_INPUT, "encoding %s is not one of %s", name, VP_TEXT_ENCODINGS);
        return NULL;
    }
    if (encoding.by == UTF8 && !vp_text_is_utf8(bytes, length, &bad)) {
        vp_fail(err, VP_BAD_INPUT, "byte %zu (0x%02X) is not UTF-8; declare the encoding (%s)", bad + 1,
                (unsigned)(unsigned char)bytes[bad], VP_TEXT_ENCODINGS);
        return NULL;
    }
    if (encoding.by == UTF8) return normalise(bytes, length, err);
    vp_buffer converted = {0};
    char *result = NULL;
    if (to_utf8(bytes, length, &encoding, &converted, err)) result = normalise(converted.bytes, converted.length, err);
    vp_buffer_clear(&converted);
    return result;
}

const char *vp_text_page(const char *bytes, size_t length, const char *page)
{
    static const char *const double_bytes[] = {"932", "936", "949", "950", "GB", "BIG", "EUC", "SHIFT", "SJIS", "UTF"};
    for (size_t i = 0; i < sizeof double_bytes / sizeof *double_bytes; i++)
        if (strcasestr(page, double_bytes[i])) return page;
    bool beyond = false;
    for (size_t i = 0; i < length && !beyond; i++) beyond = (unsigned char)bytes[i] >= 0x80;
    return beyond && vp_text_is_utf8(bytes, length, NULL) ? "" : page;
}

bool vp_text_seems_tcvn3(const char *text)
{
    /* Signs such as ¸ ¶ ¹ » ¼ ½ ¾ ¬ © ® right after a letter, or µ after a small one (dBµV is none),
     * in a text without a single letter beyond Latin-1: Unicode Vietnamese would have some. */
    utf8proc_int32_t before = ' ', point;
    bool found = false;
    for (size_t at = 0; text[at]; before = point) {
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + at, -1, &point);
        if (step <= 0 || point > 0xFF) return false;
        bool letter = before < 0x80 && isalpha((int)before), sign = point >= 0xA8 && point <= 0xBE && tcvn3[point];
        found = found || (sign && letter && (point != 0xB5 || islower((int)before)));
        at += (size_t)step;
    }
    return found;
}

static int32_t small_latin(int32_t point)
{
    bool capital = (point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0xDE);
    return capital ? point + 32 : point;
}

/* A letter with a mark behind it that stands there in no language: ù ø û õ behind a e u y ô ö, å ä behind a e o, á à ã
 * â behind a. French has où and août. */
static bool is_vni_pair(int32_t small, int32_t sign)
{
    if (sign == 0xF8 && small == 'o') return true;
    if (sign == 0xF9 || sign == 0xF8 || sign == 0xFB || sign == 0xF5)
        return small == 'a' || small == 'e' || small == 'u' || small == 'y' || small == 0xF4 || small == 0xF6;
    if (sign == 0xE5 || sign == 0xE4) return small == 'a' || small == 'e' || small == 'o';
    return small == 'a' && (sign == 0xE1 || sign == 0xE0 || sign == 0xE3 || sign == 0xE2);
}

/* Two pairs that other languages have, but not in one text: ï behind a vowel (Haïti), and á à ã â behind e (oceânico):
 * Traïm y teá. */
static bool is_dotted_pair(int32_t small, int32_t sign)
{
    return sign == 0xEF &&
           (small == 'a' || small == 'e' || small == 'o' || small == 'u' || small == 0xF4 || small == 0xF6);
}

static bool is_hatted_pair(int32_t small, int32_t sign) { return small == 'e' && sign >= 0xE0 && sign <= 0xE3; }

bool vp_text_seems_vni(const char *text)
{
    utf8proc_int32_t before = 0, point;
    bool found = false, dotted = false, hatted = false;
    for (size_t at = 0; text[at]; before = small_latin(point)) {
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + at, -1, &point);
        if (step <= 0 || point > 0xFF) return false; /* Unicode Vietnamese, or another script */
        int32_t sign = small_latin(point);
        found = found || is_vni_pair(before, sign);
        dotted = dotted || is_dotted_pair(before, sign);
        hatted = hatted || is_hatted_pair(before, sign);
        at += (size_t)step;
    }
    return found || (dotted && hatted);
}

static bool is_tone(int32_t point)
{
    return point == 0x300 || point == 0x301 || point == 0x303 || point == 0x309 || point == 0x323;
}

static bool is_gap(int32_t point)
{
    return point == ' ' || point == '-' || point == '\t' || point == 0xA0 || point == '_';
}

char *vp_text_key(const char *text)
{
    utf8proc_uint8_t *marks = NULL;
    if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &marks,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD) < 0)
        return NULL;
    vp_buffer key = {0};
    int32_t tone = 0;
    for (size_t at = 0;;) {
        utf8proc_int32_t point = 0;
        if (marks[at]) at += (size_t)utf8proc_iterate(marks + at, -1, &point);
        if (is_tone(point)) {
            tone = point;
        } else if (point == 0 || is_gap(point)) {
            if (tone) append_point(&key, tone);
            tone = 0;
            if (point && key.length && key.bytes[key.length - 1] != ' ') vp_buffer_text(&key, " ");
        } else {
            append_point(&key, point);
        }
        if (point == 0) break;
    }
    free(marks);
    while (key.length && key.bytes[key.length - 1] == ' ') key.length--;
    if (vp_buffer_terminated(&key)) return key.bytes;
    vp_buffer_clear(&key);
    return NULL;
}

char *vp_text_fold(const char *text)
{
    utf8proc_uint8_t *plain = NULL;
    if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &plain,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                         UTF8PROC_STRIPMARK) < 0)
        return NULL;
    size_t used = 0;
    for (const utf8proc_uint8_t *at = plain; *at;) {
        utf8proc_int32_t point = 0;
        at += utf8proc_iterate(at, -1, &point);
        if (point == 0x111) point = 'd'; /* đ has no mark of its own */
        bool kept = (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
        if (kept)
            plain[used++] = (utf8proc_uint8_t)point;
        else if (used && plain[used - 1] != '_')
            plain[used++] = '_';
    }
    while (used && plain[used - 1] == '_') used--;
    plain[used] = '\0';
    return (char *)plain;
}
