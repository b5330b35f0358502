/*
 * How far the event log had been written when a transaction committed. It is stored
 * with the transaction that follows, so it may lag behind the file but (short of a power
 * cut) never runs ahead of it; flow/logtail.c finds the rest by looking at the file.
 */
#ifndef STORE_LOGCURSOR_H
#define STORE_LOGCURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

#define BOOT_ID_SIZE 64

struct log_cursor {
	int64_t device; /* the file's, 0 for what is not a file */
	int64_t inode;
	int64_t size;		 /* of the file after the last record */
	int64_t event_id;	 /* of the last record */
	char boot[BOOT_ID_SIZE]; /* in which run of the machine that was */
};

/* target is the log's path; *found says whether it was ever written. */
int store_log_cursor_get(
    struct store *s, const char *target, struct log_cursor *out, bool *found, struct error *e);
int store_log_cursor_put(
    struct store *s, const char *target, const struct log_cursor *in, struct error *e);

#endif
