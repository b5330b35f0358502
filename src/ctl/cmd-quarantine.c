/*
 * statusctl quarantine: bodies that came with the right secret and could not be used. After an
 * upgrade or a change of the configuration they may be: then they are taken as if they came now.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "ctl/command.h"
#include "flow/intake.h"
#include "flow/owner.h"
#include "flow/seal.h"
#include "flow/sender.h"
#include "flow/writer.h"
#include "store/quarantine.h"

struct show_args {
	bool exact;
};

struct replay_args {
	bool unsigned_too;
};

struct drop_args {
	bool all;
};

static enum exit_status run_list(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	struct quarantined *list;
	struct store *s;
	size_t n;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    store_quarantine_list(ctl->ctx, s, &list, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < n; i++)
		table_row(t, (const struct cell[]){
				 cell_number(list[i].id),
				 cell_time(list[i].received_at),
				 cell_text(list[i].provider),
				 cell_number((int64_t)list[i].body_size),
				 cell_text(list[i].reason),
			     });
	ctl_print(ctl, t);
	return EXIT_DONE;
}

#define LISTER "statusctl quarantine list"

static int find(
    struct ctl *ctl, struct store *s, int64_t id, struct quarantined *out, struct error *e)
{
	bool found;
	int rc = store_quarantine_find(ctl->ctx, s, id, out, &found, e);

	if (rc == OK && !found)
		rc = error_set(e, E_INPUT,
		    "there is no body %lld in the quarantine; \"" LISTER "\" shows them",
		    (long long)id);
	return rc;
}

static void print_body(struct ctl *ctl, const struct quarantined *q)
{
	char at[TIME_RFC3339_SIZE];
	struct buf text;

	time_rfc3339(at, q->received_at);
	buf_init(&text, ctl->ctx, 8 * LIMIT_BODY_BYTES);
	buf_printf(&text, "  received : %s\n  provider : ", at);
	log_text(&text, q->provider != NULL ? q->provider : "-");
	buf_str(&text, "\n  reason   : ");
	log_text(&text, q->reason);
	buf_printf(&text, "\n  bytes    : %zu\n\n", q->body_size);
	terminal_bytes(&text, q->body, q->body_size);
	buf_char(&text, '\n');
	screen_page(&ctl->screen);
	fputs(text.data, stdout);
}

static enum exit_status run_show(struct ctl *ctl, struct error *e)
{
	const struct show_args *args = ctl->args;
	struct quarantined q;
	struct store *s;
	int64_t id;

	if (!id_parse(ctl->operands[0], LISTER, &id, e))
		return EXIT_USAGE;
	if (ctl_open_store(ctl, &s, e) != OK || find(ctl, s, id, &q, e) != OK)
		return EXIT_FAILED;
	if (args->exact)
		return screen_exact(&ctl->screen, q.body, q.body_size, e) == OK ? EXIT_DONE
										: EXIT_FAILED;
	print_body(ctl, &q);
	return EXIT_DONE;
}

static const char *no_header(void *request, const char *name)
{
	(void)request;
	(void)name;
	return NULL;
}

/* A mail that is not an update, or whose sender is still refused. */
static bool is_still_kept(struct ctl *ctl, const struct intake *in)
{
	const struct provider *owner = owner_find(&ctl->app.providers, in);

	if (in->report->n_incidents == 0)
		return true;
	return owner != NULL && owner->mail_enforce &&
	       sender_flaw(ctl->ctx, owner, &in->report->mail) != NULL;
}

/* NULL, or why it stays. The signature of a body is not kept with it. */
static const char *still_unusable(
    struct ctl *ctl, const struct quarantined *q, const struct intake *in)
{
	const struct replay_args *args = ctl->args;
	const struct provider *whose;

	if (in->unusable != NULL)
		return in->unusable;
	if (in->report->kind == REPORT_MAIL && is_still_kept(ctl, in))
		return q->reason;
	if (!args->unsigned_too && seal_flaw(&ctl->app, in, no_header, NULL, &whose) != NULL)
		return mem_printf(ctl->ctx,
		    "%s signs its %s, and the signature is not kept: look at it, and replay it "
		    "with --unsigned",
		    whose != NULL ? whose->key : "the email worker",
		    whose != NULL ? "webhooks" : "mails");
	return NULL;
}

/* Its event first: when that is stored and the body not yet gone, the next replay finds it known. */
static int take(struct writer *w, const struct quarantined *q, struct job *job, struct error *e)
{
	struct store *s = writer_get_store(w);
	int rc;

	writer_store(w, (struct job *const[]){job}, 1);
	if (job->rc != OK) {
		*e = job->error;
		return job->rc;
	}
	if ((rc = store_begin(s, e)) != OK)
		return rc;
	return store_end(s, store_quarantine_remove(s, q->id, e), e);
}

static int replay(
    struct ctl *ctl, struct writer *w, int64_t id, struct table *t, bool *kept, struct error *e)
{
	struct quarantined q;
	struct intake in;
	struct job job;
	const char *why;
	int rc;

	if ((rc = find(ctl, writer_get_store(w), id, &q, e)) != OK)
		return rc;
	in = intake_of_body(
	    ctl->ctx, &ctl->app, q.provider != NULL ? q.provider : "", q.body, q.body_size);
	job = (struct job){.in = &in};
	why = still_unusable(ctl, &q, &in);
	*kept = why != NULL;
	if (!*kept && (rc = take(w, &q, &job, e)) != OK)
		return rc;
	table_row(t, (const struct cell[]){
			 cell_number(id),
			 cell_text(*kept		    ? "kept"
				   : job.verdict.events > 0 ? "taken"
							    : "known"),
			 cell_number((int64_t)job.verdict.events),
			 cell_text(why),
		     });
	return OK;
}

static int replay_all(struct ctl *ctl, struct writer *w, struct table *t, struct error *e)
{
	struct quarantined *list;
	bool kept;
	size_t n;
	int rc = store_quarantine_list(ctl->ctx, writer_get_store(w), &list, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		rc = replay(ctl, w, list[i].id, t, &kept, e);
	return rc;
}

static enum exit_status run_replay(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	bool kept = false;
	struct writer *w;
	int64_t id;
	int rc;

	if (ctl->n_operands > 0 && !id_parse(ctl->operands[0], LISTER, &id, e))
		return EXIT_USAGE;
	if (writer_open(ctl->ctx, &ctl->app, &w, e) != OK)
		return EXIT_FAILED;
	rc = ctl->n_operands > 0 ? replay(ctl, w, id, t, &kept, e) : replay_all(ctl, w, t, e);
	writer_project(w);
	writer_settle(w);
	if (rc != OK)
		return EXIT_FAILED;
	ctl_print(ctl, t);
	if (kept)
		error_set(e, E_INPUT, "it is still not understood, and stays");
	return kept ? EXIT_FAILED : EXIT_DONE;
}

static bool read_ids(struct ctl *ctl, int64_t *ids, struct error *e)
{
	for (size_t i = 0; i < ctl->n_operands; i++)
		if (!id_parse(ctl->operands[i], LISTER, &ids[i], e))
			return false;
	return true;
}

static int drop(struct ctl *ctl, struct store *s, const int64_t *ids, int64_t *n, struct error *e)
{
	struct quarantined q;
	int rc;

	for (size_t i = 0; i < ctl->n_operands; i++, (*n)++)
		if ((rc = find(ctl, s, ids[i], &q, e)) != OK ||
		    (rc = store_quarantine_remove(s, ids[i], e)) != OK)
			return rc;
	return OK;
}

static enum exit_status run_drop(struct ctl *ctl, struct error *e)
{
	const struct drop_args *args = ctl->args;
	int64_t *ids = mem_array(ctl->ctx, int64_t, ctl->n_operands);
	struct store *s;
	int64_t n = 0;
	int rc;

	if (args->all == (ctl->n_operands > 0)) {
		error_set(e, E_INPUT, "give ids, or --all");
		return EXIT_USAGE;
	}
	if (!read_ids(ctl, ids, e))
		return EXIT_USAGE;
	if (ctl_open_store_write(ctl, &s, e) != OK || store_begin(s, e) != OK)
		return EXIT_FAILED;
	rc = args->all ? store_quarantine_prune(s, INT64_MAX, LIMIT_QUARANTINE_ROWS, &n, e)
		       : drop(ctl, s, ids, &n, e);
	if (store_end(s, rc, e) != OK)
		return EXIT_FAILED;
	printf("bodies dropped: %lld\n", (long long)n);
	return EXIT_DONE;
}

static const struct column list_columns[] = {
    {.name = "ID", .kind = CELL_NUMBER, .help = "for show, replay and drop", .right = true},
    {.name = "RECEIVED", .kind = CELL_TIME, .help = "when it came"},
    {.name = "PROVIDER", .help = "the key that its path named"},
    {.name = "BYTES", .kind = CELL_NUMBER, .help = "its size", .right = true},
    {.name = "REASON", .help = "why it could not be used", .cut = true},
    {0},
};

static const struct column replay_columns[] = {
    {.name = "ID", .kind = CELL_NUMBER, .help = "of the body", .right = true},
    {.name = "RESULT", .help = "taken, known (nothing in it is new) or kept"},
    {.name = "EVENTS", .kind = CELL_NUMBER, .help = "how many new ones it told", .right = true},
    {.name = "REASON", .help = "why it is kept", .cut = true},
    {0},
};

static const struct option_row show_options[] = {
    {"exact", 0, OPTION_FLAG, NULL, "the body alone, byte for byte; not to a terminal", NULL,
	offsetof(struct show_args, exact)},
    {0},
};

static const struct option_row replay_options[] = {
    {"unsigned", 0, OPTION_FLAG, NULL, "also what its provider should have signed", NULL,
	offsetof(struct replay_args, unsigned_too)},
    {0},
};

static const struct option_row drop_options[] = {
    {"all", 0, OPTION_FLAG, NULL, "every one of them", NULL, offsetof(struct drop_args, all)},
    {0},
};

static const struct operand_row id_operand[] = {{.word = "ID"}, {0}};
static const struct operand_row one_or_all[] = {{.word = "ID", .optional = true}, {0}};
static const struct operand_row ids_operand[] = {
    {.word = "ID", .optional = true, .many = true}, {0}};

static const struct command subs[] = {
    {.name = "list",
	.summary = "show the bodies, and why each could not be used",
	.list = "bodies",
	.columns = list_columns,
	.run = run_list},
    {.name = "show",
	.summary = "show one, whole",
	.operands = id_operand,
	.options = show_options,
	.args_size = sizeof(struct show_args),
	.run = run_show},
    {.name = "replay",
	.summary = "take them as if they came now; what is understood leaves the quarantine",
	.operands = one_or_all,
	.options = replay_options,
	.args_size = sizeof(struct replay_args),
	.list = "replays",
	.columns = replay_columns,
	.run = run_replay},
    {.name = "drop",
	.summary = "remove bodies for good",
	.operands = ids_operand,
	.options = drop_options,
	.args_size = sizeof(struct drop_args),
	.run = run_drop},
    {0},
};

const struct command command_quarantine = {
    .name = "quarantine",
    .summary = "show, replay and drop bodies that could not be used",
    .subs = subs,
};
