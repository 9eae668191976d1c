/* The answer of /gaps when it is asked for several services at once. */
#pragma once
#include "server/call.h"

vp_handler vp_shortages_answer;
