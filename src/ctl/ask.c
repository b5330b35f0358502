/* One question over HTTP. See ask.h. */
#include "ctl/ask.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/client.h"

struct asking {
	void *ctx;
	struct answer *out;
	const char *failure;
};

static void keep(void *user, const struct http_response *response)
{
	struct asking *a = user;

	a->failure = response->failure != NULL ? mem_strdup(a->ctx, response->failure) : NULL;
	*a->out = (struct answer){
	    .status = response->status,
	    .body = mem_memdup(a->ctx, response->body, response->body_size + 1),
	    .n = response->body_size,
	    .certificate_until = response->certificate_until,
	};
}

int ask(void *ctx, const struct app *app, const struct http_request *request, struct answer *out,
    struct error *e)
{
	struct asking a = {.ctx = ctx, .out = out};
	struct http *http = client_open(ctx, app, 1);
	int rc;

	http_add(http, request, keep, &a);
	rc = http_run(http, clock_now() + LIMIT_REQUEST_MS, e);
	talloc_free(http);
	if (rc == OK && out->status == 0)
		rc = error_set(e, E_SYSTEM, "%s", a.failure);
	return rc;
}
