/*
 * Platforms: the products that status pages run on, one row each in platform.c.
 * A row tells where a page's documents are and reads them: bytes in, model out, no
 * I/O. Which platform a page is on is found from the shape of what it answers.
 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "model/report.h"

struct platform {
	const char *name;	   /* "statuspage", as in the configuration */
	const char *document_path; /* everything that is open, and every component */
	const char *history_path;  /* how incidents ended */
	const char *upkeep_path;   /* how maintenances ended */
	bool omits_empty_lists;	   /* a list that is not there is empty */
	bool (*recognises)(const struct page *page, struct json_object *root); /* page has an id */
	/* What the document says goes into *out, whose page is read already. */
	void (*read_document)(void *ctx, struct json_object *root, struct report *out);
};

/* The rows, a file each. */
extern const struct platform platform_incidentio;
extern const struct platform platform_statuspage;

/* NULL when there is no such platform. */
const struct platform *platform_find(const char *name);

/* The names, for messages: "statuspage, incidentio". */
const char *platform_names(void *ctx);

/* Where to begin with a page of which nothing is known. */
const struct platform *platform_first(void);

/*
 * Reads what a page answered for its document_path. *found is the platform its shape
 * shows. E_INPUT, with a text for the page's health, when it is not such a document:
 * HTML, JSON of another shape, no page id.
 */
int platform_read_document(void *ctx, const char *bytes, size_t n, const struct platform **found,
    struct report *out, struct error *e);

/*
 * The same for history_path and upkeep_path of a page on this platform. Half a list would
 * look as if incidents had been withdrawn, so E_INPUT also when there is none.
 */
int platform_read_history(void *ctx, const struct platform *platform, const char *bytes, size_t n,
    struct report *out, struct error *e);

#endif
