/* What the tests of flow/writer and flow/commit share: reports by the number, good and bad. */
#ifndef TESTS_FLOW_POST_H
#define TESTS_FLOW_POST_H

#include "logbook.h"

#include "flow/writer.h"

/* A report with all that it points to; its intake is what is handed in. */
struct post {
	struct update update;
	struct incident incident;
	struct report report;
	struct provider_state nobody;
	struct intake in;
};

/* Two posts of the same number are the same report; belongs to ctx. */
static inline struct post *post_new(void *ctx, int number)
{
	struct post *p = mem_new(ctx, struct post);

	p->update = (struct update){
	    .id = mem_printf(p, "u%d", number),
	    .status = "investigating",
	    .text = mem_printf(p, "text %d", number),
	    .created_at = NOW - MINUTE,
	};
	p->incident = incident_of(mem_printf(p, "i%d", number), &p->update, 1);
	p->report = report_of(REPORT_INCIDENT, &p->incident, 1);
	p->in =
	    (struct intake){.channel = CHANNEL_WEBHOOK, .received_at = NOW, .report = &p->report};
	return p;
}

/* One whose event is stored and then has to be taken back: a page's state without a key. */
static inline struct post *post_new_bad(void *ctx, int number)
{
	struct post *p = post_new(ctx, number);

	p->in.page_state = &p->nobody;
	return p;
}

#endif
