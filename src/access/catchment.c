#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchment.h>

/* A catchment in the making. */
typedef struct {
    vp_catchment *out;
    size_t room;
    size_t last_end; /* one past the last cell of the run before */
    size_t run_first, run_count;
    uint32_t last_bits;
    uint8_t *run; /* the cells of the run in hand, packed */
    size_t run_bytes, run_room;
} packing;

static bool reserve(uint8_t **bytes, size_t *room, size_t needed)
{
    if (needed <= *room) return true;
    size_t larger = *room ? 2 * *room : 256;
    while (larger < needed) larger *= 2;
    uint8_t *grown = realloc(*bytes, larger);
    if (!grown) return false;
    *bytes = grown;
    *room = larger;
    return true;
}

/* Seven bits a byte, least first; the high bit says that more follow. */
static size_t put_whole(uint8_t *to, uint64_t number)
{
    size_t length = 0;
    for (; number >= 128; number >>= 7) to[length++] = (uint8_t)(number | 128);
    to[length++] = (uint8_t)number;
    return length;
}

static uint64_t get_whole(const uint8_t *from, size_t *at)
{
    uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = from[(*at)++];
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return number;
    }
}

static bool end_run(packing *p)
{
    if (p->run_count == 0) return true;
    vp_catchment *c = p->out;
    if (!reserve(&c->bytes, &p->room, c->byte_count + 20 + p->run_bytes)) return false;
    c->byte_count += put_whole(c->bytes + c->byte_count, p->run_first - p->last_end);
    c->byte_count += put_whole(c->bytes + c->byte_count, p->run_count);
    memcpy(c->bytes + c->byte_count, p->run, p->run_bytes);
    c->byte_count += p->run_bytes;
    c->cell_count += p->run_count;
    p->last_end = p->run_first + p->run_count;
    p->run_count = p->run_bytes = 0;
    return true;
}

/* Minutes of neighbours have bits close to one another: the difference, its sign in the lowest bit. */
static bool put_cell(packing *p, size_t cell, float minutes)
{
    uint32_t bits;
    memcpy(&bits, &minutes, sizeof bits);
    if (p->run_count && cell != p->run_first + p->run_count && !end_run(p)) return false;
    if (p->run_count == 0) p->run_first = cell;
    if (!reserve(&p->run, &p->run_room, p->run_bytes + 10)) return false;
    int64_t difference = (int64_t)bits - (int64_t)p->last_bits;
    uint64_t folded = difference < 0 ? (uint64_t)(-difference) * 2 - 1 : (uint64_t)difference * 2;
    p->run_bytes += put_whole(p->run + p->run_bytes, folded);
    p->last_bits = bits;
    p->run_count++;
    return true;
}

static bool end_packing(packing *p, bool ok)
{
    ok = ok && end_run(p);
    free(p->run);
    if (!ok) return false;
    uint8_t *fitted = realloc(p->out->bytes, p->out->byte_count ? p->out->byte_count : 1);
    if (fitted) p->out->bytes = fitted;
    return true;
}

void vp_catchment_clear(vp_catchment *catchment)
{
    free(catchment->bytes);
    *catchment = (vp_catchment){0};
}

static bool check_limit(double limit, vp_error *err)
{
    return limit >= 0 || vp_fail(err, VP_BAD_INPUT, "the limit of a catchment is %g; it must be 0 or more", limit);
}

bool vp_catchment_init(vp_catchment *catchment, vp_grid_geometry geometry, const vp_catchment_source *source,
                       vp_error *err)
{
    *catchment = (vp_catchment){0};
    if (!vp_grid_geometry_check(geometry, err) || !check_limit(source->limit, err)) return false;
    packing p = {.out = catchment};
    size_t cells = vp_grid_geometry_cells(geometry);
    bool ok = true;
    for (size_t i = 0; ok && i < cells; i++) {
        float minutes = source->minutes[i];
        if (!isfinite(minutes) || (double)minutes > source->limit || (source->mask && !source->mask[i]) ||
            (source->nearest && source->nearest[i] != source->facility))
            continue;
        ok = put_cell(&p, i, minutes);
    }
    if (end_packing(&p, ok)) return true;
    vp_catchment_clear(catchment);
    return vp_fail_memory(err, p.room);
}

bool vp_catchment_next(vp_catchment_reader *r, size_t *cell, float *minutes)
{
    const vp_catchment *c = r->catchment;
    if (r->left == 0) {
        if (r->at == c->byte_count) return false;
        r->next_cell += get_whole(c->bytes, &r->at);
        r->left = get_whole(c->bytes, &r->at);
    }
    uint64_t folded = get_whole(c->bytes, &r->at);
    r->bits += (uint32_t)(folded & 1 ? -(folded / 2 + 1) : folded / 2);
    memcpy(minutes, &r->bits, sizeof *minutes);
    *cell = r->next_cell++;
    r->left--;
    return true;
}

double vp_catchment_people(const vp_catchment *catchment, const float people[])
{
    vp_catchment_reader reader = {.catchment = catchment};
    double sum = 0;
    size_t cell;
    float minutes;
    while (vp_catchment_next(&reader, &cell, &minutes))
        if (people[cell] > 0) sum += (double)people[cell];
    return sum;
}

/* ------------------------------------------------------------ of many facilities */

/* A facility on terrain that can be crossed is 0 minutes from itself. */
static vp_catchment_state state_of(const float minutes[], size_t cell)
{
    if (cell == SIZE_MAX) return VP_CATCHMENT_OUTSIDE;
    return isfinite(minutes[cell]) ? VP_CATCHMENT_SERVES : VP_CATCHMENT_BARRED;
}

static void clear_all(vp_catchment out[], size_t count)
{
    for (size_t f = 0; f < count; f++) vp_catchment_clear(&out[f]);
}

/* The catchment of one facility on the grid. */
static bool run_alone(vp_travel_engine *engine, size_t cell, double limit, vp_catchment *out, vp_error *err)
{
    if (cell == SIZE_MAX) {
        out->state = VP_CATCHMENT_OUTSIDE;
        return true;
    }
    vp_travel travel = {0};
    if (!vp_travel_engine_solve(engine, &cell, 1, &travel, err)) return false;
    const float *minutes = vp_grid_cells(travel.minutes);
    vp_catchment_source source = {.minutes = minutes, .limit = limit};
    bool ok = vp_catchment_init(out, vp_grid_geometry_of(travel.minutes), &source, err);
    out->state = state_of(minutes, cell);
    vp_travel_clear(&travel);
    return ok;
}

bool vp_catchments_overlapping(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                               const vp_travel_options *options, vp_catchment out[], vp_error *err)
{
    for (size_t f = 0; f < facility_count; f++) out[f] = (vp_catchment){0};
    if (!check_limit(options->limit_minutes, err)) return false;
    vp_travel_options alone = *options;
    alone.without_nearest = true;
    vp_travel_engine *engine = vp_travel_engine_new(terrain, &alone, err);
    bool ok = engine != NULL;
    for (size_t f = 0; ok && f < facility_count; f++)
        ok = run_alone(engine, facility_cells[f], alone.limit_minutes, &out[f], err);
    vp_travel_engine_free(engine);
    if (!ok) clear_all(out, facility_count);
    return ok;
}

bool vp_catchments_nearest(const size_t facility_cells[], size_t facility_count, const vp_travel *travel, double limit,
                           vp_catchment out[], vp_error *err)
{
    for (size_t f = 0; f < facility_count; f++) out[f] = (vp_catchment){0};
    if (!check_limit(limit, err)) return false;
    packing *packs = calloc(facility_count ? facility_count : 1, sizeof *packs);
    const float *minutes = vp_grid_cells(travel->minutes);
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(travel->minutes));
    bool ok = packs != NULL;
    for (size_t f = 0; ok && f < facility_count; f++) {
        packs[f].out = &out[f];
        out[f].state = state_of(minutes, facility_cells[f]);
    }
    for (size_t i = 0; ok && i < cells; i++)
        if (isfinite(minutes[i]) && (double)minutes[i] <= limit && travel->nearest[i] >= 0)
            ok = put_cell(&packs[travel->nearest[i]], i, minutes[i]);
    for (size_t f = 0; packs && f < facility_count; f++) ok = end_packing(&packs[f], ok) && ok;
    free(packs);
    if (ok) return true;
    clear_all(out, facility_count);
    return vp_fail_memory(err, cells);
}
