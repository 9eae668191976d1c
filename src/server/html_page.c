#include "server/html_page.h"
#include "base/html.h"
#include <stdio.h>

const char vp_page_rules[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem;color:#1c2b33;background:#fff}"
    "a{color:#0b5cad}nav a,p a{margin-right:1rem}table{border-collapse:collapse;font-size:.875rem}"
    "td,th{border:1px solid #c5d0d6;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eef2f4}"
    "div{overflow-x:auto}svg{width:100%;max-height:32rem;background:#eef2f4;margin:1rem 0}"
    "path{fill:#3a87c8;fill-opacity:.35;stroke:#12507f;stroke-width:.8}circle{fill:#b3261e;stroke:#fff}"
    "a:hover path,a:focus path{fill-opacity:.7}";

void vp_html_page_text(vp_buffer *out, const char *before, const char *text, const char *after)
{
    vp_buffer_text(out, before);
    vp_html_escape(out, text ? text : "");
    vp_buffer_text(out, after);
}

void vp_html_page_link(vp_buffer *out, const char *address, const char *text)
{
    vp_html_page_text(out, "<a href=\"", address, "\">");
    vp_html_page_text(out, "", text, "</a> ");
}

void vp_html_page_begin(vp_buffer *out, const vp_call *call, const char *title)
{
    char address[600];
    vp_buffer_format(out, "<!doctype html>\n<html lang=\"%s\"><meta charset=\"utf-8\">",
                     vp_call_title(call, "vi", "en"));
    vp_buffer_text(out, "<meta name=\"viewport\" content=\"width=device-width\">");
    vp_html_page_text(out, "<title>", title, "</title><style>");
    vp_buffer_text(out, vp_page_rules);
    vp_buffer_text(out, "</style>\n<nav>");
    snprintf(address, sizeof address, "%s/", call->base);
    vp_html_page_link(out, address, "Vùng Phủ");
    snprintf(address, sizeof address, "%s/collections?f=html", call->base);
    vp_html_page_link(out, address, vp_call_title(call, "Các lớp dữ liệu", "Collections"));
    vp_html_page_text(out, "</nav>\n<h1>", title, "</h1>\n");
}

vp_blob *vp_html_page_end(vp_buffer *out, vp_error *err)
{
    vp_buffer_text(out, "</html>\n");
    return vp_blob_new(out, err);
}
