/* One line on stderr for each event that an operator should know of. Only app and the
 * HTTP front log; everything below returns a vp_error. */
#pragma once

typedef enum { VP_LOG_ERROR, VP_LOG_WARNING, VP_LOG_INFO, VP_LOG_DEBUG } vp_log_level;

void vp_log_set_level(vp_log_level most);
/* Control characters in the text (a client's CR, LF or ESC) are written as \xNN. */
void vp_log(vp_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
