/* A sweep's work, shared by a team. */
#include "broadcast/sweep_internal.h"
#include "platform/parallel.h"
#include "platform/team.h"

typedef struct {
    const vp_sweep_work *work;
    void *own[VP_TEAM_MOST]; /* of each place, made when it is first worked at */
} shared_work;

static bool work_on_chunk(void *context, size_t place, size_t chunk, vp_error *err)
{
    shared_work *s = context;
    const vp_sweep_work *w = s->work;
    if (w->own_new && !s->own[place] && !(s->own[place] = w->own_new(w->job, err))) return false;
    size_t first = chunk * w->chunk, end = first + w->chunk < w->count ? first + w->chunk : w->count;
    for (size_t i = first; i < end; i++)
        if (!w->task(w->job, s->own[place], i, err)) return false;
    return true;
}

bool vp_sweep_share(const vp_sweep_work *work, vp_error *err)
{
    shared_work s = {.work = work};
    size_t chunks = (work->count + work->chunk - 1) / work->chunk;
    bool ok = vp_parallel_run((size_t)work->threads, chunks, work_on_chunk, &s, err);
    for (size_t place = 0; work->own_free && place < VP_TEAM_MOST; place++)
        if (s.own[place]) work->own_free(s.own[place]);
    return ok;
}
