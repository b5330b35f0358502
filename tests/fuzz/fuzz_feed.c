/*
 * Fuzz harness: a feed, at an address that was named and at a place where feeds live, every event
 * that could come of it, and what a page in HTML says of its feed.
 */
#include "events.h"

#include "base/url.h"
#include "platform/feed.h"
#include "platform/platform.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/feed", "tests/fixtures/feed", NULL};

static void check(void *ctx, const struct report *report)
{
	must(report->kind == REPORT_DOCUMENT, "a feed is a document");
	must(report->page.id != NULL, "a page has an id");
	must(report->n_components == 0, "a feed says nothing of components");
	must(report->n_incidents <= LIMIT_INCIDENTS, "lists end at their ceiling");
	for (size_t i = 0; i < report->n_incidents; i++) {
		const struct incident *in = &report->incidents[i];

		must(in->id != NULL && *in->id != '\0', "an incident has an id");
		must(in->status != NULL, "an incident has a status");
		must(in->n_updates <= LIMIT_UPDATES, "lists end at their ceiling");
		for (size_t k = 0; k < i; k++)
			must(strcmp(in->id, report->incidents[k].id) != 0, "and no other has it");
		for (size_t k = 0; k < in->n_updates; k++)
			must(in->updates[k].status != NULL, "an update has a status");
	}
	events_of_report(ctx, report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct platform *const rows[] = {&platform_feed, &platform_feed_history};
	struct place place = {.url = "https://status.acme.example/feed"};
	TALLOC_CTX *ctx = mem_context(NULL);
	struct part part = part_read(ctx, fuzz_bytes(ctx, data, n), n);
	const char *linked = feed_linked(ctx, place.url, part.bytes);

	must(linked == NULL || url_is_http(linked), "an address can be asked");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report report;
		struct error e = {0};
		int rc = platform_read_document(ctx, rows[i], &place, &part, &report, &e);

		rows[i]->recognises(ctx, &part);
		if (rc == OK)
			check(ctx, &report);
		else
			fuzz_refused(ctx, rc, &e);
	}
	talloc_free(ctx);
	return 0;
}
