/* How much memory the process holds, and what is done about it. */
#pragma once
#include "server/call.h"

/* To be called several times a second, by one thread. What was freed goes back to the system, and what the snapshot has
 * mapped above its share; above the figures' memory_most ready-made answers go, and the figures say that it is full.
 * held: bytes that were held in vain after freed memory last went back, 0 at first. */
void vp_memory_look(const vp_backends *backends, vp_publication *publication, size_t *held);
