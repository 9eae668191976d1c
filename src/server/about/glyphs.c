/* Letters for renderers that do not paint them themselves: files of web/build.mjs below glyphs/, a folder for each
 * font. */
#include "base/buffer.h"
#include "server/about/handlers.h"
#include "server/about/static_files.h"
#include <stdio.h>
#include <string.h>

enum { RANGE = 256, FONT_MOST = 100 };

/* Fonts between commas, the wanted one first. The next one; false behind the last. */
static bool next_font(const char **list, char font[FONT_MOST])
{
    size_t length = strcspn(*list, ",");
    if (length == 0) return false;
    snprintf(font, FONT_MOST, "%.*s", (int)(length < FONT_MOST ? length : FONT_MOST - 1), *list);
    *list += length + ((*list)[length] == ',');
    return true;
}

static bool is_range(const char *text)
{
    unsigned first, last;
    char again[20];
    if (sscanf(text, "%5u-%5u", &first, &last) != 2) return false;
    snprintf(again, sizeof again, "%u-%u", first, last);
    return strcmp(again, text) == 0 && first % RANGE == 0 && last == first + RANGE - 1 && last <= 0xffff;
}

static void write_text(vp_buffer *out, char field, const char *text)
{
    const char head[] = {(char)(field << 3 | 2), (char)strlen(text)};
    vp_buffer_append(out, head, sizeof head);
    vp_buffer_text(out, text);
}

/* A range in which the font has no letters, as a file of it would be. */
static vp_blob *no_letters(const char *font, const char *range, vp_error *err)
{
    vp_buffer stack = {0}, out = {0};
    write_text(&stack, 1, font);
    write_text(&stack, 2, range);
    const char head[] = {1 << 3 | 2, (char)stack.length};
    vp_buffer_append(&out, head, sizeof head);
    vp_buffer_append(&out, stack.bytes, stack.length);
    vp_blob *blob = NULL;
    if (stack.failed || out.failed || stack.length > 127)
        vp_fail_memory(err, stack.length);
    else
        blob = vp_blob_new(&out, err);
    vp_buffer_clear(&stack);
    vp_buffer_clear(&out);
    return blob;
}

bool vp_get_glyphs(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    (void)snapshot;
    const char *fonts = vp_target_capture(&call->target, "fontstack"),
               *range = vp_target_capture(&call->target, "range");
    char font[FONT_MOST], file[40], first[] = "0-255.pbf", folder[] = "glyphs";
    if (!is_range(range))
        return vp_fail(err, VP_BAD_INPUT, "range: '%.20s' is no range of letters such as 0-255 or 7680-7935", range);
    snprintf(file, sizeof file, "%.20s.pbf", range);
    for (const char *list = fonts; next_font(&list, font);) {
        vp_error ignored = {0};
        vp_reply known = {0};
        if (vp_static_read(call, (char *[]){folder, font, file}, 3, reply, &ignored)) return true;
        bool has_font = vp_static_read(call, (char *[]){folder, font, first}, 3, &known, &ignored);
        vp_reply_clear(&known);
        if (!has_font) continue;
        reply->type = "application/x-protobuf";
        reply->body = no_letters(font, range, err);
        return reply->body != NULL;
    }
    return vp_fail(
        err, VP_NOT_FOUND,
        "fontstack: there are no letters of '%.60s'; there are those of Be Vietnam Pro and Be Vietnam Pro SemiBold",
        fonts);
}
