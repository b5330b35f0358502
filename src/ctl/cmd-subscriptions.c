/* statusctl subscriptions: what subscribe has made, and whether it is still heard. */
#include "base/clock.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/hearing.h"
#include "ctl/rotation.h"

#include <string.h>

static const char *advice(
    void *ctx, const struct subscription *sub, const struct hearing *h, const char *secret)
{
	if (strcmp(h->word, "silent") == 0)
		return mem_printf(ctx,
		    "%lld updates came by the poller alone: unsubscribe and subscribe again",
		    (long long)h->missed.updates);
	if (strcmp(secret, "old") == 0)
		return "subscribe again before the old secret ends, then unsubscribe this id";
	if (strcmp(secret, "unknown") == 0)
		return mem_printf(
		    ctx, "its address is not valid any more: subscribe %s again", sub->provider);
	return NULL;
}

static int add_row(struct ctl *ctl, struct store *s, const struct secrets *secrets,
    const struct subscription *sub, struct table *t, struct error *e)
{
	const char *secret = rotation_word(secrets, sub);
	struct hearing h;
	int rc = hearing_of(s, sub, clock_now(), &h, e);

	if (rc != OK)
		return rc;
	table_row(t, (const struct cell[]){
			 cell_text(sub->provider),
			 cell_text(sub->id),
			 cell_text(sub->email),
			 cell_text(sub->page_url),
			 cell_text(sub->base_url),
			 cell_time(sub->made_at),
			 cell_text(secret),
			 cell_status(h.word),
			 cell_time(h.last),
			 cell_number(h.missed.updates),
			 cell_text(advice(ctl->ctx, sub, &h, secret)),
		     });
	return OK;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	struct subscription *list;
	struct secrets secrets;
	struct store *s;
	size_t n;

	if (rotation_secrets(ctl, &secrets, e) != OK || ctl_open_store(ctl, &s, e) != OK ||
	    store_subscriptions(
		ctl->ctx, s, ctl->n_operands > 0 ? ctl->operands[0] : NULL, &list, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < n; i++)
		if (add_row(ctl, s, &secrets, &list[i], t, e) != OK)
			return EXIT_FAILED;
	ctl_print(ctl, t);
	return EXIT_DONE;
}

static const struct column columns[] = {
    {.name = "PROVIDER", .help = "its key"},
    {.name = "ID", .help = "the subscriber's id at the page"},
    {.name = "EMAIL", .help = "where the page writes when webhooks fail", .spare = 3},
    {.name = "PAGE", .help = "the page's address when it was made", .extra = true},
    {.name = "BASE URL", .help = "of the address that was registered", .extra = true},
    {.name = "MADE", .kind = CELL_TIME, .help = "when", .spare = 4},
    {.name = "SECRET", .help = "which is in its address: current, old or unknown", .spare = 1},
    {.name = "STATE", .kind = CELL_STATUS, .help = "new, heard or silent"},
    {.name = "LAST", .kind = CELL_TIME, .help = "when its last webhook came", .spare = 2},
    {.name = "MISSED",
	.kind = CELL_NUMBER,
	.help = "updates that the poller alone told of since",
	.extra = true,
	.right = true},
    {.name = "ADVICE", .help = "what to do", .cut = true},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER, .optional = true},
    {0},
};

const struct command command_subscriptions = {
    .name = "subscriptions",
    .summary = "show what was subscribed, and whether it is still heard",
    .operands = operands,
    .list = "subscriptions",
    .columns = columns,
    .run = run,
};
