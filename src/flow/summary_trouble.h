/* Why there is no summary: what the server answered instead, and what that means for the next. */
#ifndef FLOW_SUMMARY_TROUBLE_H
#define FLOW_SUMMARY_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "net/http.h"

struct summary_trouble {
	const char *what; /* one sentence with the host, and what a person can do; never the key */
	bool of_key;	  /* the key was refused */
	bool is_known;	  /* the key was not refused: the server looked further */
	bool is_final;	  /* the same request would be refused again */
	bool is_of_one;	  /* the server is well: only this one answer is not */
	int64_t wait_ms;  /* it is not to be asked again sooner */
};

/* Of an answer that is not 200, or that did not come. Belongs to ctx. */
struct summary_trouble summary_trouble_of(
    void *ctx, const struct settings *s, const struct http_response *response);

/* Of one that cannot be used for this reason. Belongs to ctx. */
struct summary_trouble summary_trouble_flaw(void *ctx, const struct settings *s, const char *flaw);

#endif
