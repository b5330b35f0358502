/*
 * Fuzz harness: a body as anybody may POST it, through platform/webhook.c, and every event
 * that could come of it through both sinks.
 */
#include "events.h"

#include "platform/webhook.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/webhook", "tests/fixtures/webhook", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct report report;
	struct error e = {0};
	int rc = webhook_read(ctx, fuzz_bytes(ctx, data, n), n, &report, &e);

	if (rc != OK)
		fuzz_refused(ctx, rc, &e);
	else if (report.kind != REPORT_UNKNOWN)
		events_of_report(ctx, &report);
	for (size_t i = 0; rc == OK && i < report.n_changes; i++)
		must(report.changes[i].component_id != NULL && report.changes[i].new_status != NULL,
		    "a change names its component and what it became");
	talloc_free(ctx);
	return 0;
}
