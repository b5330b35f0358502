/*
 * statusctl's commands for tests: run in a child process as statusctl runs them, with a
 * configuration and a state directory of their own.
 */
#ifndef TESTS_CTL_DESK_H
#define TESTS_CTL_DESK_H

#include "../fixtures/fixture.h"

#include <locale.h>

#include "base/clock.h"
#include "base/json.h"
#include "ctl/command.h"
#include "flow/intake.h"
#include "flow/writer.h"

#define SECRET "secret-one"
/* 2026-03-15T12:00:00Z: after all that the fixtures tell. */
#define NOW INT64_C(1773576000000)

#define DESK_ARGS 6

struct desk {
	void *ctx;
	const char *folder;
	const char *conf;
	char *args[DESK_ARGS + 1];
	const char *out; /* what the last command wrote, its error text at the end */
	int status;
};

static inline struct desk desk_open(void *ctx)
{
	struct desk d = {.ctx = ctx, .folder = unit_folder(ctx)};

	fixture_clean_environment();
	d.conf = unit_file(ctx, d.folder, "test.conf",
	    mem_printf(ctx,
		"[monitor]\nwebhook_secret = %s\nstate_dir = %s/state\nretention_days = 36500\n"
		"openai_api_key = key-one\n"
		"[provider acme]\nname = Acme Cloud\nurl = https://status.acme.example\n"
		"page_id = ac7mec10ud42\n"
		"[provider globex]\nname = Globex\nurl = https://status.globex.example\n"
		"[provider hooli]\nname = Hooli\nurl = https://hooli.example\nenabled = no\n",
		SECRET, d.folder));
	return d;
}

static inline void desk_serve(void *user)
{
	struct desk *d = user;
	struct ctl ctl = {.ctx = mem_context(NULL), .common = {.conf = d->conf}};
	struct error e = {0};
	int argc = 0;
	int status;

	dup2(STDERR_FILENO, STDOUT_FILENO);
	clock_set(NOW);
	while (d->args[argc] != NULL)
		argc++;
	status = command_run(&ctl, argc, d->args, &e);
	fputs(e.text, stdout);
	fflush(stdout);
	talloc_free(ctl.ctx);
	_exit(status);
}

/* Runs the command of these words, the last one NULL. */
static inline void desk_run(struct desk *d, const char *const *words)
{
	int n = 0, status;

	for (; words[n] != NULL && n < DESK_ARGS; n++)
		d->args[n] = mem_strdup(d->ctx, words[n]);
	d->args[n] = NULL;
	d->out = unit_run(d->ctx, desk_serve, d, &status);
	if (!WIFEXITED(status))
		fail_msg("%s ended with %d: %s", words[0], status, d->out);
	d->status = WEXITSTATUS(status);
}

#define DESK_RUN(d, ...) desk_run(d, (const char *const[]){__VA_ARGS__, NULL})

static inline void desk_expect_at(
    const struct desk *d, int status, const char *out, const char *file, int line)
{
	if (d->status == status && (out == NULL || strcmp(d->out, out) == 0))
		return;
	print_error(
	    "%d \"%s\" instead of %d \"%s\"\n", d->status, d->out, status, out != NULL ? out : "");
	_fail(file, line);
}

/* What the last command did; out NULL: whatever it wrote. */
#define desk_expect(d, status, out) desk_expect_at(d, status, out, __FILE__, __LINE__)

static inline struct json *desk_list(const struct desk *d, const char *name)
{
	struct json *root;
	struct error e;

	if (json_read(d->ctx, d->out, strlen(d->out), &root, &e) != OK)
		fail_msg("%s: %s", e.text, d->out);
	assert_non_null(json_list(root, name));
	return json_list(root, name);
}

/* The row of a list whose key says value; NULL when there is none. */
static inline struct json *desk_row(
    const struct desk *d, struct json *list, const char *key, const char *value)
{
	for (size_t i = 0; i < json_list_size(list, 100); i++) {
		const char *text = json_text(d->ctx, json_list_at(list, i), key, 99);

		if (text != NULL && strcmp(text, value) == 0)
			return json_list_at(list, i);
	}
	return NULL;
}

/* In another process, as the responder would: these fixtures come in. */
static inline void desk_receive_all(void *user)
{
	struct desk *d = user;
	TALLOC_CTX *ctx = mem_context(NULL);
	struct writer *w;
	struct app app;

	clock_set(NOW);
	if (app_load(ctx, d->conf, &app, NULL) != OK || writer_open(ctx, &app, &w, NULL) != OK)
		_exit(9);
	for (int i = 0; d->args[i] != NULL; i++) {
		size_t n;
		const char *body = fixture_read(ctx, d->args[i], &n);
		struct intake in = intake_of_body(ctx, &app, "", body, n);
		struct job job = {.in = &in};

		writer_store(w, (struct job *const[]){&job}, 1);
		if (job.rc != OK)
			_exit(9);
	}
	talloc_free(ctx);
}

static inline void desk_receive(struct desk *d, const char *const *fixtures)
{
	int n = 0, status;

	for (; fixtures[n] != NULL && n < DESK_ARGS; n++)
		d->args[n] = mem_printf(d->ctx, "webhook/%s.json", fixtures[n]);
	d->args[n] = NULL;
	d->out = unit_run(d->ctx, desk_receive_all, d, &status);
	if (status != 0)
		fail_msg("receiving ended with %d: %s", status, d->out);
}

#define DESK_RECEIVE(d, ...) desk_receive(d, (const char *const[]){__VA_ARGS__, NULL})

#endif
