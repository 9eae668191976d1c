#include "base/utc.h"
#include <time.h>

void vp_utc_write(int64_t seconds, vp_utc_text text)
{
    struct tm parts;
    time_t at = (time_t)seconds;
    *text = '\0';
    if (!gmtime_r(&at, &parts) || parts.tm_year < 1 - 1900 || parts.tm_year > 9999 - 1900) return;
    strftime(text, sizeof(vp_utc_text), "%Y-%m-%dT%H:%M:%SZ", &parts);
}
