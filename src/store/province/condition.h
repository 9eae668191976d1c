/* The small language of groups.csv `units_where`: names of records, numbers, 'texts', the
 * operators = <> != < <= > >= + - * /, AND OR NOT IN IS NULL LIKE BETWEEN and brackets. It is a
 * subset of SQL without functions, subqueries or table names. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

/* Calls name for each record named (length bytes, not terminated). False and a sentence in
 * err when the text is not of the language; err may be NULL. */
bool vp_condition_check(const char *text, bool (*name)(void *context, const char *name, size_t length), void *context,
                        vp_error *err);
