/*
 * statusctl mail: the mails that are kept: not understood, refused, or asking to confirm a
 * subscription. The link of such a one is for a person to open; nothing here fetches it.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/timetext.h"
#include "ctl/command.h"
#include "flow/intake.h"
#include "flow/owner.h"
#include "model/redact.h"
#include "store/quarantine.h"

#define LISTER "statusctl mail list"

/* Every string of a mail, each escaped to six times its length. */
#define MAIL_BYTES (8 * (LIMIT_TEXT + LIMIT_TITLE + 4 * LIMIT_NAME + LIMIT_URL))

static const char *what_of(enum quarantine_kind kind)
{
	switch (kind) {
	case QUARANTINE_MAIL_CONFIRMATION:
		return "to confirm";
	case QUARANTINE_MAIL_REFUSED:
		return "refused";
	case QUARANTINE_MAIL_UNRECOGNIZED:
	case QUARANTINE_BODY:
		break;
	}
	return "unrecognized";
}

/* What the body of a kept mail says, and whose it is by now, in place of the path's key; of ctx. */
static int load(struct ctl *ctl, struct store *s, int64_t id, struct quarantined *kept,
    struct mail *mail, struct error *e)
{
	const struct provider *owner;
	struct intake in;
	bool found;
	int rc = store_quarantine_find(ctl->ctx, s, id, kept, &found, e);

	if (rc == OK && (!found || kept->kind == QUARANTINE_BODY))
		return error_set(
		    e, E_INPUT, "there is no mail %" PRId64 "; \"" LISTER "\" shows them", id);
	if (rc != OK)
		return rc;
	in = intake_of_body(ctl->ctx, &ctl->app, kept->provider != NULL ? kept->provider : "",
	    kept->body, kept->body_size);
	owner = owner_find(&ctl->app.providers, &in);
	kept->provider = owner != NULL ? owner->key : kept->provider;
	*mail = in.report != NULL ? in.report->mail : (struct mail){0};
	return OK;
}

static int add_row(struct ctl *ctl, struct store *s, int64_t id, struct table *t, struct error *e)
{
	struct quarantined kept;
	struct mail mail;
	int rc = load(ctl, s, id, &kept, &mail, e);

	if (rc == OK)
		table_row(t, (const struct cell[]){
				 cell_number(kept.id),
				 cell_time(kept.received_at),
				 cell_text(kept.provider),
				 cell_text(what_of(kept.kind)),
				 cell_text(mail.subject),
				 cell_text(mail.confirm_url),
			     });
	return rc;
}

static enum exit_status run_list(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	struct quarantined *rows;
	struct store *s;
	size_t n;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    store_quarantine_list(ctl->ctx, s, &rows, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = n; i > 0; i--)
		if (rows[i - 1].kind != QUARANTINE_BODY &&
		    add_row(ctl, s, rows[i - 1].id, t, e) != OK)
			return EXIT_FAILED;
	ctl_print(ctl, t);
	return EXIT_DONE;
}

static void add_line(struct buf *out, const char *label, const char *value)
{
	buf_printf(out, "%-9s: ", label);
	log_text(out, value != NULL ? value : "-");
	buf_char(out, '\n');
}

static void add_text(
    void *ctx, struct buf *out, const struct quarantined *kept, const struct mail *mail)
{
	char received[TIME_RFC3339_SIZE];

	time_rfc3339(received, kept->received_at);
	add_line(out, "Received", received);
	add_line(out, "Provider", kept->provider);
	add_line(out, "Kept", kept->reason);
	add_line(out, "From", mail->from);
	add_line(out, "To", mail->to);
	add_line(out, "Verdict", mail->verdict);
	add_line(out, "Subject", mail->subject);
	if (mail->confirm_url != NULL)
		add_line(out, "Link", mail->confirm_url);
	if (mail->body == NULL)
		return;
	buf_char(out, '\n');
	terminal_text(out, redact_links(ctx, mail->body));
	buf_char(out, '\n');
}

static void add_member(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, ",\"%s\":", key);
	json_str_or_null(out, value);
}

/* In the plain shape of a mail, so that it can be POSTed again. */
static void add_json(
    void *ctx, struct buf *out, const struct quarantined *kept, const struct mail *mail)
{
	char received[TIME_RFC3339_SIZE];

	time_rfc3339(received, kept->received_at);
	buf_str(out, "{\"source\":\"email\"");
	add_member(out, "from", mail->from);
	add_member(out, "to", mail->to);
	add_member(out, "subject", mail->subject);
	add_member(out, "body", redact_links(ctx, mail->body));
	add_member(out, "received_at", received);
	buf_str(out, "}\n");
}

struct show_args {
	bool json;
};

static enum exit_status run_show(struct ctl *ctl, struct error *e)
{
	const struct show_args *args = ctl->args;
	struct quarantined kept;
	struct mail mail;
	struct store *s;
	struct buf text;
	int64_t id;

	if (!id_parse(ctl->operands[0], LISTER, &id, e))
		return EXIT_USAGE;
	if (ctl_open_store(ctl, &s, e) != OK || load(ctl, s, id, &kept, &mail, e) != OK)
		return EXIT_FAILED;
	buf_init(&text, ctl->ctx, MAIL_BYTES);
	if (args->json)
		add_json(ctl->ctx, &text, &kept, &mail);
	else
		add_text(ctl->ctx, &text, &kept, &mail);
	screen_page(&ctl->screen);
	fputs(text.data, stdout);
	return EXIT_DONE;
}

static const struct column columns[] = {
    {.name = "ID", .kind = CELL_NUMBER, .help = "for show", .right = true},
    {.name = "RECEIVED", .kind = CELL_TIME, .help = "when it came"},
    {.name = "PROVIDER", .help = "whose it is, as far as is known"},
    {.name = "WHAT", .help = "to confirm, refused or unrecognized"},
    {.name = "SUBJECT", .help = "its subject", .cut = true},
    {.name = "LINK", .help = "of one to confirm: for a person to open"},
    {0},
};

static const struct option_row show_options[] = {
    {"json", 'j', OPTION_FLAG, NULL, "as it can be POSTed again", NULL,
	offsetof(struct show_args, json)},
    {0},
};

static const struct operand_row id_operand[] = {{.word = "ID"}, {0}};

static const struct command subs[] = {
    {.name = "list",
	.summary = "show the mails that are kept, the newest first",
	.list = "mails",
	.columns = columns,
	.run = run_list},
    {.name = "show",
	.summary = "show one, whole",
	.operands = id_operand,
	.options = show_options,
	.args_size = sizeof(struct show_args),
	.run = run_show},
    {0},
};

const struct command command_mail = {
    .name = "mail",
    .summary = "show the mails that are kept: to be confirmed, refused, or not understood",
    .subs = subs,
};
