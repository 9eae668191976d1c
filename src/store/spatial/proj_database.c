#include "store/spatial/proj_database.h"
#include "platform/memory.h"
#include "platform/path.h"
#include <pthread.h>
#include <string.h>

/* Contexts that nobody uses: a new one prepares its questions to the database again, and reads its systems again. */
enum { IDLE_MOST = 8 };

static struct {
    pthread_mutex_t lock;
    PJ_CONTEXT *contexts[IDLE_MOST];
    size_t count;
    size_t parents; /* the first ones are those of the process that forked this one: its open files are not ours */
} idle = {.lock = PTHREAD_MUTEX_INITIALIZER};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void hold(void) { pthread_mutex_lock(&idle.lock); }
static void let_go(void) { pthread_mutex_unlock(&idle.lock); }

static void begin_in_child(void)
{
    idle.parents = idle.count;
    pthread_mutex_unlock(&idle.lock);
}

static void begin(void) { pthread_atfork(hold, let_go, begin_in_child); }

PJ_CONTEXT *vp_proj_context_take(void)
{
    PJ_CONTEXT *context = NULL;
    pthread_once(&once, begin);
    pthread_mutex_lock(&idle.lock);
    if (idle.count > idle.parents) context = idle.contexts[--idle.count];
    pthread_mutex_unlock(&idle.lock);
    if (context || !(context = proj_context_create())) return context;
    proj_context_set_enable_network(context, 0);
    proj_log_level(context, PJ_LOG_NONE);
    return context;
}

/* After a failure it may be without its database for want of memory or descriptors: another one tries again. */
static bool keep(PJ_CONTEXT *context)
{
    if (proj_context_errno(context)) return false;
    pthread_mutex_lock(&idle.lock);
    bool room = idle.count < IDLE_MOST;
    if (room) idle.contexts[idle.count++] = context;
    pthread_mutex_unlock(&idle.lock);
    return room;
}

void vp_proj_context_return(PJ_CONTEXT *context)
{
    if (context && !keep(context)) proj_context_destroy(context);
}

bool vp_proj_database_check(PJ_CONTEXT *context, vp_error *err)
{
    bool found = proj_context_get_database_path(context) != NULL;
    if (!vp_memory_is_left()) return vp_fail(err, VP_NO_MEMORY, "not enough memory for PROJ");
    if (found) return true;
    int number = vp_path_refusal();
    if (!number) return vp_fail(err, VP_IO, "PROJ cannot find its database proj.db; is proj-data installed?");
    return vp_fail(err, vp_error_of_system(number), "PROJ cannot read its database proj.db: %s", strerror(number));
}
