/* statusctl secret: the secret in the webhook's path, shown and changed. */
#include <stdio.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/timetext.h"
#include "ctl/command.h"
#include "ctl/rotation.h"

struct rotate_args {
	int64_t overlap_ms;
};

struct drop_args {
	bool force;
};

static enum exit_status run_show(struct ctl *ctl, struct error *e)
{
	struct secrets secrets;

	if (app_secrets(ctl->ctx, &ctl->app, &secrets, e) != OK)
		return EXIT_FAILED;
	puts(secrets.text[0]);
	return EXIT_DONE;
}

/* Which pages still send to the address with the old secret; false when there are none. */
static bool print_stale(struct ctl *ctl, const struct subscription *list, size_t n)
{
	struct buf line;

	buf_init(&line, ctl->ctx, 4096);
	for (size_t i = 0; i < n; i++) {
		buf_reset(&line);
		log_text(&line, list[i].provider);
		buf_str(&line, " ");
		log_text(&line, list[i].id);
		printf("  %s, since ", line.data);
		buf_reset(&line);
		time_span(&line, clock_now() - list[i].made_at);
		printf("%s: \"statusctl subscribe %s\", then \"statusctl unsubscribe %s\" with "
		       "this id\n",
		    line.data, list[i].provider, list[i].provider);
	}
	return n > 0;
}

static enum exit_status run_rotate(struct ctl *ctl, struct error *e)
{
	const struct rotate_args *args = ctl->args;
	int64_t until = clock_now() + args->overlap_ms;
	const struct subscription *stale;
	char text[TIME_MINUTE_SIZE];
	size_t n;

	if (rotation_begin(ctl, until, e) != OK ||
	    app_load(ctl->ctx, ctl->app.conf.file, &ctl->app, e) != OK ||
	    rotation_stale(ctl, &stale, &n, e) != OK)
		return EXIT_FAILED;
	time_minute(text, until);
	printf("there is a new secret; the old one is valid until %s\n", text);
	puts("a running webhook.fcgi knows both from now on; \"statusctl secret show\" shows the "
	     "new one");
	if (n > 0)
		puts("these pages still send to the old address:");
	print_stale(ctl, stale, n);
	puts("an email worker, and pages where the address was entered by hand, need the new one "
	     "too");
	return EXIT_DONE;
}

static enum exit_status run_drop(struct ctl *ctl, struct error *e)
{
	const struct drop_args *args = ctl->args;
	const struct subscription *stale;
	bool had;
	size_t n;

	if (rotation_stale(ctl, &stale, &n, e) != OK)
		return EXIT_FAILED;
	if (!args->force && print_stale(ctl, stale, n)) {
		fflush(stdout);
		error_set(e, E_INPUT,
		    "these pages still send to the address with the old secret; with --force it "
		    "ends all the same");
		return EXIT_FAILED;
	}
	if (rotation_end(ctl, &had, e) != OK)
		return EXIT_FAILED;
	puts(had ? "the old secret is not valid any more" : "there is no old secret");
	return EXIT_DONE;
}

static const struct option_row rotate_options[] = {
    {"overlap", 0, OPTION_SPAN, "TIME", "how long the old secret stays valid; 7d unless told", "7d",
	offsetof(struct rotate_args, overlap_ms)},
    {0},
};

static const struct option_row drop_options[] = {
    {"force", 0, OPTION_FLAG, NULL, "although pages still send to the old address", NULL,
	offsetof(struct drop_args, force)},
    {0},
};

static const struct command subs[] = {
    {.name = "show", .summary = "show the webhook secret", .run = run_show},
    {.name = "rotate",
	.summary = "make a new secret; the old one stays valid for a while",
	.options = rotate_options,
	.args_size = sizeof(struct rotate_args),
	.run = run_rotate},
    {.name = "drop-old",
	.summary = "end the old secret now",
	.options = drop_options,
	.args_size = sizeof(struct drop_args),
	.run = run_drop},
    {0},
};

const struct command command_secret = {
    .name = "secret",
    .summary = "show the webhook secret, or change it",
    .subs = subs,
};
