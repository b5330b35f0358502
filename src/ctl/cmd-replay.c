/*
 * statusctl replay: recorded bodies go the way of webhooks, into a store of their own that is
 * thrown away: what would be logged?
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "flow/intake.h"
#include "flow/writer.h"

/* Nothing that is made here is deeper. */
#define FOLDERS_OPEN 4

struct args {
	const char *key;
	bool json;
};

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int scratch_free(char *folder)
{
	return nftw(folder, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
}

/* The same configuration with a state directory that is gone with ctx, and its log shown. */
static int scratch_app(struct ctl *ctl, void *ctx, struct app *out, struct error *e)
{
	const struct args *args = ctl->args;
	const char *tmp = getenv("TMPDIR");
	char *folder =
	    mem_printf(ctx, "%s/statusctl-XXXXXX", tmp != NULL && *tmp == '/' ? tmp : "/tmp");

	if (mkdtemp(folder) == NULL)
		return error_set_errno(e, E_SYSTEM, "cannot make the folder %s", folder);
	talloc_set_destructor(folder, scratch_free);
	*out = ctl->app;
	out->settings.state_dir = folder;
	out->settings.log_file = "stdout";
	if (args->json)
		out->settings.log_format = LOG_JSON;
	out->settings.log_color = ctl->screen.color ? COLOR_ALWAYS : COLOR_NEVER;
	out->store_path = file_path(ctx, folder, "state.db");
	out->log_lock_path = file_path(ctx, folder, "log.lock");
	return OK;
}

static const char *outcome(void *ctx, const struct job *job)
{
	const struct intake *in = job->in;

	if (in->unusable != NULL)
		return mem_printf(ctx, "quarantined: %s", in->unusable);
	if (job->verdict.events > 0)
		return mem_printf(ctx, "new events: %zu", job->verdict.events);
	return job->verdict.is_news ? "quarantined: its sender is refused" : "nothing in it is new";
}

static int replay_file(
    struct ctl *ctl, const struct app *app, struct writer *w, const char *file, struct error *e)
{
	const struct args *args = ctl->args;
	TALLOC_CTX *ctx = mem_context(ctl->ctx);
	struct intake in;
	struct job job = {.in = &in};
	struct buf told;
	char *body;
	size_t n;
	int rc;

	if ((rc = file_read(ctx, file, LIMIT_BODY_BYTES, &body, &n, e)) == OK) {
		in = intake_of_body(ctx, app, args->key != NULL ? args->key : "", body, n);
		writer_store(w, (struct job *const[]){&job}, 1);
		if ((rc = job.rc) != OK)
			*e = job.error;
	}
	if (rc == OK) {
		writer_project(w);
		fflush(stdout);
		buf_init(&told, ctx, 4096);
		log_text(&told, outcome(ctx, &job));
		diag(DIAG_INFO, "%s: %s", file, told.data);
	}
	talloc_free(ctx);
	return rc;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	TALLOC_CTX *scratch = mem_context(ctl->ctx);
	TALLOC_CTX *open;
	struct writer *w;
	struct app app;
	int rc;

	if (args->key != NULL && provider_find(&ctl->app.providers, args->key) == NULL)
		return ctl_unknown_provider(&ctl->app, args->key, e);
	if (scratch_app(ctl, scratch, &app, e) != OK)
		return EXIT_FAILED;
	open = mem_context(NULL); /* the store is closed before its folder goes */
	rc = writer_open(open, &app, &w, e);
	for (size_t i = 0; rc == OK && i < ctl->n_operands; i++)
		rc = replay_file(ctl, &app, w, ctl->operands[i], e);
	talloc_free(open);
	talloc_free(scratch);
	return rc == OK ? EXIT_DONE : EXIT_FAILED;
}

static const struct operand_row operands[] = {
    {.word = "FILE", .kind = OPERAND_FILE, .many = true}, {0}};

static const struct option_row options[] = {
    {"key", 'k', OPTION_TEXT, "KEY", "as if the path had named this provider", NULL,
	offsetof(struct args, key)},
    {"json", 'j', OPTION_FLAG, NULL, "events as JSON, one a line", NULL,
	offsetof(struct args, json)},
    {0},
};

const struct command command_replay = {
    .name = "replay",
    .summary = "show what would be logged of recorded bodies; nothing is stored",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .run = run,
};
