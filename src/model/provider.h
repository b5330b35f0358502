/* A provider: a service that is watched, one [provider KEY] section of the configuration. */
#ifndef MODEL_PROVIDER_H
#define MODEL_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/ini.h"
#include "base/names.h"

#define PROVIDER_KEY_MAX 32

struct provider {
	const char *key;	      /* "github": lower case letters, digits, "-", "_" */
	const char *name;	      /* "GitHub" */
	const char *url;	      /* of its page, without a slash at the end */
	const char *url_as_written;   /* for what is at that address itself */
	const char *page_id;	      /* NULL when the file does not say */
	const char *platform;	      /* NULL: found at run time */
	const char *webhook_key;      /* what its webhooks are signed with; NULL: they are not */
	const char *webhook_key_file; /* where the key stands, for whoever may read files */
	const char *mail_from; /* addresses and @hosts that may send its mails; NULL: known ones */
	const char *mail_tag;  /* of the address its mails go to; NULL: any */
	bool mail_enforce;     /* what another sends is kept, and not told */
	bool enabled;
	bool allow_private; /* its page may be at a private or loopback address */
};

struct providers {
	struct provider *list;
	size_t n;
	struct names *keys;  /* to the place in the list; both are NULL before providers_load() */
	struct names *pages; /* likewise, of those with a page_id */
	bool any_key;	     /* one of them has a webhook_key */
};

/*
 * Every [provider KEY] section; E_CONFIG with file and line for what is wrong in one. Points into
 * the configuration, which must live as long as ctx.
 */
int providers_load(void *ctx, const struct ini *ini, struct providers *out, struct error *e);

/* By its key, or by the page_id that is configured. NULL when there is none, and for NULL. */
const struct provider *provider_find(const struct providers *all, const char *key);
const struct provider *provider_find_page(const struct providers *all, const char *page_id);

/* Whether a setting of a provider's section has a value that is not to be shown. */
bool provider_setting_is_secret(const char *name);

/* 1 to PROVIDER_KEY_MAX lower case letters, digits, "-" or "_". */
bool provider_key_is_valid(const char *key);

#endif
