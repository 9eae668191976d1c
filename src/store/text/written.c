#include "store/text/written.h"
#include <stdio.h>
#include <string.h>

void vp_written_note(vp_written *written, vp_number_kind kind, const char *text, long row)
{
    written->wholes += kind == VP_NUMBER_WHOLE;
    written->grouped += kind == VP_NUMBER_GROUPED;
    if (kind == VP_NUMBER_FRACTION) {
        const char *point = strrchr(text, '.'), *comma = strrchr(text, ',');
        written->point = written->point || (point && (!comma || comma < point));
        written->comma = written->comma || (comma && (!point || point < comma));
    }
    if (kind != VP_NUMBER_DOUBTFUL || written->doubtful++) return;
    snprintf(written->first_doubtful, sizeof written->first_doubtful, "%s", text);
    written->first_row = row;
}

vp_number_kind vp_written_read(vp_written *written, const char *text, vp_decimal decimal, long row, double *number)
{
    char bare[80];
    size_t length = strlen(text);
    bool percent = length > 1 && length < sizeof bare && text[length - 1] == '%';
    if (percent) {
        for (length--; length && text[length - 1] == ' ';) length--;
        snprintf(bare, sizeof bare, "%.*s", (int)length, text);
    }
    vp_number_kind kind = vp_number_read(percent ? bare : text, decimal, number);
    if (percent) *number /= 100;
    written->percent += percent && kind != VP_NUMBER_NONE;
    written->plain += !percent && kind != VP_NUMBER_NONE;
    vp_written_note(written, kind, text, row);
    return kind;
}

static bool by_point(const vp_written *w) { return strchr(w->first_doubtful, '.') != NULL; }

static bool has_other_sign(const vp_written *w) { return by_point(w) ? w->comma : w->point; }

vp_written_verdict vp_written_judge(const vp_written *w)
{
    bool same = by_point(w) ? w->point : w->comma, other = has_other_sign(w);
    if (!w->doubtful || (same && !other && !w->grouped)) return VP_WRITTEN_CLEARLY;
    return w->wholes || w->grouped || other ? VP_WRITTEN_MIXED : VP_WRITTEN_DOUBTFULLY;
}

void vp_written_reason(const vp_written *w, const char *declare, char *reason, size_t size)
{
    double fraction, thousand;
    bool point = by_point(w);
    char how[200];
    vp_number_read(w->first_doubtful, point ? VP_DECIMAL_POINT : VP_DECIMAL_COMMA, &fraction);
    vp_number_read(w->first_doubtful, point ? VP_DECIMAL_COMMA : VP_DECIMAL_POINT, &thousand);
    if (declare)
        snprintf(how, sizeof how, "declare decimal in %s: %s for %.15g, %s for %.15g", declare,
                 point ? "point" : "comma", fraction, point ? "comma" : "point", thousand);
    else
        snprintf(how, sizeof how, "write the column without signs between thousands");
    snprintf(reason, size,
             "%zu values of this column are written like this one, which may be %.15g or %.15g (thousands set "
             "apart)%s; %s",
             w->doubtful, fraction, thousand,
             vp_written_judge(w) == VP_WRITTEN_MIXED ? " and stands among whole numbers"
                                                     : "; they were read as fractions",
             how);
}
