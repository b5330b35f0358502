/*
 * The readers of webhook bodies, one row each in webhook.c, and what they share. A body has no
 * field that tells its sender: a reader knows its own by its shape. Pure.
 */
#ifndef PLATFORM_WEBHOOK_READER_H
#define PLATFORM_WEBHOOK_READER_H

#include <stdbool.h>

#include "base/json.h"
#include "base/error.h"
#include "model/report.h"

struct webhook_reader {
	/* Whether the body is of this kind: cheap, for each body is asked. */
	bool (*recognises)(void *ctx, struct json *root);
	/*
	 * What it says goes into *out, which is empty. E_INPUT, with the reason for the
	 * quarantine, when it lacks what it cannot do without.
	 */
	int (*read)(void *ctx, struct json *root, struct report *out, struct error *e);
};

/* The rows, a file each. */
extern const struct webhook_reader webhook_mail;
extern const struct webhook_reader webhook_instatus;
extern const struct webhook_reader webhook_betterstack;
extern const struct webhook_reader webhook_statusio;
extern const struct webhook_reader webhook_statuspage;

/*
 * Whose body it is: "page", else what inner, the object it is about, says of it, and the host
 * of the link to unsubscribe.
 */
void webhook_page(void *ctx, struct json *root, struct json *inner, struct page *out);

/* The object an incident or maintenance stands in, and its key; NULL when there is none. */
struct json *webhook_incident(struct json *root, const char **key);

/*
 * A component update as Statuspage has it; word turns a status into ours. E_INPUT without
 * component or status.
 */
int webhook_change(void *ctx, struct json *root, const char *(*word)(const char *status),
    struct report *out, struct error *e);

/* Makes it the report's only one. E_INPUT when nothing tells what it is, or how it stands. */
int webhook_take(struct incident *in, struct report *out, struct error *e);

#endif
