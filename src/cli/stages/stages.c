#include "cli/stages/stages.h"
#include "broadcast/check.h"
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/stages/written_beside.h"
#include "pipeline/window_edge.h"
#include "platform/clock.h"
#include "platform/memory.h"
#include "snapshot/snapshot.h"
#include "store/import/import.h"
#include "store/parts/part_owners.h"
#include "store/parts/part_results.h"
#include "store/region/load.h"
#include "store/sandbox/sandbox.h"
#include "store/snapshot/kept_results.h"
#include "store/snapshot/snapshot_store.h"
#include <errno.h>
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vungphu/analysis.h>
#include <vungphu/settlements.h>

typedef struct {
    const vp_stages_request *a;
    vp_console console;
    char directory[4096];
    vp_findings findings;
    double began; /* seconds of vp_clock_now */
    vp_region *region;
    vp_snapshot_writer *writer;
    vp_kept_results *kept;
    vp_part_results *parts; /* of a merge; else NULL */
    vp_window_edge *edge;   /* of a part; else NULL */
    uint32_t *own;          /* the same: cells of its units */
    vp_travel_options travel;
    vp_import_kept same; /* what of the last dataset holds */
    vp_quality doubts;   /* of parts and their windows */
    vp_weights **weights;
    vp_written_beside *beside;
    vp_gaps gaps;
    vp_unserved_list unserved;
} job;

#define LEAST_PEOPLE_OF_A_PLACE 10 /* smaller places are counted in the sums, but not listed */
/* Nor are more than these: a nation has millions of them, and nobody reads a list so long. A province has a tenth. */
#define MOST_PLACES_OF_A_SERVICE 20000

static void stage_done(job *j, const char *stage)
{
    struct rusage usage;
    double now = vp_clock_now();
    getrusage(RUSAGE_SELF, &usage);
    if (j->a->timings) printf("%s,%.2f,%.0f\n", stage, now - j->began, (double)usage.ru_maxrss / 1024);
    j->began = now;
}

static bool make_directory(const char *path, vp_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return true;
    return vp_fail(err, vp_error_of_system(errno), "%s: the dataset directory cannot be made: %s", path,
                   strerror(errno));
}

/* DIR, or DIR/parts/ID of a part. */
static bool place_files(job *j, vp_error *err)
{
    char parts[4096];
    int length = j->a->output ? snprintf(j->directory, sizeof j->directory, "%s", j->a->output)
                              : snprintf(j->directory, sizeof j->directory, "%s/dataset", j->a->from.folder);
    if (length + 80 >= (int)sizeof j->directory)
        return vp_fail(err, VP_BAD_INPUT, "the path of the dataset is too long");
    if (!make_directory(j->directory, err)) return false;
    if (!j->a->part) return true;
    snprintf(parts, sizeof parts, "%.4000s/parts", j->directory);
    snprintf(j->directory, sizeof j->directory, "%.4000s/%.64s", parts, j->a->part);
    return make_directory(parts, err) && make_directory(j->directory, err);
}

/* Who must wait says so once, and for whom. */
static bool begin(job *j, vp_error *err)
{
    j->writer = vp_snapshot_begin(j->directory, 0, err);
    if (j->writer || err->kind != VP_BUSY || j->a->wait_seconds <= 0) return j->writer != NULL;
    if (!j->a->quiet) {
        vp_console_sentence(stderr, err->message);
        fputs(gettext(" … waiting\n"), stderr);
    }
    j->writer = vp_snapshot_begin(j->directory, j->a->wait_seconds, err);
    return j->writer != NULL;
}

/* Beside the import, which leaves a core free. */
static bool look_at_last(const job *j, vp_error *err)
{
    return j->a->anew || j->a->merge || vp_snapshot_check_last(j->writer, err);
}

/* A line of --explain: a grid of the import, or the check of units. */
static void explain_step(void *context, const char *step, const char *since)
{
    (void)context;
    printf("import/%s,%s,%s\n", step, since ? "read" : "nothing", since ? since : "");
}

static bool show_progress(void *context, const char *step, double done)
{
    return vp_console_progress(&((job *)context)->console, step, done);
}

/* Into the new snapshot's draft; the last snapshot keeps its own dataset. */
static bool import(job *j, vp_error *err)
{
    vp_province *province = vp_province_read(j->a->from.folder, j->a->from.data, &j->findings, err);
    if (!province) return false;
    if (j->findings.errors) {
        vp_province_free(province);
        return vp_fail(err, VP_BAD_INPUT,
                       "%s: %zu error%s in the tables; vungphu check lists those of the sources, too",
                       j->a->from.folder, j->findings.errors, j->findings.errors == 1 ? "" : "s");
    }
    stage_done(j, "check");
    char *last = j->a->anew ? NULL : vp_kept_results_dataset(j->directory);
    vp_import_options import_options = {.part = j->a->part,
                                        .gaps = j->a->merge,
                                        .last = last,
                                        .progress = show_progress,
                                        .explain = j->a->explain ? explain_step : NULL,
                                        .context = j,
                                        .kept = &j->same};
    if (j->a->explain) puts("step,computed,since");
    bool ok = vp_import(province, vp_snapshot_draft_dataset(j->writer), &import_options, &j->findings, err);
    vp_province_free(province);
    free(last);
    vp_console_end(&j->console);
    stage_done(j, "import");
    return ok;
}

/* Whom the service leaves out. */
static bool find_places(job *j, size_t service, const float surface[], vp_error *err)
{
    const vp_weights *weights = j->weights[j->region->units.main_set];
    vp_gap_question question = {service, j->region->definitions.services[service].group, NAN, LEAST_PEOPLE_OF_A_PLACE,
                                MOST_PLACES_OF_A_SERVICE};
    vp_gaps found = {0};
    bool ok = vp_gaps_find(j->region, weights, surface, &question, &found, err) &&
              vp_gaps_append(&j->gaps, &found, err) &&
              vp_unserved_add(j->region, weights, surface, service, &j->unserved, err);
    vp_gaps_clear(&found);
    return ok;
}

/* Of a part: whether all that people may find lies within its grids. */
static bool check_edge(job *j, size_t service, const float surface[], vp_error *err)
{
    double people, doubtful;
    char reason[300];
    if (!vp_window_edge_count(j->edge, service, surface, j->own, &people, &doubtful, err)) return false;
    if (doubtful < 0.5) return true;
    snprintf(
        reason, sizeof reason,
        "part %.64s, service %.64s: %.0f of %.0f people may be reached sooner by a path that leaves its grids; state a "
        "wider margin_metres",
        j->a->part, j->region->definitions.services[service].id, doubtful, people);
    const vp_quality_row row = {.kind = "import",
                                .severity = "warning",
                                .file = "parts.csv",
                                .field = "margin_metres",
                                .value = j->region->definitions.services[service].id,
                                .reason = reason};
    return vp_quality_add(&j->doubts, &row, err) != NULL;
}

static bool write_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    job *j = context;
    bool known = false;
    if (j->edge)
        return vp_snapshot_write_surface(j->writer, service, values, nearest, err) &&
               check_edge(j, service, vp_grid_cells(values), err);
    return vp_snapshot_write_surface(j->writer, service, values, nearest, err) &&
           vp_kept_results_places(j->kept, service, &j->gaps, &j->unserved, &known, err) &&
           (known || find_places(j, service, vp_grid_cells(values), err));
}

static bool write_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    return vp_snapshot_write_access(((job *)context)->writer, service, access, err);
}

static bool write_mode(void *context, size_t service, const int32_t *mode, vp_error *err)
{
    job *j = context;
    return vp_snapshot_write_mode(j->writer, service, mode, err);
}

/* What the analysis makes and holds until let_go. */
static bool is_held(void *context, size_t service)
{
    const job *j = context;
    return vp_kept_results_differ(j->kept, service) < VP_INPUTS_OF_SURFACE &&
           vp_analysis_holds(&j->region->definitions, service);
}

/* That, or cells of the last snapshot that nobody makes anew. */
static bool is_lasting(void *context, size_t service)
{
    return vp_kept_results_is_untouched(((job *)context)->kept, service) || is_held(context, service);
}

/* Beside the analysis where most surfaces are there; one of all has work for all cores. */
static bool begin_writing(job *j, vp_error *err)
{
    const vp_beside_work work = {write_surface, write_mode, write_access, is_lasting, is_held, j};
    size_t count = j->region->definitions.service_count, known = 0;
    for (size_t i = 0; i < count; i++) known += vp_kept_results_differ(j->kept, i) >= VP_INPUTS_OF_SURFACE;
    j->beside = vp_written_beside_new(j->region->geometry, &work, 2 * known > count, err);
    return j->beside != NULL;
}

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    return vp_beside_surface(((job *)context)->beside, service, values, nearest, err);
}

static bool keep_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    return vp_beside_access(((job *)context)->beside, service, access, err);
}

static bool keep_mode(void *context, size_t service, const int32_t *mode, vp_error *err)
{
    return vp_beside_mode(((job *)context)->beside, service, mode, err);
}

/* A failure is said again at the end. */
static void let_go(void *context)
{
    vp_error why = {0};
    vp_written_beside_end(((job *)context)->beside, &why);
}

static bool known_surface(void *context, size_t service, vp_known_surface *out, vp_error *err)
{
    return vp_kept_results_surface(context, service, &out->values, &out->nearest, &out->mode, err);
}

static bool known_access(void *context, size_t service, vp_known_access *out)
{
    return vp_kept_results_access(context, service, &out->region, &out->service, &out->access);
}

static bool known_before(void *context, size_t service, vp_known_before *out)
{
    vp_kept_before then;
    if (!vp_kept_results_before(context, service, &then)) return false;
    *out = (vp_known_before){.region = then.region,
                             .service = &then.region->definitions.services[then.service],
                             .values = then.values,
                             .nearest = then.nearest,
                             .facts = then.facts};
    return true;
}

/* Of each service what is computed, and which of its inputs is another; nothing and "" where all are the same. */
static void explain(const job *j)
{
    for (size_t i = 0; i < j->region->definitions.service_count; i++) {
        vp_input differs = vp_kept_results_differ(j->kept, i);
        if (j->a->part &&
            (differs >= VP_INPUTS_OF_SURFACE || !vp_part_results_has(&j->region->definitions.services[i])))
            differs = VP_INPUT_COUNT; /* no more is computed of a part */
        const char *what = differs < VP_INPUTS_OF_SURFACE  ? "surface"
                           : differs < VP_INPUTS_OF_COUNTS ? "people"
                           : differs < VP_INPUTS_OF_PLACES ? "gaps"
                                                           : "nothing";
        bool named = differs < VP_INPUTS_OF_PLACES;
        printf("%s,%s,%s\n", j->region->definitions.services[i].id, what, named ? vp_input_names[differs] : "");
    }
}

static bool nothing_known(void *context, size_t row, vp_coverage *coverage)
{
    (void)context, (void)row, (void)coverage;
    return false;
}

static bool surface_of_parts(void *context, size_t service, vp_known_surface *out, vp_error *err)
{
    out->passing = true;
    return vp_part_results_surface(context, service, &out->values, &out->nearest, &out->mode, err);
}

/* Of a merge: the surfaces, from which all is counted. */
static bool take_parts(job *j, const vp_travel_options *travel, vp_analysis_known *known, vp_error *err)
{
    vp_snapshot_write_merged(j->writer);
    j->parts = vp_part_results_open(j->directory, vp_snapshot_draft_dataset(j->writer), j->region, travel, err);
    *known = (vp_analysis_known){.surface = surface_of_parts,
                                 .counts = nothing_known,
                                 .planned = nothing_known,
                                 .joint = nothing_known,
                                 .planned_joint = nothing_known,
                                 .context = j->parts};
    return j->parts != NULL;
}

/* Of a part: where its grids end and the whole's do not. */
static bool begin_part(job *j, vp_error *err)
{
    vp_part *parts = NULL;
    size_t count = 0;
    vp_grid_geometry whole;
    const char *dataset = vp_snapshot_draft_dataset(j->writer);
    j->own = calloc(vp_grid_geometry_cells(j->region->geometry), sizeof *j->own);
    bool ok = (j->own || vp_fail_memory(err, vp_grid_geometry_cells(j->region->geometry))) &&
              vp_parts_load(dataset, &parts, &count, err) && vp_parts_whole(dataset, &whole, err);
    for (size_t p = 0; ok && p < count; p++)
        if (strcmp(parts[p].id, j->a->part) == 0) ok = vp_part_mark(j->region, &parts[p], 1, j->own, err);
    vp_parts_free(parts, count);
    if (ok) j->edge = vp_window_edge_new(j->region, whole, &j->travel, err);
    return j->edge != NULL;
}

/* Which lists of places end before the last: known by their length, so that lists that were taken over say it, too. */
static bool note_ended_lists(job *j, vp_error *err)
{
    const vp_definitions *d = &j->region->definitions;
    bool ok = true;
    for (size_t s = 0; ok && s < d->service_count; s++) {
        size_t count = 0;
        double least = INFINITY;
        for (size_t i = 0; i < j->gaps.gap_count; i++) {
            if (j->gaps.gaps[i].service != s) continue;
            count++;
            least = fmin(least, j->gaps.gaps[i].people);
        }
        if (count < MOST_PLACES_OF_A_SERVICE) continue;
        char reason[300];
        snprintf(
            reason, sizeof reason,
            "of the places that service %.64s leaves out, the %d with most people are listed, down to %.0f people; "
            "those of fewer are counted in every figure",
            d->services[s].id, MOST_PLACES_OF_A_SERVICE, least);
        const vp_quality_row row = {.kind = "list",
                                    .severity = "note",
                                    .file = "services.csv",
                                    .field = "id",
                                    .value = d->services[s].id,
                                    .reason = reason};
        ok = vp_quality_add(&j->doubts, &row, err) != NULL;
    }
    return ok;
}

/* Said last, since damage of a part shows when its cells are read. */
static bool report_doubts(job *j, vp_error *err)
{
    vp_findings found = {0};
    bool ok = (!j->parts || vp_part_results_report(j->parts, &j->doubts, err)) && note_ended_lists(j, err);
    for (size_t i = 0; ok && i < j->doubts.count; i++) {
        const vp_quality_row *row = &j->doubts.rows[i];
        vp_findings_add(&found, strcmp(row->severity, "note") == 0 ? VP_FINDING_NOTE : VP_FINDING_WARNING,
                        (vp_place){.file = row->file, .column = row->field, .value = row->value}, "%s", row->reason);
    }
    if (found.count) vp_console_findings(&found, VP_FINDING_WARNING);
    vp_findings_clear(&found);
    return ok;
}

static vp_coverage *analyse(job *j, vp_error *err)
{
    vp_analysis_options run = {.travel = vp_travel_defaults(),
                               .journeys_only = j->a->part != NULL,
                               .progress = show_progress,
                               .surface_ready = keep_surface,
                               .let_go = let_go,
                               .mode_ready = keep_mode,
                               .access_ready = keep_access,
                               .context = j};
    run.travel.threads = j->a->threads;
    run.travel.open_corners = j->a->open_corners;
    if (j->a->neighbours) run.travel.neighbours = j->a->neighbours;
    j->travel = run.travel;
    vp_snapshot_write_travel(j->writer, &run.travel);
    if (j->a->part && !begin_part(j, err)) return NULL;
    j->kept = vp_snapshot_write_inputs(j->writer, j->a->anew || j->a->merge, err);
    if (!j->kept) return NULL;
    if (j->a->explain) explain(j);
    vp_analysis_known known = {.surface = known_surface,
                               .counts = vp_kept_results_counts,
                               .planned = vp_kept_results_planned,
                               .joint = vp_kept_results_joint,
                               .planned_joint = vp_kept_results_planned_joint,
                               .access = known_access,
                               .before = known_before,
                               .context = j->kept};
    if (j->a->merge && !take_parts(j, &run.travel, &known, err)) return NULL;
    run.known = &known;
    if (!begin_writing(j, err)) return NULL;
    vp_coverage *coverage = vp_analysis_run(j->region, j->weights, &run, err);
    if (coverage && !vp_written_beside_end(j->beside, err)) {
        vp_coverage_free(coverage);
        coverage = NULL;
    }
    vp_written_beside_free(j->beside);
    vp_console_end(&j->console);
    stage_done(j, "analysis");
    return coverage;
}

/* What only the whole region shows: sites off the elevation, schemes with more households than there are. */
static bool check_region(job *j, vp_error *err)
{
    vp_findings found = {0};
    if (j->a->part) return true; /* the whole's are looked at by the merge */
    bool ok = vp_broadcast_check(j->region, &found, err);
    if (found.count) vp_console_findings(&found, j->a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    if (ok && found.errors)
        ok = vp_fail(err, VP_BAD_INPUT, "%zu errors in transmitters or service areas", found.errors);
    vp_findings_clear(&found);
    return ok;
}

/* The region, with what the last one has of it. */
static bool load_region(job *j, vp_error *err)
{
    vp_region_known known = {.settlements = j->same.settlements};
    if (j->same.but_places) vp_memory_keep();
    if (j->same.but_places && !j->a->merge) known.last = vp_snapshot_last_region(j->writer);
    j->region = vp_region_load_weighed(vp_snapshot_draft_dataset(j->writer), known, &j->weights, err);
    if (!j->region || !vp_snapshot_write_region(j->writer, j->region, err)) return false;
    if (known.last) vp_snapshot_write_same(j->writer);
    vp_snapshot_write_weights(j->writer, j->weights[j->region->units.main_set]);
    return check_region(j, err);
}

static bool publish(job *j, char **id, vp_error *err)
{
    vp_coverage *coverage = NULL;
    bool ok = false;
    if (!load_region(j, err)) goto done;
    stage_done(j, "region");
    coverage = analyse(j, err);
    if (!coverage) goto done;
    vp_snapshot_write_unserved(j->writer, &j->unserved);
    vp_snapshot_write_quality(j->writer, &j->doubts);
    if (!report_doubts(j, err)) goto done;
    vp_part_results_free(j->parts); /* a nation's cells: what is written now needs the room */
    j->parts = NULL;
    ok = vp_snapshot_finish(j->writer, coverage, &j->gaps, id, err);
    j->writer = NULL;
    stage_done(j, "publish");
done:
    vp_coverage_free(coverage);
    vp_kept_results_free(j->kept);
    vp_part_results_free(j->parts);
    vp_window_edge_free(j->edge);
    free(j->own);
    vp_quality_clear(&j->doubts);
    vp_gaps_clear(&j->gaps);
    vp_unserved_clear(&j->unserved);
    for (size_t i = 0; j->weights && i < j->region->units.set_count; i++) vp_weights_free(j->weights[i]);
    free(j->weights);
    vp_region_free(j->region);
    return ok;
}

int vp_stages_run(const vp_stages_request *request)
{
    vp_error err = {0};
    char *id = NULL;
    job *j = calloc(1, sizeof *j);
    if (!j) return VP_EXIT_FAILED;
    j->a = request;
    j->console.quiet = request->quiet;
    j->began = vp_clock_now();
    if (request->timings) puts("stage,seconds,peak_mb");
    vp_console_weakness(vp_sandbox_weakness());
    bool ok = place_files(j, &err) && begin(j, &err) && look_at_last(j, &err) && import(j, &err);
    vp_console_findings(&j->findings, request->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    if (ok) ok = publish(j, &id, &err);
    if (ok)
        fprintf(stderr, gettext("published %s/published/%s\n"), j->directory, id);
    else
        vp_console_fail(&err);
    free(id);
    vp_snapshot_abandon(j->writer);
    vp_findings_clear(&j->findings);
    free(j);
    return ok ? VP_EXIT_DONE : VP_EXIT_FAILED;
}
