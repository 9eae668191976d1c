#include "store/fetch/fetch_internal.h"
#include "store/sandbox/message.h"
#include <errno.h>
#include <unistd.h>

bool vp_fetcher_send(vp_fetcher *f, vp_fetched_type type)
{
    if (!vp_message_send(&f->message, (vp_message_type)type, f->output)) _exit(errno);
    return true;
}
