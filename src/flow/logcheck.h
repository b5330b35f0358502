/* Whether the event log says what the event table says; and writing it anew from the table. */
#ifndef FLOW_LOGCHECK_H
#define FLOW_LOGCHECK_H

#include <stdbool.h>

#include "flow/app.h"
#include "store/store.h"

struct log_check {
	int64_t first;	/* event of the first record in the file; older ones were rotated away */
	int64_t last;	/* event of the last record that is as it should be */
	int64_t stored; /* the newest event of the table */
	int64_t same;	/* bytes of the file that are as they should be */
	int64_t size;	/* bytes of the file; 0 also when there is none */
};

/* Whether it is, or will be, a file: what can be compared, and written anew. */
bool logcheck_is_file(const struct app *app);

/* Compares the file with the table while nobody writes it. E_INPUT when the log is no file. */
int logcheck_verify(struct store *s, const struct app *app, struct log_check *out, struct error *e);

/* Writes every stored event to a new file, which takes the place of the log. */
int logcheck_rebuild(struct store *s, const struct app *app, int64_t *records, struct error *e);

#endif
