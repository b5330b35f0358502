/* statusctl unsubscribe: ends what subscribe began, at the page and here. */
#include <stdio.h>
#include <string.h>

#include "ctl/ask.h"
#include "ctl/command.h"
#include "platform/subscriber.h"
#include "store/subscriptions.h"

/* The id that was given, or the one that is stored; page is where it was made. */
static int choose(struct ctl *ctl, const struct provider *p, struct store *s, const char **id,
    const char **page, struct error *e)
{
	const char *given = ctl->n_operands > 1 ? ctl->operands[1] : NULL;
	struct subscription *list;
	size_t n;
	int rc = store_subscriptions(ctl->ctx, s, p->key, &list, &n, e);

	if (rc != OK)
		return rc;
	*id = given;
	*page = p->url;
	for (size_t i = 0; i < n; i++)
		if (n == 1 && given == NULL) {
			*id = list[i].id;
			*page = list[i].page_url;
		} else if (given != NULL && strcmp(list[i].id, given) == 0) {
			*page = list[i].page_url;
		}
	if (*id != NULL)
		return OK;
	if (n == 0)
		return error_set(e, E_INPUT,
		    "no subscription of \"%s\" was made here; give the SUBSCRIBER_ID, which stands "
		    "in the links of the page's mails",
		    p->key);
	return error_set(e, E_INPUT,
	    "there are %zu subscriptions of \"%s\"; \"statusctl subscriptions\" shows their ids, "
	    "give one",
	    n, p->key);
}

static int end_at_page(
    struct ctl *ctl, const struct provider *p, const char *id, const char *page, struct error *e)
{
	struct http_request request = {
	    .url = subscriber_end_url(ctl->ctx, page, id),
	    .is_delete = true,
	    .allow_private = p->allow_private,
	};
	struct answer answer;
	int rc = ask(ctl->ctx, &ctl->app, &request, &answer, e);

	return rc == OK ? subscriber_read_end(ctl->ctx, answer.status, answer.body, answer.n, e)
			: rc;
}

static int forget(struct store *s, const struct provider *p, const char *id, struct error *e)
{
	int rc;

	if ((rc = store_begin(s, e)) != OK)
		return rc;
	return store_end(s, store_subscription_remove(s, p->key, id, e), e);
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct provider *p = provider_find(&ctl->app.providers, ctl->operands[0]);
	const char *id, *page;
	struct store *s;

	if (ctl_open_store_write(ctl, &s, e) != OK || choose(ctl, p, s, &id, &page, e) != OK)
		return EXIT_FAILED;
	if (end_at_page(ctl, p, id, page, e) != OK || forget(s, p, id, e) != OK)
		return EXIT_FAILED;
	printf(
	    "%s sends no webhooks to subscriber %s any more\n", p->name, screen_text(ctl->ctx, id));
	return EXIT_DONE;
}

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER},
    {.word = "SUBSCRIBER_ID", .optional = true},
    {0},
};

const struct command command_unsubscribe = {
    .name = "unsubscribe",
    .summary = "end that a provider's page sends its webhooks here",
    .operands = operands,
    .run = run,
};
