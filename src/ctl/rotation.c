/* Changing the webhook's secret. See rotation.h. */
#include "ctl/rotation.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/rewrite.h"
#include "base/timetext.h"
#include "ctl/conf_edit.h"

static const struct origin *origin_of(const struct ctl *ctl, const char *setting)
{
	return settings_origin(&ctl->app.settings, setting);
}

/* What comes from elsewhere is changed there: we could not, or it would be changed back. */
static int refuse_foreign(
    const struct ctl *ctl, const char *setting, const char *value, struct error *e)
{
	const struct origin *o = origin_of(ctl, setting);

	if (*value == '\0' || (o->kind == ORIGIN_CONF && o->file == NULL))
		return OK;
	if (o->file != NULL)
		return error_set(e, E_INPUT,
		    "the secret stands in %s, by %s: write the new one there, and the old one into "
		    "a file that webhook_secret_previous_file names; webhook.fcgi notices",
		    o->file, o->place);
	return error_set(e, E_INPUT,
	    "the secret comes from the variable %s: set it to a new one, WEBHOOK_SECRET_PREVIOUS "
	    "to the old one, and restart webhook.fcgi",
	    o->place);
}

static int check_ours(const struct ctl *ctl, struct error *e)
{
	const struct settings *s = &ctl->app.settings;
	int rc = refuse_foreign(ctl, "webhook_secret", s->webhook_secret, e);

	return rc == OK
		   ? refuse_foreign(ctl, "webhook_secret_previous", s->webhook_secret_previous, e)
		   : rc;
}

/* A third one would push out the one that is still in use. */
static int check_single(const struct secrets *secrets, struct error *e)
{
	if (secrets->n < 2 || secrets_is_over(secrets, 1))
		return OK;
	return error_set(e, E_INPUT,
	    "two secrets are valid already; end the old one first, with \"statusctl secret "
	    "drop-old\"");
}

static const char *time_text(void *ctx, int64_t ms)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(text, ms);
	return mem_strdup(ctx, text);
}

static bool is_kept(const struct ctl *ctl)
{
	return *ctl->app.settings.webhook_secret == '\0';
}

/* Where the secrets stand that are to change, locked; and what they are. */
struct home {
	struct rewrite *kept;	/* the file in the state directory, or */
	struct conf_edit *conf; /* the configuration */
	struct secrets now;
};

static int home_open(struct ctl *ctl, bool kept, struct home *home, struct error *e)
{
	int rc;

	/* Whoever has the lock may just have changed them: they are read behind it. */
	if ((rc = check_ours(ctl, e)) != OK ||
	    (rc = app_secrets(ctl->ctx, &ctl->app, &home->now, e)) != OK)
		return rc;
	if (kept)
		rc =
		    rewrite_open(ctl->ctx, ctl->app.secret_path, LIMIT_SECRET_FILE, &home->kept, e);
	else
		rc = conf_edit_open(ctl, &home->conf, e);
	if (rc != OK || (rc = check_ours(ctl, e)) != OK)
		return rc;
	return app_secrets(ctl->ctx, &ctl->app, &home->now, e);
}

static int put_kept(
    struct ctl *ctl, struct home *home, const struct secrets *secrets, struct error *e)
{
	struct secrets again;
	const char *draft;
	int rc;

	if ((rc = rewrite_draft(home->kept, secrets_render(ctl->ctx, secrets), &draft, e)) != OK ||
	    (rc = secrets_load(ctl->ctx, draft, &again, e)) != OK)
		return rc;
	return rewrite_commit(home->kept, e);
}

static int put_configured(struct home *home, const struct conf_entry *entries, struct error *e)
{
	conf_edit_set(home->conf, "monitor", entries);
	return conf_edit_save(home->conf, e);
}

/* Lets go of the locks. */
static void home_close(struct home *home)
{
	talloc_free(home->kept);
	talloc_free(home->conf);
}

static int begin(struct ctl *ctl, struct home *home, int64_t until, struct error *e)
{
	struct secrets next = {0};
	const char *made;
	int rc;

	if ((rc = check_single(&home->now, e)) != OK ||
	    (rc = secret_make(ctl->ctx, &made, e)) != OK)
		return rc;
	if (home->conf != NULL)
		return put_configured(home,
		    (const struct conf_entry[]){{"webhook_secret", made},
			{"webhook_secret_previous", home->now.text[0]},
			{"webhook_secret_previous_until", time_text(ctl->ctx, until)}, {0}},
		    e);
	secrets_add(&next, made, TIME_NONE);
	secrets_add(&next, home->now.text[0], until);
	return put_kept(ctl, home, &next, e);
}

int rotation_begin(struct ctl *ctl, int64_t until, struct error *e)
{
	struct home home = {0};
	int rc = home_open(ctl, is_kept(ctl), &home, e);

	if (rc == OK)
		rc = begin(ctl, &home, until, e);
	home_close(&home);
	return rc;
}

static int end(struct ctl *ctl, struct home *home, struct error *e)
{
	struct secrets next = {0};

	if (home->conf != NULL)
		return put_configured(home,
		    (const struct conf_entry[]){{"webhook_secret_previous", NULL},
			{"webhook_secret_previous_until", NULL}, {0}},
		    e);
	secrets_add(&next, home->now.text[0], home->now.until[0]);
	return put_kept(ctl, home, &next, e);
}

int rotation_end(struct ctl *ctl, bool *had, struct error *e)
{
	bool configured = *ctl->app.settings.webhook_secret_previous != '\0';
	struct home home = {0};
	int rc = home_open(ctl, !configured && is_kept(ctl), &home, e);

	*had = rc == OK && home.now.n > 1;
	if (*had)
		rc = end(ctl, &home, e);
	home_close(&home);
	return rc;
}

int rotation_secrets(struct ctl *ctl, struct secrets *out, struct error *e)
{
	*out = (struct secrets){0};
	if (is_kept(ctl) && !file_exists(ctl->app.secret_path))
		return OK;
	return app_secrets(ctl->ctx, &ctl->app, out, e);
}

const char *rotation_word(const struct secrets *secrets, const struct subscription *subscription)
{
	static const char *const words[SECRETS_MAX] = {"current", "old"};

	for (size_t i = 0; i < secrets->n; i++)
		if (secret_mark(secrets->text[i]) == subscription->secret_mark &&
		    !secrets_is_over(secrets, i))
			return words[i];
	return "unknown";
}

int rotation_stale(struct ctl *ctl, const struct subscription **out, size_t *n, struct error *e)
{
	struct subscription *list;
	struct secrets secrets;
	struct store *s;
	size_t all;
	int rc;

	*n = 0;
	if ((rc = rotation_secrets(ctl, &secrets, e)) != OK ||
	    (rc = ctl_open_store(ctl, &s, e)) != OK ||
	    (rc = store_subscriptions(ctl->ctx, s, NULL, &list, &all, e)) != OK)
		return rc;
	for (size_t i = 0; i < all; i++)
		if (strcmp(rotation_word(&secrets, &list[i]), "current") != 0)
			list[(*n)++] = list[i];
	*out = list;
	return OK;
}
