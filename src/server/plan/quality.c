/* /quality: what is doubtful in the data behind the figures. */
#include "base/csv.h"
#include "server/plan/handlers.h"
#include "server/routes.h"
#include "json/json.h"
#include <math.h>
#include <string.h>

static json_t *row_of(const vp_quality_row *q)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", vp_json_text(q->kind),
                     "severity", vp_json_text(q->severity), "file", vp_json_text(q->file), "layer",
                     vp_json_text(q->layer), "row", q->row > 0 ? json_integer(q->row) : json_null(), "field",
                     vp_json_text(q->field), "value", vp_json_text(q->value), "reason", vp_json_text(q->reason),
                     "reason_vi", vp_json_text(q->reason_vi), "lon", vp_json_number(q->lon), "lat",
                     vp_json_number(q->lat));
}

static void add_row(vp_csv *csv, const vp_quality_row *q, const char *snapshot)
{
    const char *const texts[] = {q->kind, q->severity, q->file, q->layer, q->field, q->value, q->reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_csv_text(csv, texts[i] ? texts[i] : "");
    vp_csv_number(csv, q->row > 0 ? (double)q->row : (double)NAN);
    vp_csv_number(csv, q->lon);
    vp_csv_number(csv, q->lat);
    vp_csv_text(csv, snapshot);
    vp_csv_end(csv);
}

bool vp_get_quality(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const char *kind = vp_target_parameter(&call->target, "kind");
    bool csv = call->media == VP_MEDIA_CSV;
    vp_csv text = vp_csv_begin(call->csv);
    json_t *list = csv ? NULL : json_array();
    if (csv) vp_csv_header(&text, "kind,severity,file,layer,field,value,reason,row,lon,lat,snapshot");
    for (size_t i = 0; i < snapshot->listings.quality.count; i++) {
        const vp_quality_row *q = &snapshot->listings.quality.rows[i];
        if (kind && strcmp(kind, q->kind) != 0) continue;
        if (csv) add_row(&text, q, snapshot->provenance.id);
        if (csv || !list || vp_json_append(list, row_of(q))) continue;
        json_decref(list);
        list = NULL;
    }
    reply->body =
        csv ? vp_blob_new(&text.bytes, err)
            : vp_json_blob(list ? json_pack("{s:s, s:o}", "snapshot", snapshot->provenance.id, "quality", list) : NULL,
                           err);
    return reply->body != NULL;
}
