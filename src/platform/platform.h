/*
 * Platforms: the products that status pages run on, one row each in rows.h.
 * A row tells where a page's documents are and reads them: bytes in, model out, no
 * I/O. Which platform a page is on is found from the shape of what it answers.
 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/error.h"
#include "model/report.h"
#include "platform/rows.h"

/* At most so many answers make one document. */
#define PLATFORM_PARTS 3

/* What a page answered to one question. */
struct part {
	const char *url;   /* after redirects; NULL where nothing follows from it */
	const char *bytes; /* NUL-ended */
	size_t n;
	struct json *root; /* NULL: it is no JSON */
	const char *flaw;  /* why not; NULL when it is */
};

/* Where a page is, as the configuration says. */
struct place {
	const char *url;	    /* without a slash at the end */
	const char *url_as_written; /* some servers want that slash; NULL: as url */
	const char *page_id;	    /* NULL: not known */
	const char *incident;	    /* whose own document is meant; NULL: none */
	int64_t now; /* for what is only planned: its document may not say that it began */
};

/* How a page on a platform tells by itself what happens. */
enum push {
	PUSH_NONE,	 /* it does not, or only to people */
	PUSH_SUBSCRIBER, /* by webhooks, which are asked for with subscriber.h */
	PUSH_BY_HAND,	 /* by webhooks, whose address a person enters on the page */
	PUSH_MAIL,	 /* by mail: the email worker makes webhooks of these */
};

struct platform {
	const char *name; /* "statuspage", as in the configuration */
	enum push push;
	/*
	 * Where the parts of its document are, below the page's address; "{id}" stands for the
	 * page's id, "{host}" for its host and "{slug}" for the last word of its address; one
	 * with a slug is below the host instead. The first one is asked each time and tells
	 * whether something changed; the others, up to a NULL, only then.
	 */
	const char *parts[PLATFORM_PARTS];
	/* Where the second part is, when only the first one can tell; NULL: as the table says. */
	const char *(*leads_to)(void *ctx, const struct part *first);
	/*
	 * Not NULL: the other parts say more of what the first one says. They are asked only when
	 * it is worth that, and one that could not be had has no root.
	 */
	bool (*wants_more)(void *ctx, const struct part *first);
	const char *history_path; /* how incidents ended; NULL: the document tells all there is */
	const char *upkeep_path;  /* how maintenances ended; NULL likewise */
	bool stands_in;		  /* for an API that was not found, and tells less than that */
	bool keeps_past;	/* the document lists what is over for as long as there is a page */
	bool open_first;	/* what is open is read before what is over, and so is never cut */
	bool may_keep_past;	/* some pages' do; one that did once, does for good */
	bool omits_empty_lists; /* of a history: a list that is not there is empty */
	/* Changes what a history says, where it is known to be wrong; NULL: nothing is. */
	void (*mend_history)(struct report *history);
	/*
	 * Where an incident or maintenance that has left the document is told of to its end, by
	 * "{incident}", its id. It is asked before the histories; NULL: they say as much.
	 */
	const char *incident_path;
	/* Whether the first part is of this platform: by its shape, strictly enough to be sure. */
	bool (*recognises)(void *ctx, const struct part *first);
	/*
	 * What the parts say goes into *out, which is empty. page.id may stay NULL where the
	 * platform has none: it becomes the host. E_INPUT, with a text for the page's health, when
	 * a part is not what it should be: half a document would look as if all were well.
	 */
	int (*read)(void *ctx, const struct place *place, const struct part *parts,
	    struct report *out, struct error *e);
	/* What is at incident_path, in one incident; document is the page's, for names. */
	int (*read_incident)(void *ctx, const struct report *document, const struct part *part,
	    struct incident *out, struct error *e);
};

#define PLATFORM_DECLARE(name) extern const struct platform platform_##name;
PLATFORM_ROWS(PLATFORM_DECLARE)

/* NULL when there is no such platform. */
const struct platform *platform_find(const char *name);

/*
 * Where to look for the document of a page of which nothing is known: the first place for
 * NULL, then the next; NULL after the last.
 */
const char *platform_path_after(const char *path);

/*
 * Whether it is worth looking at the next place after this HTTP status, which is none of a document;
 * known: the platform as last found, or NULL; retry_after_ms: 0 when the answer asks for no pause.
 */
bool platform_may_be_elsewhere(const struct platform *known, int status, int64_t retry_after_ms);

/* Whether this further part is to be asked for, by the first one. */
bool platform_wants(
    void *ctx, const struct platform *platform, const struct part *first, size_t part);

/* The address of a path of the table; NULL when it needs an id and none is known. */
const char *platform_url(void *ctx, const struct place *place, const char *path);

/* Likewise, of one of a platform's parts; the first one is needed for those behind it. */
const char *platform_part_url(void *ctx, const struct platform *platform, const struct place *place,
    const struct part *first, size_t part);

/* What was answered, as a part; bytes must live as long as it is used, the rest is of ctx. */
struct part part_read(void *ctx, const char *bytes, size_t n);

/*
 * The platform whose first part at this path looks so. NULL when there is none, with a text
 * for the page's health: it is HTML, or JSON of another shape.
 */
const struct platform *platform_recognise(
    void *ctx, const char *path, const struct part *first, struct error *e);

/* All parts together, read. E_INPUT as above; *out is a REPORT_DOCUMENT with a page id. */
int platform_read_document(void *ctx, const struct platform *platform, const struct place *place,
    const struct part *parts, struct report *out, struct error *e);

/*
 * What the page answered for history_path or upkeep_path. Half a list would look as if
 * incidents had been withdrawn, so E_INPUT also when there is none.
 */
int platform_read_history(void *ctx, const struct platform *platform, const char *bytes, size_t n,
    struct report *out, struct error *e);

/*
 * What the page answered for incident_path, place->incident being its id: a REPORT_INCIDENT of
 * it. E_INPUT when it is anything else.
 */
int platform_read_incident(void *ctx, const struct platform *platform, const struct place *place,
    const struct report *document, const struct part *part, struct report *out, struct error *e);

#endif
