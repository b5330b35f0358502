/* Whether a summary says what its source says, as far as a program can tell. */
#ifndef SUMMARY_CLAIMS_H
#define SUMMARY_CLAIMS_H

#include <stdbool.h>

/*
 * Whether each number, each word for a status ("resolved", "outage") and each word that is not
 * ASCII in the text stands in the source too. Both as plain_text() makes them.
 */
bool claims_are_in(const char *text, const char *source);

#endif
