/*
 * statusctl probe: which platform a page runs on, on what evidence, and the section that
 * watches it. Needs no configuration.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/url.h"
#include "ctl/command.h"
#include "ctl/probe.h"

struct args {
	bool private;
};

static const char *safe(void *ctx, const char *text)
{
	struct buf b;

	buf_init(&b, ctx, 4096);
	terminal_text(&b, text);
	return b.data;
}

static void tell(void *ctx, const char *place, const char *what)
{
	printf("%-28s %s\n", place, safe(ctx, what));
}

static void show(void *ctx, const struct probe_answer *a, bool private)
{
	printf("\n%s: it has %zu components, %zu incidents and maintenances\n\n[provider %s]\n",
	    a->platform, a->n_components, a->n_incidents, a->key);
	printf("name = %s\nurl = %s\n", safe(ctx, a->name), safe(ctx, a->url));
	if (a->page_id != NULL)
		printf("page_id = %s\n", safe(ctx, a->page_id));
	if (private)
		puts("allow_private = yes");
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct probe_question question = {
	    .allow_private = args->private, .tell = tell, .user = ctl->ctx};
	struct probe_answer answer;
	int rc;

	if (!url_is_http(ctl->operands[0])) {
		error_set(e, E_INPUT, "\"%.64s\" is no address; it begins with http:// or https://",
		    ctl->operands[0]);
		return EXIT_USAGE;
	}
	question.url = url_without_slash(ctl->ctx, ctl->operands[0]);
	rc = probe_page(ctl->ctx, &question, &answer, e);
	if (rc == OK)
		show(ctl->ctx, &answer, args->private);
	fflush(stdout);
	return rc == OK ? EXIT_DONE : EXIT_FAILED;
}

static const struct option_row options[] = {
    {"private", 0, OPTION_FLAG, NULL, "the page may be at a private or loopback address", NULL,
	offsetof(struct args, private)},
    {0},
};

static const struct operand_row operands[] = {{.word = "URL"}, {0}};

const struct command command_probe = {
    .name = "probe",
    .summary = "find out a page's platform, and the section to add for it",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .bare = true,
    .run = run,
};
