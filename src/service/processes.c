#include "service/processes.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>

#define ID       200 /* bytes of an id */
#define TABLE    100000
#define LIST     (VP_JOINT_MOST * ID)
#define COMMUNES "what is counted are people of the newest communes and the first population grid"

#define GROUP "population group to count, or groups joined: a+b both, a|b either, -a not (default: the service's)"
#define LIMIT "minutes or metres within which somebody is reached (default: the service's)"

static const vp_input site_inputs[] = {
    {"service", VP_INPUT_TEXT, false, 0, ID, NULL,
     "id of a service; of an area limit is how many metres the pipes of a new source reach; or else:"},
    {"indicator", VP_INPUT_TEXT, false, 0, ID, NULL,
     "id of an indicator of people whom a service reaches: with its service, group and limits; of people whom several "
     "reach together service says which is sited"},
    {"services", VP_INPUT_TEXT, false, 0, LIST, NULL,
     "or count people whom these services reach together: ID or ID=LIMIT, between +, or between | where either will "
     "do; "
     "service says which of them is sited"},
    {"at_least", VP_INPUT_WHOLE, false, 1, VP_JOINT_MOST, NULL,
     "with services: how many of them must reach (default: all; 1: any)"},
    {"count", VP_INPUT_WHOLE, false, 1, 200, NULL,
     "at most so many new sites; not for set-cover; not needed with a budget"},
    {"budget", VP_INPUT_NUMBER, false, 0, 1e15, NULL,
     "most that the prices of the sites may sum to; needs price or prices"},
    {"price", VP_INPUT_NUMBER, false, 1e-6, 1e15, NULL, "of each site, in the currency of the budget"},
    {"prices", VP_INPUT_NUMBERS, false, 0, 1e15, NULL, "of each of the candidates, in their order"},
    {"report", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the report for print: report, a text of HTML"},
    {"objective", VP_INPUT_TEXT, false, 0, ID, "coverage p-median p-center set-cover",
     "what to make large or small: people newly reached (default), person-minutes, the longest journey, or the number "
     "of sites"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, GROUP},
    {"limit", VP_INPUT_NUMBER, false, 1, 100000, NULL, LIMIT "; of signals dB(µV/m)"},
    {"other_limit", VP_INPUT_NUMBER, false, 1, 100000, NULL, "the limit for who lives in units of other_group"},
    {"other_group", VP_INPUT_TEXT, false, 0, ID, NULL, "population group in whose units other_limit holds"},
    {"share", VP_INPUT_NUMBER, false, 0.001, 1, NULL, "set-cover: of all people, those reached already included"},
    {"spacing", VP_INPUT_NUMBER, false, 60, 20000, NULL,
     "one candidate in each square of this side, no two summits nearer than this, metres (default 500)"},
    {"prominence", VP_INPUT_NUMBER, false, 1, 10000, NULL,
     "candidates are the summits that rise so many metres above the saddle to higher terrain (default: passable cells, "
     "of signals summits of 50)"},
    {"candidates", VP_INPUT_POINTS, false, 1, 5000, NULL, "only these places (default: passable cells)"},
    {"must", VP_INPUT_POINTS, false, 1, 200, NULL, "sites that are built in any case, and count among the others"},
    {"must_prices", VP_INPUT_NUMBERS, false, 0, 1e15, NULL, "of each of them, where candidates have prices"},
    {"excluded", VP_INPUT_AREAS, false, 1, 100, NULL, "no candidate inside any of these polygons"},
    {"separation", VP_INPUT_NUMBER, false, 0, 100000, NULL, "metres between new sites and from those that stay"},
    {"slope_most", VP_INPUT_NUMBER, false, 0, 1000, NULL, "per cent; no candidate on steeper terrain"},
    {"mend", VP_INPUT_TEXT, false, 0, ID, NULL,
     "a service, as all water points, whose facilities that the sited service has not are broken and may be mended: "
     "they "
     "are the candidates, of areas each with the polygons that it served"},
    {"areas", VP_INPUT_AREAS, false, 1, 2000, NULL,
     "of a service of areas: the candidates are these polygons, as planned schemes with what each will serve; prices "
     "are theirs"},
    {"road_most", VP_INPUT_NUMBER, false, 0, 20000, NULL, "no candidate farther from a road, metres"},
    {"barrier_least", VP_INPUT_NUMBER, false, 0, 20000, NULL, "no candidate nearer to a barrier, metres: river, lake"},
    {"suitability", VP_INPUT_TEXT, false, 0, TABLE, NULL,
     "factors by which places suit, a table as text (CSV): factor (road, barrier, layer, area, facility, travel, "
     "slope, "
     "elevation, land_cover, people), what it is of (class, service, geometry as WKT in degrees, radius), least and "
     "most "
     "(where a site may stand), zero and one (the values that score 0 and 1), weight, name"},
    {"score_least", VP_INPUT_NUMBER, false, 0, 1, NULL, "no candidate of a lower score"},
    {"score_worth", VP_INPUT_NUMBER, false, 0, 1e9, NULL,
     "coverage: a site of score 1 is worth so many people more than one of score 0; objective and bound count it "
     "(default: people alone)"},
    {"capacity", VP_INPUT_NUMBER, false, 1, 1e9, NULL, "people that one new site can take"},
    {"people_per_place", VP_INPUT_NUMBER, false, 0.001, 1e6, NULL,
     "existing facilities take so many people for each of their capacity: who is within the limit but finds no place "
     "is "
     "left out as well (default: their capacity is not looked at)"},
    {"expand", VP_INPUT_NUMBER, false, 1, 1e9, NULL,
     "besides new sites, existing facilities may gain places for so many people"},
    {"expand_price", VP_INPUT_NUMBER, false, 0, 1e15, NULL, "what that costs, where candidates have prices"},
    {"mast_metres", VP_INPUT_NUMBER, false, 1, 1000, NULL, "signals: height of a new mast's aerial above ground"},
    {"frequency_mhz", VP_INPUT_NUMBER, false, 30, 6000, NULL, "signals: its frequency"},
    {"erp_kw", VP_INPUT_NUMBER, false, 0.000001, 10000, NULL, "signals: its effective radiated power"},
    {"polarisation", VP_INPUT_TEXT, false, 0, ID, "horizontal vertical", "signals: default horizontal"},
    {"carries", VP_INPUT_TEXT, false, 0, ID, "national local both",
     "signals: the programmes that it carries (default: all that the service asks for)"},
    {"gap", VP_INPUT_NUMBER, false, 0, 1, NULL, "stop when proven within this share of the best (default 0)"},
    {"seconds", VP_INPUT_NUMBER, false, 1, 86400, NULL, "stop then with the best so far and its bound (default 180)"},
    {"seed", VP_INPUT_WHOLE, false, 1, 1e9, NULL, "of the random search; the same seed, the same answer"},
};
static const vp_input invest_inputs[] = {
    {"projects", VP_INPUT_TEXT, true, 0, TABLE, NULL,
     "what may be built, a table as text (CSV): service (or an indicator's id), kind (build, expand, road), price, and "
     "any "
     "of limit, group, takes, most, first_year, spacing, weight, people_per_place, prominence, mast, frequency, erp; "
     "of roads also gaps and class, and price is of a kilometre"},
    {"budgets", VP_INPUT_TEXT, false, 0, TABLE, NULL, "the money of each year, a table as text: year, budget"},
    {"targets", VP_INPUT_TEXT, false, 0, TABLE, NULL,
     "what must be reached, a table as text: service, share, and any of year, group, of (people or left_out)"},
    {"goal", VP_INPUT_TEXT, false, 0, ID, "people cost",
     "people (default): most people for the money; cost: the targets for the least money"},
    {"nested", VP_INPUT_YES_NO, false, 0, 0, NULL,
     "an order that is good wherever the money ends: a plan for less is the beginning of the plan for more"},
    {"at_end", VP_INPUT_YES_NO, false, 0, 0, NULL,
     "count people at the end of the last year instead of people in every year"},
    {"no_carry", VP_INPUT_YES_NO, false, 0, 0, NULL, "what a year leaves is lost instead of there in the next one"},
    {"last_year", VP_INPUT_WHOLE, false, 1900, 2200, NULL, "default: that of the last budget or target"},
    {"growth", VP_INPUT_NUMBER, false, -0.49, 0.49, NULL,
     "people grow so much a year, as 0.009, where nothing of the province states it"},
    {"money", VP_INPUT_TEXT, false, 0, ID, NULL, "the unit of prices and budgets, for readers"},
    {"note", VP_INPUT_TEXT, false, 0, 1000, NULL, "a sentence for readers of the report, as whose prices these are"},
    {"report", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the report for print: report, a text of HTML"},
    {"gap", VP_INPUT_NUMBER, false, 0, 1, NULL, "stop when proven within this share of the best (default 0)"},
    {"seconds", VP_INPUT_NUMBER, false, 1, 86400, NULL, "stop then with the best so far and its bound (default 300)"},
    {"seed", VP_INPUT_WHOLE, false, 1, 1e9, NULL, "of the random search; the same seed, the same answer"},
};
static const vp_input roads_inputs[] = {
    {"service", VP_INPUT_TEXT, true, 0, ID, NULL, "id of a service that is reached by travel time, by one mode"},
    {"links", VP_INPUT_TEXT, false, 0, TABLE, NULL,
     "roads that may be built, opened or upgraded, a table as text (CSV): class (the class of road that each becomes), "
     "line (lon lat, lon lat …), and any of name, price; or else:"},
    {"gaps", VP_INPUT_WHOLE, false, 1, 500, NULL,
     "from each of so many greatest places left out the path that people take now, or where there is none a straight "
     "line to the nearest place that has one"},
    {"class", VP_INPUT_TEXT, false, 0, ID, NULL, "with gaps: the class of road that they become, as tertiary"},
    {"count", VP_INPUT_WHOLE, false, 1, 20, NULL, "at most so many links (default 1)"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, GROUP},
    {"limit", VP_INPUT_NUMBER, false, 1, 100000, NULL,
     "minutes within which somebody is reached (default: the service's)"},
    {"objective", VP_INPUT_TEXT, false, 0, ID, "coverage p-median",
     "people newly within the limit (default), or person-minutes saved"},
    {"beyond", VP_INPUT_NUMBER, false, 1, 100000, NULL,
     "p-median: minutes that somebody without a path counts, and the most anyone does (default 240)"},
    {"budget", VP_INPUT_NUMBER, false, 0, 1e15, NULL, "most that the prices of the links may sum to"},
    {"price_per_km", VP_INPUT_NUMBER, false, 1e-6, 1e15, NULL, "price of links that state none, by their length"},
    {"report", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the report for print: report, a text of HTML"},
    {"gap", VP_INPUT_NUMBER, false, 0, 1, NULL, "stop when proven within this share of the best (default 0)"},
    {"seconds", VP_INPUT_NUMBER, false, 1, 86400, NULL, "stop then with the best so far and its bound (default 180)"},
};
static const vp_input travel_inputs[] = {
    {"facilities", VP_INPUT_POINTS, true, 1, 1000, NULL, "where the facilities stand"},
    {"mode", VP_INPUT_TEXT, true, 0, ID, NULL, "a mode of the province's speeds: walk, motorbike …"},
    {"limit", VP_INPUT_NUMBER, true, 0, 1440, NULL, "minutes"},
    {"from_facility", VP_INPUT_YES_NO, false, 0, 0, NULL, "minutes from the facility instead of to it"},
    {"season", VP_INPUT_TEXT, false, 0, ID, "dry flood", "default: dry"},
    {"isochrone", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the area within the limit, as GeoJSON"},
};
static const vp_input path_inputs[] = {
    {"service", VP_INPUT_TEXT, true, 0, ID, NULL, "id of a service that is reached by travel time"},
    {"from", VP_INPUT_POINTS, true, 1, 1, NULL, "where the path begins"},
};
static const vp_input signal_inputs[] = {
    {"site", VP_INPUT_POINTS, true, 1, 1, NULL, "where the mast stands"},
    {"system", VP_INPUT_TEXT, true, 0, ID, "fm dvb_t2", "system of broadcasting"},
    {"mast_metres", VP_INPUT_NUMBER, true, 1, 1000, NULL, "height of the aerial above ground"},
    {"erp_kw", VP_INPUT_NUMBER, true, 0.000001, 10000, NULL, "effective radiated power"},
    {"frequency_mhz", VP_INPUT_NUMBER, true, 30, 6000, NULL, "frequency"},
    {"polarisation", VP_INPUT_TEXT, false, 0, ID, "horizontal vertical", "default: horizontal"},
    {"pattern", VP_INPUT_TEXT, false, 0, 1000, NULL, "reduction by azimuth, 0:-3;90:0;180:-20 (default: none)"},
    {"limit", VP_INPUT_NUMBER, true, -50, 150, NULL, "least field strength at 10 m, dB(µV/m)"},
};

static const vp_input facilities_inputs[] = {
    {"service", VP_INPUT_TEXT, true, 0, ID, NULL, "id of a service that is reached by travel time or distance"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, GROUP},
    {"limit", VP_INPUT_NUMBER, false, 0, 100000, NULL, LIMIT},
    {"people_per_place", VP_INPUT_NUMBER, false, 0.001, 1e6, NULL,
     "people whom one of the capacity can take (default: 1 of a service for a group, such as seats for children; else "
     "nothing is said of who finds no place)"},
};
static const vp_input catchments_inputs[] = {
    {"service", VP_INPUT_TEXT, false, 0, ID, NULL,
     "id of a service that is reached by travel time or distance; or else:"},
    {"indicator", VP_INPUT_TEXT, false, 0, ID, NULL,
     "id of an indicator of people whom a service reaches: with its service, group and limits"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, GROUP},
    {"limit", VP_INPUT_NUMBER, false, 0, 100000, NULL,
     "minutes or metres: nobody goes farther (default: the service's)"},
    {"other_limit", VP_INPUT_NUMBER, false, 1, 100000, NULL, "the limit for who lives in units of other_group"},
    {"other_group", VP_INPUT_TEXT, false, 0, ID, NULL, "population group in whose units other_limit holds"},
    {"division", VP_INPUT_TEXT, false, 0, ID, "places nearest",
     "places (default): no facility takes more people than it has places for; nearest: everyone to the nearest"},
    {"people_per_place", VP_INPUT_NUMBER, false, 0.001, 1e6, NULL,
     "people whom one of the capacity can take (default: 1 of a service for a group, such as seats for children; else "
     "everyone goes to the nearest)"},
    {"merge_below", VP_INPUT_NUMBER, false, 0.001, 1e9, NULL,
     "which facilities with fewer people than this could close so that everyone keeps a place: the smallest first"},
    {"merge_only", VP_INPUT_TEXT, false, 0, ID, NULL,
     "with merge_below: only facilities of this kind, or with this text in their name"},
    {"areas", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the area of each facility: a FeatureCollection"},
    {"report", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the report for print: report, a text of HTML"},
};
static const vp_input uncertainty_inputs[] = {
    {"indicator", VP_INPUT_TEXT, false, 0, ID, NULL,
     "id of an indicator of people (shares reached, joint reach, capacity per person), or else:"},
    {"service", VP_INPUT_TEXT, false, 0, ID, NULL, "id of a service: people whom it reaches; or else:"},
    {"services", VP_INPUT_TEXT, false, 0, LIST, NULL,
     "ids of services between commas, each ID or ID=LIMIT, between | where either will do: people whom they reach "
     "together"},
    {"limits", VP_INPUT_TEXT, false, 0, LIST, NULL,
     "of the services, between commas; an empty one is the service's own"},
    {"at_least", VP_INPUT_WHOLE, false, 1, VP_JOINT_MOST, NULL,
     "how many of the services must reach (default: all; 1: any)"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, GROUP},
    {"limit", VP_INPUT_NUMBER, false, 0, 100000, NULL, "in the service's unit (default: the indicator's or service's)"},
    {"target", VP_INPUT_NUMBER, false, 0, 1, NULL, "share whose crossing is marked (default: the indicator's)"},
    {"speed", VP_INPUT_NUMBER, false, 0, 0.9, NULL, "speeds may be off by this part (default 0.2)"},
    {"position", VP_INPUT_NUMBER, false, 0, 100000, NULL,
     "facilities, transmitters and served areas may lie so many metres off (default 100)"},
    {"runs", VP_INPUT_WHOLE, false, 1, 1000, NULL, "how many runs (default 40)"},
    {"seed", VP_INPUT_WHOLE, false, 1, 1e9, NULL,
     "seed of the random numbers; the same seed, the same answer (default 1)"},
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* To add a process, write its function in a file process_<name>.c and its row here. */
const vp_process vp_process_rows[] = {
    {"site", "Chọn địa điểm", "Siting",
     "Where new facilities of a service should stand, with a bound that no choice can beat; " COMMUNES,
     "Sites in the order of their gain, objective, proven bound and gap, people before and after by commune",
     site_inputs, COUNT(site_inputs), vp_process_site},
    {"invest", "Kế hoạch đầu tư", "Investment plan",
     "What to build or enlarge where in which year for several services, within the money of each year, with a bound "
     "that no plan can beat; " COMMUNES,
     "Projects by year, objective, proven bound and gap, people by service and year, who gains by commune and group, "
     "the trade-off curve",
     invest_inputs, COUNT(invest_inputs), vp_process_invest},
    {"roads", "Đường cần mở, nâng cấp", "Road links",
     "Which roads to build, open or upgrade so that most people gain access to a service, with a bound that no set can "
     "beat; " COMMUNES,
     "What each link gives alone, by commune; the best sets with proven bound and gap; people before and after by "
     "commune",
     roads_inputs, COUNT(roads_inputs), vp_process_roads},
    {"travel-time", "Thời gian đi lại", "Travel time", "Who is within some minutes of places; " COMMUNES,
     "People within the limit, by commune and in all", travel_inputs, COUNT(travel_inputs), vp_process_travel_time},
    {"path", "Đường đi", "Path",
     "The path from a place to the facility of a service that its published minutes count to",
     "The facility, minutes, metres, stretches by mode and the line", path_inputs, COUNT(path_inputs), vp_process_path},
    {"signal", "Vùng phủ sóng", "Signal", "Who receives a transmitter, by ITU-R P.1812; " COMMUNES,
     "People at or above the limit, by commune and in all", signal_inputs, COUNT(signal_inputs), vp_process_signal},
    {"facilities", "Tải của cơ sở", "Load of facilities",
     "What each facility of a service carries, whom it has no place for, and who depends on it alone; " COMMUNES,
     "By facility: catchment, people within reach, people who depend on it alone, capacity, people left out",
     facilities_inputs, COUNT(facilities_inputs), vp_process_facilities},
    {"catchments", "Vùng phục vụ", "Catchments",
     "Who goes to which facility of a service, without overlap and without more people than places: a school "
     "map; " COMMUNES,
     "By facility: its people against places, their travel, its area; by commune: people beyond the limit and without "
     "a "
     "place; the least travel that there can be",
     catchments_inputs, COUNT(catchments_inputs), vp_process_catchments},
    {"uncertainty", "Độ bất định", "Uncertainty",
     "How far figures computed from places may be off, by seeded runs with other speeds, positions and population "
     "grids; what is counted are people of the newest communes",
     "Low and high by commune and in all, and whether the range crosses the target", uncertainty_inputs,
     COUNT(uncertainty_inputs), vp_process_uncertainty},
};
const size_t vp_process_count_rows = COUNT(vp_process_rows);

static const vp_process *find(const char *id, vp_error *err)
{
    for (size_t p = 0; p < vp_process_count_rows; p++)
        if (strcmp(vp_process_rows[p].id, id) == 0) return &vp_process_rows[p];
    vp_fail(err, VP_NOT_FOUND, "there is no process %.60s any more", id);
    return NULL;
}

/* Every result says what it was computed from and with. */
static char *dump(json_t *result, const char *process, const char *snapshot, const json_t *inputs, vp_error *err)
{
    char *text = NULL;
    if (vp_json_set(result, "process", json_string(process)) &&
        vp_json_set(result, "snapshot", json_string(snapshot)) && vp_json_set(result, "inputs", json_deep_copy(inputs)))
        text = vp_json_dump(result, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (!text) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    return text;
}

static char *compute(const char *process, const json_t *inputs, vp_land_view *view, const vp_job_progress *progress,
                     vp_error *err)
{
    const vp_process *row = find(process, err);
    json_t *result = row ? row->compute(inputs, view, progress, err) : NULL;
    char *text = result ? dump(result, process, view->snapshot->provenance.id, inputs, err) : NULL;
    json_decref(result);
    return text;
}

/* On the current snapshot. */
static bool init_view(vp_land_view *view, vp_publication *publication, vp_error *err)
{
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    if (!snapshot) return vp_fail(err, VP_IO, "there is no snapshot to compute on");
    bool ok = vp_land_view_init(view, snapshot, err);
    vp_snapshot_release(snapshot);
    return ok;
}

char *vp_process_run(void *context, const char *process, const char *inputs, const vp_job_progress *progress,
                     vp_error *err)
{
    json_t *sent = json_loads(inputs, 0, NULL);
    vp_land_view view = {0};
    char *text = NULL;
    if (!sent)
        vp_fail(err, VP_IO, "the job's inputs cannot be read");
    else if (init_view(&view, context, err))
        text = compute(process, sent, &view, progress, err);
    vp_land_view_clear(&view);
    json_decref(sent);
    return text;
}
