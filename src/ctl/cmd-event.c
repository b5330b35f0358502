/*
 * statusctl event: everything that is kept of one event: the event, every channel that told of it
 * with its delay, the texts it was given later, what became of its summary, and the body that told
 * of it, while that is kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/timetext.h"
#include "base/timewords.h"
#include "ctl/command.h"
#include "sink/sink.h"
#include "store/bodies.h"
#include "store/events.h"
#include "store/summaries.h"

/* The event, its revisions and its body, escaped; what is beyond is left out. */
#define EVENT_BYTES (16 * LIMIT_RECORD_BYTES + 8 * LIMIT_BODY_BYTES)

struct args {
	bool json;
	bool body;
};

/* All that is kept of it. */
struct dossier {
	struct ctl *ctl;
	struct event event;
	struct sighting seen[SIGHTINGS_MAX];
	size_t n_seen;
	struct revision *revisions;
	size_t n_revisions;
	struct summary summary;
	bool has_summary;
	const char *body; /* NULL: it is not kept */
	size_t body_size;
	int64_t now;
	struct buf text;
};

/* --- for people ------------------------------------------------------------------------- */

static void label(struct dossier *d, const char *name)
{
	buf_printf(&d->text, "  %-9s: ", name);
}

static void add_text(struct dossier *d, const char *name, const char *text)
{
	if (text == NULL)
		return;
	label(d, name);
	log_text(&d->text, text);
	buf_char(&d->text, '\n');
}

static void add_when(struct dossier *d, int64_t ms)
{
	char text[TIME_RFC3339_SIZE];

	if (d->ctl->screen.is_terminal) {
		time_local(&d->text, ms, d->now);
		return;
	}
	time_rfc3339(text, ms);
	buf_str(&d->text, text);
}

static void add_time(struct dossier *d, const char *name, int64_t ms)
{
	if (ms == TIME_NONE)
		return;
	label(d, name);
	add_when(d, ms);
	buf_char(&d->text, '\n');
}

/* When a channel told, how long after it happened, and after the first one told. */
static void add_sighting(struct dossier *d, const struct sighting *s)
{
	const struct event *event = &d->event;

	label(d, channel_name(s->channel));
	add_when(d, s->seen_at);
	if (event->occurred_at != TIME_NONE) {
		buf_str(&d->text, ", ");
		time_span(&d->text, s->seen_at - event->occurred_at);
		buf_str(&d->text, " after it happened");
	}
	if (s->seen_at > event->received_at) {
		buf_str(&d->text, ", ");
		time_span(&d->text, s->seen_at - event->received_at);
		buf_str(&d->text, " after the first");
	}
	buf_char(&d->text, '\n');
}

/* Texts of several lines are shown as such, but nothing in them is obeyed. */
static void add_lines(struct dossier *d, const char *text)
{
	struct buf safe;

	buf_init(&safe, d->ctl->ctx, EVENT_BYTES);
	terminal_text(&safe, text);
	for (const char *line = safe.data; *line != '\0';) {
		size_t n = strcspn(line, "\n");

		buf_printf(&d->text, "    %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

static void add_revision(struct dossier *d, const struct revision *r)
{
	label(d, "revised");
	add_when(d, r->seen_at);
	buf_printf(&d->text, ", by %s\n", channel_name(r->channel));
	if (r->detail != NULL)
		add_lines(d, r->detail);
}

/* Also one that is not in the log. */
static void add_summary(struct dossier *d)
{
	const struct summary *s = &d->summary;

	label(d, "summary");
	if (s->text == NULL) {
		buf_printf(&d->text, "%s\n", summary_state_name(s->state));
		return;
	}
	add_when(d, s->made_at);
	buf_str(&d->text, ", by ");
	log_text(&d->text, s->model);
	buf_printf(&d->text, ", %s\n", summary_state_name(s->state));
	add_lines(d, s->text);
}

static void show_text(struct dossier *d)
{
	const struct event *event = &d->event;
	bool component = event->kind == EVENT_COMPONENT;

	sink_find(LOG_PRETTY)->render(&d->text, event, d->ctl->screen.color);
	add_time(d, "happened", event->occurred_at);
	add_time(d, "shown as", event->shown_at);
	add_time(d, "from", event->scheduled_for);
	add_time(d, "until", event->scheduled_until);
	for (size_t i = 0; i < d->n_seen; i++)
		add_sighting(d, &d->seen[i]);
	add_text(d, "key", event->provider);
	add_text(d, "page", event->page_id);
	add_text(d, component ? "component" : "incident", event->incident_id);
	add_text(d, "update", event->update_id);
	add_text(d, "url", event->url);
	if (event->detail != NULL && strchr(event->detail, '\n') != NULL) {
		buf_str(&d->text, "  detail   :\n");
		add_lines(d, event->detail);
	}
	for (size_t i = 0; i < d->n_revisions; i++)
		add_revision(d, &d->revisions[i]);
	if (d->has_summary)
		add_summary(d);
	if (d->body != NULL) {
		label(d, "body");
		buf_printf(&d->text, "%zu bytes\n", d->body_size);
		add_lines(d, d->body);
	}
}

/* --- for programs ----------------------------------------------------------------------- */

static void json_time_member(struct dossier *d, const char *key, int64_t ms)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(text, ms);
	buf_printf(&d->text, "\"%s\": \"%s\"", key, text);
}

static void json_seconds(struct dossier *d, const char *key, bool known, int64_t ms)
{
	if (known)
		buf_printf(&d->text, ", \"%s\": %.3f", key, (double)ms / 1000);
	else
		buf_printf(&d->text, ", \"%s\": null", key);
}

static void json_sighting(struct dossier *d, const struct sighting *s)
{
	const struct event *event = &d->event;

	buf_printf(&d->text, "{\"source\": \"%s\", ", channel_name(s->channel));
	json_time_member(d, "time", s->seen_at);
	json_seconds(
	    d, "after_occurred", event->occurred_at != TIME_NONE, s->seen_at - event->occurred_at);
	json_seconds(d, "after_first", true, s->seen_at - event->received_at);
	buf_char(&d->text, '}');
}

static void json_revision(struct dossier *d, const struct revision *r)
{
	buf_printf(&d->text, "{\"source\": \"%s\", ", channel_name(r->channel));
	json_time_member(d, "time", r->seen_at);
	buf_str(&d->text, ", \"detail\": ");
	json_str_or_null(&d->text, r->detail);
	buf_char(&d->text, '}');
}

static void json_summary(struct dossier *d)
{
	const struct summary *s = &d->summary;

	buf_printf(&d->text, "{\"state\": \"%s\", ", summary_state_name(s->state));
	if (s->text != NULL)
		json_time_member(d, "time", s->made_at);
	else
		buf_str(&d->text, "\"time\": null");
	buf_str(&d->text, ", \"model\": ");
	json_str_or_null(&d->text, s->model);
	buf_str(&d->text, ", \"text\": ");
	json_str_or_null(&d->text, s->text);
	buf_char(&d->text, '}');
}

static void show_json(struct dossier *d)
{
	buf_str(&d->text, "{\n   \"event\": ");
	sink_find(LOG_JSON)->render(&d->text, &d->event, false);
	buf_str(&d->text, "   ,\"shown_at\": ");
	if (d->event.shown_at != TIME_NONE) {
		char text[TIME_RFC3339_SIZE];

		time_rfc3339(text, d->event.shown_at);
		buf_printf(&d->text, "\"%s\"", text);
	} else {
		buf_str(&d->text, "null");
	}
	buf_str(&d->text, ",\n   \"channels\": [");
	for (size_t i = 0; i < d->n_seen; i++) {
		buf_str(&d->text, i > 0 ? ", " : "");
		json_sighting(d, &d->seen[i]);
	}
	buf_str(&d->text, "],\n   \"revisions\": [");
	for (size_t i = 0; i < d->n_revisions; i++) {
		buf_str(&d->text, i > 0 ? ", " : "");
		json_revision(d, &d->revisions[i]);
	}
	buf_str(&d->text, "],\n   \"summary\": ");
	if (d->has_summary)
		json_summary(d);
	else
		buf_str(&d->text, "null");
	buf_str(&d->text, ",\n   \"body\": ");
	json_str_or_null(&d->text, d->body);
	buf_str(&d->text, "\n}\n");
}

/* --- the command ------------------------------------------------------------------------ */

static int read_dossier(struct dossier *d, int64_t id, struct error *e)
{
	void *ctx = d->ctl->ctx;
	struct store *s;
	bool found;
	int rc;

	if ((rc = ctl_open_store(d->ctl, &s, e)) != OK ||
	    (rc = store_event_find(ctx, s, id, &d->event, &found, e)) != OK)
		return rc;
	if (!found)
		return error_set(e, E_INPUT,
		    "there is no event %lld; \"statusctl events --oneline\" shows their ids",
		    (long long)id);
	if ((rc = store_event_sightings(s, id, d->seen, &d->n_seen, e)) != OK)
		return rc;
	if ((rc = store_event_revisions(ctx, s, id, &d->revisions, &d->n_revisions, e)) != OK)
		return rc;
	if ((rc = store_summary_find(ctx, s, id, &d->summary, &d->has_summary, e)) != OK)
		return rc;
	return store_body_find(ctx, s, id, &d->body, &d->body_size, e);
}

static enum exit_status write_body(const struct dossier *d, struct error *e)
{
	if (d->body == NULL) {
		error_set(e, E_INPUT,
		    "no body of event %lld is kept: the poller told of it, or it is too long ago",
		    (long long)d->event.id);
		return EXIT_FAILED;
	}
	return screen_exact(&d->ctl->screen, d->body, d->body_size, e) == OK ? EXIT_DONE
									     : EXIT_FAILED;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct dossier d = {.ctl = ctl, .now = clock_now()};
	int64_t id;

	if (!id_parse(ctl->operands[0], "statusctl events --oneline", &id, e))
		return EXIT_USAGE;
	if (read_dossier(&d, id, e) != OK)
		return EXIT_FAILED;
	if (args->body)
		return write_body(&d, e);
	buf_init(&d.text, ctl->ctx, EVENT_BYTES);
	if (args->json)
		show_json(&d);
	else
		show_text(&d);
	screen_page(&ctl->screen);
	fputs(d.text.data, stdout);
	return EXIT_DONE;
}

static const struct option_row options[] = {
    {"json", 'j', OPTION_FLAG, NULL, "as JSON", NULL, offsetof(struct args, json)},
    {"body", 'b', OPTION_FLAG, NULL, "the body alone, byte for byte; not to a terminal", NULL,
	offsetof(struct args, body)},
    {0},
};

static const struct operand_row operands[] = {{.word = "ID"}, {0}};

const struct command command_event = {
    .name = "event",
    .summary = "show all that is kept of one event",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .run = run,
};
