/* The process invest: vungphu invest as a job. Its tables are texts of the same form as the command's files. */
#include "report/invest_json.h"
#include "report/invest_report.h"
#include "service/invest_setup.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool report(void *context, double objective, double bound, double done)
{
    (void)done;
    double open = isfinite(bound) && objective > 0 ? fabs(bound - objective) / objective : 1;
    return vp_process_say_search(context, "finding whom projects would serve", objective, bound,
                                 fmax(0, 1 - 10 * open));
}

static bool read_tables(const json_t *inputs, vp_invest_setup *s, vp_findings *findings, vp_error *err)
{
    const vp_invest_source projects = {"projects", vp_inputs_text(inputs, "projects", "")};
    vp_invest_source budgets = {NULL, vp_inputs_text(inputs, "budgets", NULL)},
                     targets = {NULL, vp_inputs_text(inputs, "targets", NULL)};
    vp_invest_question *q = &s->question;
    s->projects_name = "inputs.projects";
    s->budgets_name = "inputs.budgets";
    s->targets_name = "inputs.targets";
    s->growth = vp_inputs_number(inputs, "growth", NAN);
    if (budgets.text) budgets.name = "budgets";
    if (targets.text) targets.name = "targets";
    q->goal = strcmp(vp_inputs_text(inputs, "goal", "people"), "cost") == 0 ? VP_INVEST_COST : VP_INVEST_PEOPLE;
    q->carry = !vp_inputs_yes(inputs, "no_carry");
    q->nested = vp_inputs_yes(inputs, "nested");
    q->at_end = vp_inputs_yes(inputs, "at_end");
    if (q->goal == VP_INVEST_PEOPLE && !budgets.text)
        return vp_fail(err, VP_BAD_INPUT, "inputs.budgets is missing: how much money each year?");
    if (q->goal == VP_INVEST_COST && !targets.text)
        return vp_fail(err, VP_BAD_INPUT, "inputs.targets is missing: what is to be reached for the least money?");
    if (q->nested && (q->goal == VP_INVEST_COST || targets.text))
        return vp_fail(err, VP_BAD_INPUT, "inputs.nested goes with the goal people, without targets");
    return vp_invest_tables_read(&projects, &budgets, &targets, &s->tables, findings, err) ||
           vp_process_fail_first(findings, err);
}

/* The answer, with its report where one is asked for. */
static json_t *printed(const json_t *inputs, const vp_invest_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool ok = !vp_inputs_yes(inputs, "report") || vp_invest_report_write(shown, &html, err);
    return vp_process_answer(ok, ok ? vp_invest_json(shown, false) : NULL, &html, err);
}

json_t *vp_process_invest(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    vp_invest_setup setup = {0};
    vp_findings findings = {0};
    vp_invest_result result;
    json_t *root = NULL;
    vp_sites_options options = vp_process_search(inputs, 300, report, progress);
    bool ok =
        read_tables(inputs, &setup, &findings, err) &&
        vp_invest_setup_make(&setup, view, 0, (int)vp_inputs_number(inputs, "last_year", 0), NULL, &findings, err);
    char *const **names = ok ? vp_invest_setup_names(&setup, err) : NULL;
    if (names && vp_invest_run(&setup.question, &options, &result, err)) {
        const vp_invest_shown shown = {.question = &setup.question,
                                       .result = &result,
                                       .snapshot = view->snapshot,
                                       .names = names,
                                       .money = vp_inputs_text(inputs, "money", NULL),
                                       .made_up = vp_inputs_text(inputs, "note", NULL),
                                       .growth = view->region.people.growth_count ? NAN : setup.growth,
                                       .grows = setup.grows,
                                       .seed = options.seed};
        root = printed(inputs, &shown, err);
        vp_invest_result_clear(&result);
    }
    free(names);
    vp_findings_clear(&findings);
    vp_invest_setup_clear(&setup);
    return root;
}
