#include "snapshot/attribution.h"
#include "base/html.h"
#include <string.h>

static bool is_named_before(const vp_provenance *provenance, size_t source)
{
    const char *name = provenance->sources[source].attribution;
    for (size_t i = 0; i < source; i++) {
        const char *other = provenance->sources[i].attribution;
        if (other && strcmp(other, name) == 0) return true;
    }
    return false;
}

char *vp_attribution_html(const vp_provenance *provenance)
{
    vp_buffer out = {0};
    for (size_t i = 0; i < provenance->source_count; i++) {
        const char *name = provenance->sources[i].attribution;
        if (!name || !*name || is_named_before(provenance, i)) continue;
        if (out.length) vp_buffer_text(&out, "; ");
        vp_html_escape(&out, name);
    }
    char *html = vp_buffer_terminated(&out) ? strdup((const char *)out.bytes) : NULL;
    vp_buffer_clear(&out);
    return html;
}
