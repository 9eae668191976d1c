/* How people wrote the numbers of a column: what the column as a whole says of points and commas. */
#pragma once
#include "store/text/number.h"

typedef struct {
    size_t doubtful;        /* 1.234: a fraction or a thousand */
    size_t wholes, grouped; /* 1234; 1.234.567 */
    bool point, comma;      /* among the fractions without doubt */
    size_t percent, plain;  /* 45 %; numbers without that sign */
    char first_doubtful[40];
    long first_row;
} vp_written;

void vp_written_note(vp_written *written, vp_number_kind kind, const char *text, long row);

typedef enum { VP_WRITTEN_CLEARLY, VP_WRITTEN_DOUBTFULLY, VP_WRITTEN_MIXED } vp_written_verdict;

/* 1.234 is a fraction among 0.5 and 12.75, a thousand among 900 and 12.345.678 (mixed); alone it may be either. */
vp_written_verdict vp_written_judge(const vp_written *written);
/* A number, or a percentage ("45%", "12,5 %"), which is that share of 1; it is noted. */
vp_number_kind vp_written_read(vp_written *written, const char *text, vp_decimal decimal, long row, double *number);
/* The sentence about what is not clear. declare: the file in which decimal can be declared; NULL: nowhere. */
void vp_written_reason(const vp_written *written, const char *declare, char *reason, size_t size);
