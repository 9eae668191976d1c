#include <string.h>
#include <vungphu/date.h>

bool vp_date_within(const vp_date from, const vp_date to, const vp_date day)
{
    return strcmp(from, day) <= 0 && (!to[0] || strcmp(to, day) >= 0);
}
