/* Of an error, what a client may read: sentences that name files of the server's machine are for its log. */
#pragma once
#include <vungphu/error.h>

/* The sentence, or what it means in general where its kind is the machine's (VP_IO, VP_NO_SPACE, VP_READ_ONLY,
 * VP_NO_FILES). Lives as long as err. */
const char *vp_public_error_sentence(const vp_error *err);
/* Whether the sentence itself is left out. */
bool vp_public_error_hides(const vp_error *err);
