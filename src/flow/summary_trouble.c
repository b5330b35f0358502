/* Answers that are no summary. See summary_trouble.h. */
#include "flow/summary_trouble.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/url.h"
#include "summary/chat.h"

/* What only a person can mend is tried so seldom. */
#define HOUR_MS (60 * INT64_C(60000))

/* By https://platform.openai.com/docs/guides/error-codes; the first row that fits counts. */
static const struct row {
	int first, last; /* status */
	const char *advice;
	bool of_key;
	bool is_final;
	int64_t wait_ms;
} rows[] = {
    {.first = 300,
	.last = 399,
	.advice = "it has moved, see OPENAI_BASE_URL",
	.is_final = true,
	.wait_ms = HOUR_MS},
    {.first = 401, .last = 401, .advice = "it does not know OPENAI_API_KEY", .of_key = true},
    {.first = 402,
	.last = 402,
	.advice = "there is nothing left to pay it with",
	.wait_ms = HOUR_MS},
    {.first = 403, .last = 403, .advice = "OPENAI_API_KEY has no right to it", .of_key = true},
    {.first = 404,
	.last = 404,
	.advice = "see OPENAI_MODEL, which may have been retired, and OPENAI_BASE_URL",
	.is_final = true,
	.wait_ms = HOUR_MS},
    {.first = 408, .last = 409, .advice = "it is busy"},
    {.first = 429, .last = 429, .advice = "it is asked too often"},
    {.first = 400,
	.last = 499,
	.advice = "it does not take such a request, see OPENAI_MODEL",
	.is_final = true},
    {.first = 500, .last = 599, .advice = "it has trouble"},
};

static const struct row *row_of(int status)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (status >= rows[i].first && status <= rows[i].last)
			return &rows[i];
	return NULL;
}

static struct summary_trouble by_status(
    void *ctx, const struct settings *s, const struct http_response *response)
{
	const struct row *row = row_of(response->status);
	bool unpaid = chat_is_unpaid(response->body, response->body_size);
	struct summary_trouble t = {.is_known = response->status < 500};
	const char *advice = "that is no answer to this request, see OPENAI_BASE_URL";

	if (unpaid)
		row = row_of(402);
	if (row != NULL) {
		advice = row->advice;
		t.of_key = row->of_key;
		t.is_known &= !row->of_key;
		t.is_final = row->is_final;
		t.wait_ms = row->wait_ms;
	}
	if (response->retry_after_ms > t.wait_ms)
		t.wait_ms = response->retry_after_ms;
	t.what = mem_printf(ctx, "%s answered HTTP %d: %s", url_host_text(ctx, s->openai_base_url),
	    response->status, advice);
	return t;
}

struct summary_trouble summary_trouble_of(
    void *ctx, const struct settings *s, const struct http_response *response)
{
	if (response->status != 0)
		return by_status(ctx, s, response);
	return (struct summary_trouble){.what = mem_strdup(ctx, response->failure)};
}

struct summary_trouble summary_trouble_flaw(void *ctx, const struct settings *s, const char *flaw)
{
	return (struct summary_trouble){
	    .what = mem_printf(ctx, "the answer of %s cannot be used: %s",
		url_host_text(ctx, s->openai_base_url), flaw),
	    .is_known = true,
	    .is_of_one = true,
	};
}
