/* How a CSV is written: what spreadsheets of any locale and exports of field tools put around its cells. */
#pragma once
#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

/* iconv's name of the encoding of two bytes a character that the text begins in ("Unicode text"); NULL: it is none. */
const char *vp_csv_two_bytes(const char *head, size_t length);
/* The text as UTF-8, without its byte order mark, behind what out holds. The sentence names no file. */
bool vp_csv_from_two_bytes(const char *encoding, const char *bytes, size_t length, vp_buffer *out, vp_error *err);

/* A cell that a spreadsheet is made to keep as text, ="00123", as our own exports have codes: then *text and *length
 * are what it says. */
void vp_csv_text_of(const char **text, size_t *length);

/* Length of a first line such as "sep=;" with its end, and *separator; 0 when there is none. */
size_t vp_csv_separator_line(const char *text, size_t length, char *separator);
/* What parts the cells: of comma, semicolon, tab and |, the one that the first line has most of, outside quotes. */
char vp_csv_separator(const char *text, size_t length);
