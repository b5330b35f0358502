/*
 * Summaries of incidents by a model, see openai_api_key in status-monitor.conf(5). Made by the
 * poller, between its visits to pages: an event is in the log before anybody is asked about it.
 */
#ifndef FLOW_SUMMARISE_H
#define FLOW_SUMMARISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/batch.h"
#include "net/http.h"

struct summariser;

/* NULL when there is no key: then there are no summaries. Requests are added to http. Freed with ctx. */
struct summariser *summariser_new(
    void *ctx, const struct app *app, struct writer *w, struct batch *batch, struct http *http);

/*
 * Looks, every now and then, for events that came, by whichever program, and asks for the summary
 * of one at a time, when there is time for an answer before end. What goes wrong is told to the log
 * of our own doings. Does nothing for NULL.
 */
void summarise_step(struct summariser *s, int64_t end, bool stay);

/*
 * When the next step has something to do; INT64_MAX for never before end. With stay that is until
 * end, for events may come from others; else as long as there are some.
 */
int64_t summarise_next(const struct summariser *s, int64_t end, bool stay);

/* How many of the requests in http are its own. */
size_t summarise_pending(const struct summariser *s);

#endif
