#include "base/html.h"

void vp_html_escape(vp_buffer *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        switch (*c) {
        case '&': vp_buffer_text(out, "&amp;"); break;
        case '<': vp_buffer_text(out, "&lt;"); break;
        case '>': vp_buffer_text(out, "&gt;"); break;
        case '"': vp_buffer_text(out, "&quot;"); break;
        case '\'': vp_buffer_text(out, "&#39;"); break;
        default:
            if (((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7F)
                vp_buffer_text(out, "\xEF\xBF\xBD");
            else
                vp_buffer_append(out, c, 1);
        }
    }
}
