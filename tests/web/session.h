/*
 * A responder for tests: a child process that answers requests as CGI does, one after
 * the other, with one committer and a folder of its own. What it answered comes back as
 * text; what it stored can be looked at afterwards.
 */
#ifndef TESTS_WEB_SESSION_H
#define TESTS_WEB_SESSION_H

#include "../fixtures/fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "store/events.h"
#include "store/quarantine.h"
#include "web/cgi.h"
#include "web/health.h"
#include "web/web.h"

#define SECRET	 "secret-one"
#define PREVIOUS "secret-two"
#define HOOK	 "/webhook/" SECRET
/* 2026-03-15T12:00:00Z: after all that the fixtures tell, and less than RETENTION_DAYS. */
#define NOW INT64_C(1773576000000)

/* One request. What is left out: POST, HOOK, no PATH_INFO, the body's own length, NOW. */
struct ask {
	const char *method;
	const char *uri;
	const char *path_info;
	const char *body;
	size_t n;	    /* of body; 0: up to its NUL */
	const char *length; /* CONTENT_LENGTH; "" takes it out of the environment */
	int64_t at;
	bool full_disk;		 /* no file can grow while this one is answered */
	const char *signature;	 /* as Instatus signs */
	const char *standard[3]; /* webhook-id, -timestamp and -signature */
	bool in_pieces;		 /* the body comes through a pipe, some bytes at a time */
};

struct answer {
	const char *raw;
	int status;
	const char *head;
	const char *body;
};

struct session {
	void *ctx;
	const char *folder;
	const char *conf;
	const char *settings; /* more lines of [monitor]; may be NULL */
	const char *more;     /* lines of the configuration; may be NULL */
	const struct ask *asks;
	struct answer *answers;
	size_t n;
};

static inline void session_conf(struct session *s)
{
	fixture_clean_environment();
	s->folder = unit_folder(s->ctx);
	s->conf = unit_file(s->ctx, s->folder, "test.conf",
	    mem_printf(s->ctx,
		"[monitor]\nwebhook_secret = %s\nwebhook_secret_previous = %s\n"
		"state_dir = %s\nretention_days = 36500\n%s"
		"[provider acme]\nname = Acme Cloud\nurl = https://status.acme.example\n"
		"page_id = ac7mec10ud42\n"
		"[provider globex]\nname = Globex\nurl = https://status.globex.example\n%s",
		SECRET, PREVIOUS, s->folder, s->settings != NULL ? s->settings : "",
		s->more != NULL ? s->more : ""));
}

static inline void session_env(const char *name, const char *value)
{
	if (value != NULL)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* The body as standard input: a file, which ends where it ends. */
static inline void session_body(const char *body, size_t n)
{
	FILE *in = tmpfile();

	if (in == NULL || (n > 0 && fwrite(body, 1, n, in) != n))
		_exit(3);
	rewind(in);
	dup2(fileno(in), STDIN_FILENO);
	fclose(in);
}

/* The body as standard input: a pipe that another process fills, 1000 bytes a write. */
static inline void session_pieces(const char *body, size_t n)
{
	int ends[2];

	if (pipe(ends) != 0)
		_exit(3);
	if (fork() == 0) {
		close(ends[0]); /* so that the writer ends when nobody reads on */
		for (size_t at = 0; at < n; at += 1000)
			if (write(ends[1], body + at, n - at < 1000 ? n - at : 1000) < 0)
				_exit(1);
		_exit(0);
	}
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
}

/* The request's body in standard input, and the rest of it in the environment. */
static inline void session_request(const struct ask *ask)
{
	size_t n = ask->n > 0 || ask->body == NULL ? ask->n : strlen(ask->body);
	char length[32];

	snprintf(length, sizeof(length), "%zu", n);
	if (ask->in_pieces)
		session_pieces(ask->body, n);
	else
		session_body(ask->body, n);
	session_env("REQUEST_METHOD", ask->method != NULL ? ask->method : "POST");
	session_env("REQUEST_URI", ask->uri != NULL ? ask->uri : HOOK);
	session_env("PATH_INFO", ask->path_info);
	session_env("HTTP_X_INSTATUS_WEBHOOK_SIGNATURE", ask->signature);
	session_env("HTTP_WEBHOOK_ID", ask->standard[0]);
	session_env("HTTP_WEBHOOK_TIMESTAMP", ask->standard[1]);
	session_env("HTTP_WEBHOOK_SIGNATURE", ask->standard[2]);
	session_env("CONTENT_LENGTH", ask->length == NULL    ? length
				      : *ask->length != '\0' ? ask->length
							     : NULL);
	clock_set(ask->at != TIME_NONE ? ask->at : NOW);
}

static inline void session_disk(bool full)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = full ? 0 : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* In the child: opens the store, answers all, each answer ended by a byte 1. */
static inline void session_serve(void *user)
{
	struct session *s = user;
	TALLOC_CTX *ctx = mem_context(NULL);
	struct error e;
	struct app app;
	struct web web = {.app = &app, .health = health_new(ctx)};
	int out;

	signal(SIGXFSZ, SIG_IGN);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	out = cgi_take_stdout();
	clock_set(NOW);
	if (app_load(ctx, s->conf, &app, &e) != OK ||
	    keyring_open(ctx, &app, &web.keyring, &e) != OK ||
	    committer_open(ctx, &app, &web.committer, &e) != OK) {
		fprintf(stderr, "%s\n", e.text);
		_exit(2);
	}
	for (size_t i = 0; i < s->n; i++) {
		session_request(&s->asks[i]);
		session_disk(s->asks[i].full_disk);
		cgi_serve(out, web_handle, &web);
		session_disk(false);
		if (write(out, "\001", 1) != 1)
			_exit(4);
	}
	committer_close(web.committer);
	talloc_free(ctx);
}

static inline void session_parse(void *ctx, const char *raw, struct answer *a)
{
	const char *status = strstr(raw, "Status: ");
	const char *end = status != NULL ? strstr(status, "\r\n\r\n") : NULL;

	a->raw = raw;
	if (end == NULL)
		fail_msg("no answer in: %s", raw);
	a->status = (int)strtol(status + 8, NULL, 10);
	a->head = mem_strndup(ctx, status, (size_t)(end + 2 - status));
	a->body = end + 4;
}

/* Has the n requests answered; in the folder of an earlier session when s has one. */
static inline void session_run(struct session *s, const struct ask *asks, size_t n)
{
	char *text, *raw;
	int status;

	if (s->folder == NULL)
		session_conf(s);
	s->asks = asks;
	s->n = n;
	s->answers = mem_array(s->ctx, struct answer, n);
	text = mem_strdup(s->ctx, unit_run(s->ctx, session_serve, s, &status));
	if (status != 0)
		fail_msg("the responder ended with %d: %s", status, text);
	for (size_t i = 0; i < n; i++) {
		raw = strsep(&text, "\001");
		if (text == NULL)
			fail_msg("only %zu answers", i);
		session_parse(s->ctx, raw, &s->answers[i]);
	}
}

static inline void session_expect_at(
    const struct answer *a, int status, const char *body, const char *file, int line)
{
	if (a->status == status && (body == NULL || strcmp(a->body, body) == 0))
		return;
	print_error("%sinstead of %d %s\n", a->raw, status, body != NULL ? body : "");
	_fail(file, line);
}

/* The answer to the i-th request; body NULL: whatever it says. */
#define session_expect(s, i, status, body)                                                         \
	session_expect_at(&(s)->answers[i], status, body, __FILE__, __LINE__)

static inline struct answer session_ask(void *ctx, const struct ask *ask)
{
	struct session s = {.ctx = ctx};

	session_run(&s, ask, 1);
	return s.answers[0];
}

static inline struct store *session_store(const struct session *s)
{
	struct store *store;
	struct error e;

	if (store_open(s->ctx, mem_printf(s->ctx, "%s/state.db", s->folder), STORE_EXISTING, &store,
		&e) != OK)
		fail_msg("%s", e.text);
	return store;
}

static inline int64_t session_events(const struct session *s)
{
	int64_t n;

	assert_int_equal(store_event_count(session_store(s), &n, NULL), OK);
	return n;
}

static inline int64_t session_quarantined(const struct session *s)
{
	int64_t n;

	assert_int_equal(store_quarantine_count(session_store(s), &n, NULL), OK);
	return n;
}

static inline struct ask session_post(void *ctx, const char *fixture)
{
	struct ask ask = {0};

	ask.body = fixture_read(ctx, mem_printf(ctx, "webhook/%s", fixture), &ask.n);
	return ask;
}

#endif
