/* The [provider KEY] sections. See provider.h. */
#include "model/provider.h"

#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"

#define SECTION_PREFIX "provider "

struct field {
	const char *name;
	/* Judges and stores the value; what is allowed, when it is not. */
	const char *(*put)(void *ctx, struct provider *p, const char *value);
	bool secret; /* the value is not shown */
};

static const char *put_name(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	if (*value == '\0' || strlen(value) > LIMIT_NAME || has_control(value))
		return "a name of 1 to 256 bytes, none of which is a control character";
	p->name = value;
	return NULL;
}

static const char *put_url(void *ctx, struct provider *p, const char *value)
{
	if (!url_is_http(value) || strchr(value, '@') != NULL)
		return "the page's http:// or https:// URL, without user and password";
	p->url = url_without_slash(ctx, value);
	p->url_as_written = value;
	return NULL;
}

static const char *put_page_id(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	if (*value == '\0' || strlen(value) > LIMIT_ID || strpbrk(value, " /") != NULL)
		return "the id the platform gave the page, without spaces and slashes";
	p->page_id = value;
	return NULL;
}

static const char *put_platform(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	if (*value == '\0')
		return "the name of a platform, or no such line";
	p->platform = value;
	return NULL;
}

static const char *put_webhook_key(void *ctx, struct provider *p, const char *value)
{
	if (*value == '\0' || strlen(value) > LIMIT_SECRET_MAX)
		return "a key of 1 to 128 bytes";
	p->webhook_key = mem_strdup(ctx, value);
	return NULL;
}

static const char *put_webhook_key_file(void *ctx, struct provider *p, const char *value)
{
	if (*value != '/')
		return "an absolute path";
	p->webhook_key_file = mem_strdup(ctx, value);
	return NULL;
}

static const char *put_mail_from(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	if (strchr(value, '@') == NULL)
		return "addresses, or @host for all of a host, with spaces between them";
	p->mail_from = value;
	return NULL;
}

static const char *put_mail_tag(void *ctx, struct provider *p, const char *value)
{
	size_t n = strlen(value);

	(void)ctx;
	if (n == 0 || n > LIMIT_WORD ||
	    strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-_") != n)
		return "1 to 64 lower case letters, digits, - or _";
	p->mail_tag = value;
	return NULL;
}

static const char *put_mail_policy(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	p->mail_enforce = strcmp(value, "enforce") == 0;
	return p->mail_enforce || strcmp(value, "flag") == 0 ? NULL : "flag or enforce";
}

static const char *put_flag(bool *flag, const char *value)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(value, yes[i]) != 0 && strcasecmp(value, no[i]) != 0)
			continue;
		*flag = strcasecmp(value, yes[i]) == 0;
		return NULL;
	}
	return "yes or no";
}

static const char *put_enabled(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	return put_flag(&p->enabled, value);
}

static const char *put_allow_private(void *ctx, struct provider *p, const char *value)
{
	(void)ctx;
	return put_flag(&p->allow_private, value);
}

static const struct field fields[] = {
    {.name = "name", .put = put_name},
    {.name = "url", .put = put_url},
    {.name = "page_id", .put = put_page_id},
    {.name = "platform", .put = put_platform},
    {.name = "webhook_key", .put = put_webhook_key, .secret = true},
    {.name = "webhook_key_file", .put = put_webhook_key_file},
    {.name = "mail_from", .put = put_mail_from},
    {.name = "mail_tag", .put = put_mail_tag, .secret = true},
    {.name = "mail_policy", .put = put_mail_policy},
    {.name = "enabled", .put = put_enabled},
    {.name = "allow_private", .put = put_allow_private},
};

static const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

bool provider_setting_is_secret(const char *name)
{
	const struct field *f = field_find(name);

	return f != NULL && f->secret;
}

bool provider_key_is_valid(const char *key)
{
	size_t n = strlen(key);

	return n > 0 && n <= PROVIDER_KEY_MAX &&
	       strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

static int provider_load(void *ctx, const struct ini *ini, const struct ini_section *s,
    struct provider *p, struct error *e)
{
	*p = (struct provider){.key = s->name + strlen(SECTION_PREFIX), .enabled = true};
	if (!provider_key_is_valid(p->key))
		return error_set(e, E_CONFIG,
		    "%s:%d: [%s]: a key of 1 to %d lower case letters, digits, - or _ is expected",
		    ini->file, s->line, s->name, PROVIDER_KEY_MAX);
	for (size_t i = 0; i < s->n_entries; i++) {
		const struct ini_entry *entry = &s->entries[i];
		const struct field *f = field_find(entry->name);
		const char *allowed;

		if (f == NULL)
			return error_set(e, E_CONFIG,
			    "%s:%d: a provider has no setting \"%s\"; status-monitor.conf(5) lists "
			    "them",
			    ini->file, entry->line, entry->name);
		if ((allowed = f->put(ctx, p, entry->value)) == NULL)
			continue;
		if (f->secret || (f->put == put_url && strchr(entry->value, '@') != NULL))
			return error_set(e, E_CONFIG,
			    "%s:%d: %s: this value is not allowed; give %s", ini->file, entry->line,
			    entry->name, allowed);
		return error_set(e, E_CONFIG, "%s:%d: %s: \"%.64s\" is not allowed; give %s",
		    ini->file, entry->line, entry->name, entry->value, allowed);
	}
	if (p->url == NULL)
		return error_set(e, E_CONFIG,
		    "%s:%d: [%s] has no url; add the address of its status page", ini->file,
		    s->line, s->name);
	if (p->name == NULL)
		p->name = p->key;
	return OK;
}

int providers_load(void *ctx, const struct ini *ini, struct providers *out, struct error *e)
{
	struct names *urls = names_new(ctx), *same;
	const char *mark;
	int rc;

	*out = (struct providers){
	    .list = mem_array(ctx, struct provider, ini->n_sections),
	    .keys = names_new(ctx),
	    .pages = names_new(ctx),
	};
	for (size_t i = 0; i < ini->n_sections; i++) {
		const struct ini_section *s = &ini->sections[i];
		struct provider *p = &out->list[out->n];

		if (strcmp(s->name, "monitor") == 0)
			continue;
		if (*s->name == '\0')
			return error_set(e, E_CONFIG,
			    "%s:%d: this stands before any section; put [monitor] above it",
			    ini->file, s->line);
		if (strncmp(s->name, SECTION_PREFIX, strlen(SECTION_PREFIX)) != 0)
			return error_set(e, E_CONFIG,
			    "%s:%d: there is no section [%s], only [monitor] and [provider KEY]",
			    ini->file, s->line, s->name);
		if ((rc = provider_load(ctx, ini, s, p, e)) != OK)
			return rc;
		/* By the url alone: each would count the other's documents as its own. */
		same = p->page_id != NULL ? out->pages : urls;
		mark = p->page_id != NULL ? p->page_id : p->url;
		if (!names_add(same, mark, out->n))
			return error_set(e, E_CONFIG, "%s:%d: [%s] has the %s of [provider %s]; %s",
			    ini->file, s->line, s->name, p->page_id != NULL ? "page_id" : "url",
			    out->list[names_find(same, mark)].key,
			    p->page_id != NULL ? "remove one of them"
					       : "remove one of them, or give each its page_id");
		names_add(out->keys, p->key, out->n++);
	}
	return OK;
}

static const struct provider *find(
    const struct providers *all, const struct names *names, const char *name)
{
	size_t i = names != NULL && name != NULL ? names_find(names, name) : NAMES_NONE;

	return i != NAMES_NONE ? &all->list[i] : NULL;
}

const struct provider *provider_find(const struct providers *all, const char *key)
{
	return find(all, all->keys, key);
}

const struct provider *provider_find_page(const struct providers *all, const char *page_id)
{
	return find(all, all->pages, page_id);
}
