/*
 * Every event that could come of a report, with the keys it is known by and its records in
 * both logs, and what must hold of them whatever the report says.
 */
#ifndef TESTS_FUZZ_EVENTS_H
#define TESTS_FUZZ_EVENTS_H

#include "fuzz.h"

#include "base/limits.h"
#include "model/report.h"

void events_of_report(void *ctx, const struct report *report);

#endif
