/* Bodies with the right secret that could not be used, kept whole with the reason. */
#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* Why a body is kept. The numbers are stored; do not renumber. */
enum quarantine_kind {
	QUARANTINE_BODY,	      /* it could not be used */
	QUARANTINE_MAIL_UNRECOGNIZED, /* a mail that is not understood */
	QUARANTINE_MAIL_CONFIRMATION, /* a page asks whether we want its mails */
	QUARANTINE_MAIL_REFUSED,      /* its sender may not send for the provider */
};

struct quarantined {
	int64_t id; /* given by the store */
	enum quarantine_kind kind;
	int64_t received_at;
	const char *provider; /* the key that the path named, known or not; NULL: none */
	const char *reason;
	const char *body; /* NUL-ended when it comes from the store; NULL in a list */
	size_t body_size;
};

/*
 * Keeps it under an id of its own; of all at most LIMIT_QUARANTINE_ROWS and LIMIT_QUARANTINE_BYTES,
 * for which the oldest make room. *repeat when these very bytes are there already.
 */
int store_quarantine_put(
    struct store *s, const struct quarantined *q, bool *repeat, struct error *e);

/* All of them, oldest first, without their bodies; an array of ctx. */
int store_quarantine_list(
    void *ctx, struct store *s, struct quarantined **out, size_t *n, struct error *e);

/* *found says whether there is one with this id. */
int store_quarantine_find(
    void *ctx, struct store *s, int64_t id, struct quarantined *out, bool *found, struct error *e);

/* Takes it out, if it is there. */
int store_quarantine_remove(struct store *s, int64_t id, struct error *e);

int store_quarantine_count(struct store *s, int64_t *n, struct error *e);

/* Removes at most max bodies received before the time, oldest first; *n grows by how many. */
int store_quarantine_prune(
    struct store *s, int64_t before, int64_t max, int64_t *n, struct error *e);

#endif
