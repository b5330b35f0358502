/*
 * Fuzz harness: what a page answers to the poller, as its document and as its history on
 * each platform, through src/platform, and every event that could come of it.
 */
#include "events.h"

#include "platform/platform.h"

static void check(void *ctx, enum report_kind kind, const struct report *report)
{
	must(report->kind == kind, "the report is of the kind that was asked for");
	must(report->page.id != NULL, "a page has an id");
	must(report->n_incidents <= LIMIT_INCIDENTS && report->n_components <= LIMIT_COMPONENTS,
	    "lists end at their ceiling");
	events_of_report(ctx, report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = {"statuspage", "incidentio"};
	TALLOC_CTX *ctx = mem_context(NULL);
	const struct platform *found = NULL;
	const char *bytes = fuzz_bytes(ctx, data, n);
	struct report report;
	struct error e = {0};
	int rc = platform_read_document(ctx, bytes, n, &found, &report, &e);

	if (rc == OK)
		check(ctx, REPORT_DOCUMENT, &report);
	else
		fuzz_refused(ctx, rc, &e);
	must(rc != OK || found != NULL, "a document shows its platform");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		found = platform_find(names[i]);
		rc = platform_read_history(ctx, found, bytes, n, &report, &e);
		if (rc == OK)
			check(ctx, REPORT_HISTORY, &report);
		else
			fuzz_refused(ctx, rc, &e);
	}
	talloc_free(ctx);
	return 0;
}
