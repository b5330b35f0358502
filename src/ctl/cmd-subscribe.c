/*
 * statusctl subscribe: has a status page send its webhooks to WEBHOOK_BASE_URL. Where that cannot
 * be had, says what to do instead.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/url.h"
#include "ctl/ask.h"
#include "ctl/command.h"
#include "platform/platform.h"
#include "platform/subscriber.h"
#include "store/providers.h"
#include "store/subscriptions.h"

/* One subscription on its way. */
struct wish {
	struct ctl *ctl;
	struct store *store;
	const struct provider *provider;
	const char *email;
	const char *secret;
	const char *endpoint;
};

/* The one that was used for another page will do; the page wants to have one. */
static int find_email(struct wish *w, struct error *e)
{
	struct subscription *list;
	size_t n;
	int rc;

	if (w->ctl->n_operands > 1)
		w->email = w->ctl->operands[1];
	else if ((rc = store_subscriptions(w->ctl->ctx, w->store, NULL, &list, &n, e)) != OK)
		return rc;
	else if (n > 0)
		w->email = list[n - 1].email;
	else
		return error_set(
		    e, E_INPUT, "an EMAIL is needed: the page writes there when webhooks fail");
	if (strchr(w->email, '@') == NULL || strpbrk(w->email, " \t<>,") != NULL)
		return error_set(e, E_INPUT, "\"%.64s\" is no mail address", w->email);
	return OK;
}

/* What a page can reach, and what may travel there: the address holds the secret. */
static int check_addresses(const struct wish *w, struct error *e)
{
	const char *base = w->ctl->app.settings.webhook_base_url;

	if (w->provider->allow_private)
		return OK;
	if (url_is_local(base))
		return error_set(e, E_CONFIG,
		    "the webhooks would go to %s, which no page can reach; set webhook_base_url to "
		    "the public address of this server",
		    base);
	if (strncmp(w->provider->url, "https:", 6) != 0)
		return error_set(e, E_CONFIG,
		    "%s is not https, and the secret would travel readable for all; change the url "
		    "of [provider %s]",
		    w->provider->url, w->provider->key);
	return OK;
}

static void explain_mail(const struct wish *w)
{
	printf("%s is a page of incident.io, which offers no webhooks, only mails.\n"
	       "The email worker turns these into webhooks:\n"
	       "  1. deploy it: email-worker/README.md says how\n"
	       "  2. route an address of your domain to it, such as status@example.org\n"
	       "  3. open %s, choose \"Subscribe to updates\" and enter that address\n"
	       "  4. confirm the mail that comes: the worker passes it on as an event\n"
	       "Until then the poller reads the page every %lld seconds.\n",
	    w->provider->name, w->provider->url,
	    (long long)w->ctl->app.settings.poll_interval_ms / 1000);
}

static void explain_by_hand(const struct wish *w, const char *platform)
{
	printf("%s is a page of %s, which takes the address of a webhook from a person only:\n"
	       "  1. open %s, choose \"Subscribe\" and webhook\n"
	       "  2. enter %s/%s\n",
	    w->provider->name, platform, w->provider->url, w->endpoint, w->provider->key);
	if (strcmp(platform, "instatus") == 0)
		printf("  3. put the key that it shows into webhook_key of [provider %s], and "
		       "restart webhook.fcgi\n",
		    w->provider->key);
}

static void explain_none(const struct wish *w, const char *platform)
{
	printf("%s is a page of %s, which sends no webhooks.\n"
	       "The poller reads it every %lld seconds, and that is all there is.\n",
	    w->provider->name, platform, (long long)w->ctl->app.settings.poll_interval_ms / 1000);
}

/* Whether the platform takes subscriptions; says what to do instead when it does not. */
static enum exit_status check_platform(const struct wish *w, bool *takes, struct error *e)
{
	struct provider_state state;
	const struct platform *platform;
	const char *name;

	*takes = false;
	if (store_provider_get(w->ctl->ctx, w->store, w->provider->key, &state, e) != OK)
		return EXIT_FAILED;
	name = state.platform != NULL ? state.platform : w->provider->platform;
	platform = name != NULL ? platform_find(name) : NULL;
	*takes = platform == NULL || platform->push == PUSH_SUBSCRIBER;
	if (*takes)
		return EXIT_DONE;
	if (platform->push == PUSH_MAIL)
		explain_mail(w);
	else if (platform->push == PUSH_BY_HAND)
		explain_by_hand(w, name);
	else
		explain_none(w, name);
	fflush(stdout);
	error_set(e, E_INPUT, "nothing was subscribed");
	return EXIT_FAILED;
}

static int keep(struct wish *w, const char *id, struct error *e)
{
	struct subscription made = {
	    .provider = w->provider->key,
	    .id = id,
	    .page_url = w->provider->url,
	    .email = w->email,
	    .base_url = w->ctl->app.settings.webhook_base_url,
	    .secret_mark = secret_mark(w->secret),
	    .made_at = clock_now(),
	};
	struct error why;
	int rc;

	if ((rc = store_begin(w->store, &why)) == OK)
		rc = store_end(w->store, store_subscription_put(w->store, &made, &why), &why);
	if (rc == OK)
		return OK;
	return error_set(e, rc, "the page has subscribed us as %.128s, but that is not stored: %s",
	    screen_text(w->ctl->ctx, id), why.text);
}

/* Two subscriptions of a page send everything twice. */
static int tell_others(const struct wish *w, const char *id, struct error *e)
{
	struct subscription *list;
	size_t n;
	int rc = store_subscriptions(w->ctl->ctx, w->store, w->provider->key, &list, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (strcmp(list[i].id, id) != 0)
			printf("an older one is still there; end it with \"statusctl unsubscribe "
			       "%s %s\"\n",
			    w->provider->key, screen_text(w->ctl->ctx, list[i].id));
	return rc;
}

static int subscribe(struct wish *w, const char **id, struct error *e)
{
	void *ctx = w->ctl->ctx;
	struct http_request request = {
	    .url = subscriber_url(ctx, w->provider->url),
	    .post_form = subscriber_form(ctx, w->email, w->endpoint),
	    .allow_private = w->provider->allow_private,
	};
	struct answer answer;
	int rc;

	if ((rc = ask(ctx, &w->ctl->app, &request, &answer, e)) != OK)
		return rc;
	return subscriber_read(ctx, answer.status, answer.body, answer.n, id, e);
}

static int prepare(struct wish *w, struct error *e)
{
	struct ctl *ctl = w->ctl;
	struct secrets secrets;
	int rc;

	w->provider = provider_find(&ctl->app.providers, ctl->operands[0]);
	if ((rc = app_secrets(ctl->ctx, &ctl->app, &secrets, e)) != OK ||
	    (rc = ctl_open_store_write(ctl, &w->store, e)) != OK)
		return rc;
	w->secret = secrets.text[0];
	w->endpoint =
	    mem_printf(ctl->ctx, "%s/webhook/%s", ctl->app.settings.webhook_base_url, w->secret);
	return OK;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct wish w = {.ctl = ctl};
	enum exit_status status;
	const char *id;
	bool takes;
	int rc;

	if (prepare(&w, e) != OK)
		return EXIT_FAILED;
	if ((status = check_platform(&w, &takes, e)) != EXIT_DONE || !takes)
		return status;
	if ((rc = find_email(&w, e)) != OK)
		return rc == E_INPUT ? EXIT_USAGE : EXIT_FAILED;
	if (check_addresses(&w, e) != OK || subscribe(&w, &id, e) != OK || keep(&w, id, e) != OK)
		return EXIT_FAILED;
	printf("%s sends its webhooks here now; the subscriber's id is %s\n", w.provider->name,
	    screen_text(ctl->ctx, id));
	printf("it may want a confirmation first: look for a mail to %s\n", w.email);
	return tell_others(&w, id, e) == OK ? EXIT_DONE : EXIT_FAILED;
}

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER},
    {.word = "EMAIL", .optional = true},
    {0},
};

const struct command command_subscribe = {
    .name = "subscribe",
    .summary = "have a provider's page send its webhooks here",
    .operands = operands,
    .run = run,
};
