/*
 * What the tests of flow/project share: events put into the table as writers do it, and
 * the log as it ought to be. A new projector stands for a new process.
 */
#ifndef TESTS_FLOW_LOGBOOK_H
#define TESTS_FLOW_LOGBOOK_H

#include "ground.h"

#include "base/file.h"
#include "base/limits.h"
#include "flow/project.h"
#include "sink/sink.h"

#define LOG_MAX (1024 * 1024)

static inline struct ground *logbook_open(void *ctx)
{
	struct ground *g = ground_load(ctx, "log_file = ../the.log", PROVIDERS);

	g->app.settings.log_file = mem_printf(g, "%s/the.log", g->folder);
	g->store = shelf_open(g, g->app.store_path);
	return g;
}

/* A process that begins; its projector goes with the ground, and its app may differ. */
static inline struct projector *logbook_projector(struct ground *g, const struct app *app)
{
	struct projector *p = NULL;
	struct error e;

	if (projector_open(g->store, app, g->store, &p, &e) != OK)
		fail_msg("%s", e.text);
	return p;
}

static inline struct app *logbook_app(struct ground *g, enum log_format format)
{
	struct app *app = mem_new(g, struct app);

	*app = g->app;
	app->settings.log_format = format;
	return app;
}

/* Commits an event and, as a writer does, how far p had written before; p may be NULL. */
static inline void logbook_commit(struct ground *g, struct projector *p, const char *title)
{
	struct event event = {
	    .received_at = clock_now(),
	    .kind = EVENT_INCIDENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme",
	    .status = "investigating",
	    .title = title,
	    .detail = "ünïcode — and a\nnewline",
	};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_event_append(g->store, &event, NULL), OK);
	if (p != NULL)
		assert_int_equal(projector_remember(p, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static inline void logbook_project(struct projector *p)
{
	struct error e;

	if (project(p, &e) != OK)
		fail_msg("%s", e.text);
}

static inline void logbook_add(struct ground *g, struct projector *p, const char *title)
{
	logbook_commit(g, p, title);
	logbook_project(p);
}

static inline void logbook_remember(struct ground *g, struct projector *p)
{
	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(projector_remember(p, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	projector_remembered(p);
}

static inline const char *logbook_text(struct ground *g, const char *path)
{
	struct error e;
	char *text;

	if (file_read(g->ctx, path, LOG_MAX, &text, NULL, &e) != OK)
		fail_msg("%s", e.text);
	return text;
}

static inline const char *logbook_path(const struct ground *g)
{
	return g->app.settings.log_file;
}

/* The records of the events from one id to another. */
static inline const char *logbook_render(
    struct ground *g, enum log_format format, int64_t from, int64_t to)
{
	struct buf text;

	buf_init(&text, g->ctx, LOG_MAX);
	for (int64_t id = from; id <= to; id++) {
		struct event event;
		bool found;

		assert_int_equal(store_event_find(g->ctx, g->store, id, &event, &found, NULL), OK);
		assert_true(found);
		sink_find(format)->render(&text, &event, false);
	}
	assert_false(text.overflow);
	return text.data;
}

/* The log is the pretty records of these events and nothing else. */
static inline void logbook_expect(struct ground *g, int64_t from, int64_t to)
{
	assert_string_equal(
	    logbook_text(g, logbook_path(g)), logbook_render(g, LOG_PRETTY, from, to));
}

/* Somebody else writes to the end of the log. */
static inline void logbook_scribble(struct ground *g, const char *text)
{
	FILE *f = fopen(logbook_path(g), "a");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

#endif
