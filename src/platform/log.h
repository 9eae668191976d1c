/* One line on stderr for each event that an operator should know of. Only app and the
 * HTTP front log; everything below returns a vp_error. */
#pragma once
#include <stddef.h>

typedef enum { VP_LOG_ERROR, VP_LOG_WARNING, VP_LOG_INFO, VP_LOG_DEBUG } vp_log_level;

void vp_log_set_level(vp_log_level most);
/* Control characters in the text (a client's CR, LF or ESC) are written as \xNN. */
void vp_log(vp_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Every line a JSON object: time, level, message and the event's fields. At the start, before there are threads. */
void vp_log_as_json(void);

/* A line about an event: in text the message alone, in JSON with its fields, whose texts may hold any bytes. */
typedef struct {
    const char *name, *text; /* text NULL: the number, and left out when that is NaN */
    double number;
} vp_log_field;
void vp_log_event(vp_log_level level, const char *message, const vp_log_field fields[], size_t count);
