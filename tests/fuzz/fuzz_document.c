/*
 * Fuzz harness: what a page answers to the poller, as its document, as its history and as an
 * incident on each platform, through src/platform, and every event that could come of it.
 */
#include "events.h"

#include "platform/platform.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/document", "tests/fixtures/api", NULL};

static void check(void *ctx, enum report_kind kind, const struct report *report)
{
	must(report->kind == kind, "the report is of the kind that was asked for");
	must(report->page.id != NULL, "a page has an id");
	must(report->n_incidents <= LIMIT_INCIDENTS && report->n_components <= LIMIT_COMPONENTS,
	    "lists end at their ceiling");
	events_of_report(ctx, report);
}

/* As the first part at every place, and, when a platform knows it, as all further parts too. */
static void read_documents(void *ctx, const char *bytes, size_t n)
{
	struct place place = {.url = "https://status.acme.example/page", .page_id = "p1"};
	struct part part = part_read(ctx, bytes, n), parts[PLATFORM_PARTS];

	for (size_t i = 0; i < PLATFORM_PARTS; i++)
		parts[i] = part;
	for (const char *path = platform_path_after(NULL); path != NULL;
	     path = platform_path_after(path)) {
		struct report report;
		struct error e = {0};
		const struct platform *found = platform_recognise(ctx, path, &part, &e);
		int rc = found != NULL
			     ? platform_read_document(ctx, found, &place, parts, &report, &e)
			     : E_INPUT;

		if (rc == OK)
			check(ctx, REPORT_DOCUMENT, &report);
		else
			fuzz_refused(ctx, rc, &e);
	}
}

/* Of an incident that the document of its page does not show any more. */
static void read_incident(void *ctx, const char *bytes, size_t n)
{
	static const struct component c = {.id = "01HZG0BXC0MP00000000000001", .name = "Reactor"};
	struct place place = {.incident = "01HZG1NC1DENT0000000000001"};
	struct report report, document = {
				  .page = {.id = "01HZG0BX5PAGE0000000000001"},
				  .components = (struct component *)&c,
				  .n_components = 1,
			      };
	struct part part = part_read(ctx, bytes, n);
	struct error e = {0};
	int rc = platform_read_incident(
	    ctx, &platform_incidentio, &place, &document, &part, &report, &e);

	if (rc == OK)
		check(ctx, REPORT_INCIDENT, &report);
	else
		fuzz_refused(ctx, rc, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = {"statuspage", "incidentio"};
	TALLOC_CTX *ctx = mem_context(NULL);
	const struct platform *found = NULL;
	const char *bytes = fuzz_bytes(ctx, data, n);
	struct report report;
	struct error e = {0};
	int rc;

	read_documents(ctx, bytes, n);
	read_incident(ctx, bytes, n);
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
