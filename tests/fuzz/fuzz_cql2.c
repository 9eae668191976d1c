/* Any text is a filter that can be asked of every feature, or is refused with a sentence. */
#include "server/ogc/collections.h"
#include "server/support_world.h"
#include "snapshot/outlines.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vp_snapshot *world;

static void start(void)
{
    vp_error err = {0};
    world = vp_world_new("s1", 0);
    world->places.outlines = vp_outlines_new(world->region, &err);
    MUST(world->places.outlines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!world) start();
    char *text = malloc(size + 1);
    MUST(text);
    memcpy(text, data, size);
    text[size] = '\0';
    for (size_t i = 0; i < vp_collection_count; i++) {
        const vp_collection *c = vp_collections[i];
        vp_view view = {world, world->region->units.main_set};
        vp_error err = {0};
        vp_cql2_schema schema = vp_collection_schema(&(vp_collection_row){c, &view, 0}, NULL);
        vp_cql2 *filter = (*text == '{' ? vp_cql2_parse_json : vp_cql2_parse)(text, &schema, &err);
        MUST(filter || err.message[0]);
        for (size_t row = 0; filter && row < c->count(&view); row++) {
            vp_collection_row at = {c, &view, row};
            vp_cql2_feature feature = vp_collection_feature(&at);
            vp_cql2_holds(filter, &feature);
        }
        vp_cql2_free(filter);
    }
    free(text);
    return 0;
}
