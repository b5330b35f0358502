/* The table of settings. See settings.h. */
#include "base/settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/timetext.h"
#include "base/signature.h"
#include "base/url.h"

enum setting_kind {
	SETTING_TEXT,
	SETTING_SECRET, /* one of ours: goes into a path. NAME_FILE names a file that holds it */
	SETTING_KEY,	/* somebody else's secret, one line; NAME_FILE as above */
	SETTING_NAME,	/* somebody else's word for something: one line, not empty */
	SETTING_SIGNING_KEY, /* of Standard Webhooks. NAME_FILE as above */
	SETTING_URL,	     /* may be empty when that is its default */
	SETTING_PATH,	     /* absolute; may be empty when that is its default */
	SETTING_NUMBER,
	SETTING_SECONDS,
	SETTING_DAYS,
	SETTING_TIME, /* a moment in RFC 3339, or empty */
	SETTING_CHOICE,
};

struct setting {
	const char *name; /* the variable is the same in upper case */
	enum setting_kind kind;
	size_t at; /* offset in struct settings */
	const char *fallback;
	int64_t least, most;	  /* of a number, in its own unit */
	const char *const *words; /* of a choice */
};

static const char *const log_format_words[] = {[LOG_PRETTY] = "pretty", [LOG_JSON] = "json", NULL};
static const char *const log_color_words[] = {
    [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never", NULL};

#define LOG_FILE_DEFAULT "events.log"

#define AT(field) offsetof(struct settings, field)

static const struct setting table[] = {
    {.name = "webhook_secret", .kind = SETTING_SECRET, .at = AT(webhook_secret), .fallback = ""},
    {.name = "webhook_secret_previous",
	.kind = SETTING_SECRET,
	.at = AT(webhook_secret_previous),
	.fallback = ""},
    {.name = "webhook_secret_previous_until",
	.kind = SETTING_TIME,
	.at = AT(webhook_secret_previous_until),
	.fallback = ""},
    {.name = "email_signing_key",
	.kind = SETTING_SIGNING_KEY,
	.at = AT(email_signing_key),
	.fallback = ""},
    {.name = "email_signing_key_previous",
	.kind = SETTING_SIGNING_KEY,
	.at = AT(email_signing_key_previous),
	.fallback = ""},
    {.name = "webhook_base_url",
	.kind = SETTING_URL,
	.at = AT(webhook_base_url),
	.fallback = "http://localhost:8000"},
    {.name = "poll_interval_seconds",
	.kind = SETTING_SECONDS,
	.at = AT(poll_interval_ms),
	.fallback = "90",
	.least = 10,
	.most = 86400},
    {.name = "poll_at_once",
	.kind = SETTING_NUMBER,
	.at = AT(poll_at_once),
	.fallback = "32",
	.least = 1,
	.most = LIMIT_REQUESTS_AT_ONCE},
    {.name = "ca_file", .kind = SETTING_PATH, .at = AT(ca_file), .fallback = ""},
    {.name = "contact_url", .kind = SETTING_URL, .at = AT(contact_url), .fallback = ""},
    {.name = "dedup_ttl_seconds",
	.kind = SETTING_SECONDS,
	.at = AT(dedup_ttl_ms),
	.fallback = "600",
	.least = 1,
	.most = 604800},
    {.name = "retention_days",
	.kind = SETTING_DAYS,
	.at = AT(retention_ms),
	.fallback = "90",
	.least = 1,
	.most = 36500},
    {.name = "log_format",
	.kind = SETTING_CHOICE,
	.at = AT(log_format),
	.fallback = "pretty",
	.words = log_format_words},
    {.name = "log_color",
	.kind = SETTING_CHOICE,
	.at = AT(log_color),
	.fallback = "auto",
	.words = log_color_words},
    {.name = "state_dir", .kind = SETTING_PATH, .at = AT(state_dir), .fallback = STATE_DIR_DEFAULT},
    {.name = "log_file", .kind = SETTING_TEXT, .at = AT(log_file), .fallback = LOG_FILE_DEFAULT},
    {.name = "openai_api_key", .kind = SETTING_KEY, .at = AT(openai_api_key), .fallback = ""},
    {.name = "openai_base_url",
	.kind = SETTING_URL,
	.at = AT(openai_base_url),
	.fallback = "https://api.openai.com/v1"},
    {.name = "openai_model",
	.kind = SETTING_NAME,
	.at = AT(openai_model),
	.fallback = "gpt-4o-mini"},
    {.name = "openai_requests_per_minute",
	.kind = SETTING_NUMBER,
	.at = AT(openai_requests_per_minute),
	.fallback = "10",
	.least = 1,
	.most = 1000},
    {.name = "openai_requests_per_day",
	.kind = SETTING_NUMBER,
	.at = AT(openai_requests_per_day),
	.fallback = "500",
	.least = 1,
	.most = 100000},
};

#undef AT

#define DAY_MS INT64_C(86400000)

#define N_SETTINGS (sizeof(table) / sizeof(table[0]))

/* A value on its way into struct settings, with the place it came from. */
struct given {
	const char *place; /* for messages: "file:3: poll_interval_seconds" */
	const char *value;
	struct origin origin;
};

static int refuse(const struct given *g, bool show, const char *allowed, struct error *e)
{
	if (!show)
		return error_set(
		    e, E_CONFIG, "%s: this value is not allowed; give %s", g->place, allowed);
	return error_set(
	    e, E_CONFIG, "%s: \"%.64s\" is not allowed; give %s", g->place, g->value, allowed);
}

static int put_number(
    const struct setting *s, const struct given *g, int64_t unit, int64_t *field, struct error *e)
{
	char allowed[96];
	char *end;
	long long n;

	errno = 0;
	n = strtoll(g->value, &end, 10);
	if (errno != 0 || end == g->value || *end != '\0' || n < s->least || n > s->most) {
		snprintf(allowed, sizeof(allowed), "a whole number from %lld to %lld",
		    (long long)s->least, (long long)s->most);
		return refuse(g, true, allowed, e);
	}
	*field = n * unit;
	return OK;
}

static int put_choice(
    const struct setting *s, const struct given *g, int64_t *field, struct error *e)
{
	struct buf allowed;
	int rc;

	for (int64_t i = 0; s->words[i] != NULL; i++)
		if (strcmp(s->words[i], g->value) == 0) {
			*field = i;
			return OK;
		}
	buf_init(&allowed, mem_context(NULL), 256);
	for (size_t i = 0; s->words[i] != NULL; i++)
		buf_printf(&allowed, "%s%s", i == 0 ? "one of: " : ", ", s->words[i]);
	rc = refuse(g, true, allowed.data, e);
	talloc_free(allowed.ctx);
	return rc;
}

/* A text that goes into a request as it is: it must not begin another line there. */
static int check_line(const struct given *g, bool is_secret, struct error *e)
{
	size_t n = strlen(g->value);

	for (const char *c = g->value; *c != '\0'; c++)
		if (iscntrl((unsigned char)*c))
			n = SIZE_MAX;
	if (n <= LIMIT_SETTING_LINE && (n > 0 || is_secret))
		return OK;
	return refuse(g, !is_secret, "1 to 256 bytes without control characters", e);
}

/* It is shown, and told to the pages that are asked: no place for a password. */
static int check_url(const struct setting *s, const struct given *g, struct error *e)
{
	bool has_user = strchr(g->value, '@') != NULL;

	if ((url_is_http(g->value) && !has_user) || (*g->value == '\0' && *s->fallback == '\0'))
		return OK;
	return refuse(g, !has_user, "an http:// or https:// URL, without user and password", e);
}

static int put_time(const struct given *g, int64_t *field, struct error *e)
{
	*field = TIME_NONE;
	if (*g->value == '\0' || time_parse(g->value, field))
		return OK;
	return refuse(g, true, "a time such as 2026-11-30T12:00:00Z", e);
}

static int put(void *ctx, const struct setting *s, const struct given *g, struct settings *out,
    struct error *e)
{
	void *field = (char *)out + s->at;
	int rc;

	switch (s->kind) {
	case SETTING_NUMBER:
		return put_number(s, g, 1, field, e);
	case SETTING_SECONDS:
		return put_number(s, g, 1000, field, e);
	case SETTING_DAYS:
		return put_number(s, g, DAY_MS, field, e);
	case SETTING_TIME:
		return put_time(g, field, e);
	case SETTING_CHOICE:
		return put_choice(s, g, field, e);
	case SETTING_SECRET:
		if (*g->value != '\0' && !secret_is_valid(g->value))
			return refuse(g, false, "8 to 128 letters, digits or -_.~", e);
		break;
	case SETTING_SIGNING_KEY:
		if (*g->value != '\0' && !signature_key_is_valid(g->value))
			return refuse(g, false, "whsec_ and 24 to 64 bytes in base64 behind it", e);
		break;
	case SETTING_URL:
		if ((rc = check_url(s, g, e)) != OK)
			return rc;
		*(const char **)field = url_without_slash(ctx, g->value);
		return OK;
	case SETTING_PATH:
		if (*g->value != '/' && (*g->value != '\0' || *s->fallback != '\0'))
			return refuse(g, true, "an absolute path", e);
		break;
	case SETTING_KEY:
	case SETTING_NAME:
		if ((rc = check_line(g, s->kind == SETTING_KEY, e)) != OK)
			return rc;
		break;
	case SETTING_TEXT:
		break;
	}
	*(const char **)field = mem_strdup(ctx, g->value);
	return OK;
}

static const char *variable_name(void *ctx, const char *setting, const char *suffix)
{
	char *name = mem_printf(ctx, "%s%s", setting, suffix);

	for (char *c = name; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return name;
}

/* A variable that is set to nothing counts as not set: compose files pass such ones on. */
static bool from_environment(void *ctx, const char *setting, const char *suffix, struct given *g)
{
	const char *name = variable_name(ctx, setting, suffix);

	g->place = name;
	g->origin = (struct origin){.kind = ORIGIN_VARIABLE, .place = name};
	g->value = getenv(name);
	return g->value != NULL && *g->value != '\0';
}

static bool from_file(
    void *ctx, const struct ini *ini, const char *setting, const char *suffix, struct given *g)
{
	const struct ini_section *section = ini_find(ini, "monitor");
	const char *name = mem_printf(ctx, "%s%s", setting, suffix);
	const struct ini_entry *entry = section != NULL ? ini_entry_find(section, name) : NULL;

	if (entry == NULL)
		return false;
	g->origin = (struct origin){
	    .kind = ORIGIN_CONF, .place = mem_printf(ctx, "%s:%d", ini->file, entry->line)};
	g->place = mem_printf(ctx, "%s: %s", g->origin.place, name);
	g->value = entry->value;
	return true;
}

/* WEBHOOK_SECRET_FILE and the like: the value is the first line of that file. */
static int open_secret_file(void *ctx, struct given *g, struct error *e)
{
	struct error why;

	g->origin.file = g->value;
	if (secret_read(ctx, g->value, &g->value, &why) != OK)
		return error_set(e, E_CONFIG, "%s: %s", g->place, why.text);
	return OK;
}

static bool holds_secret(const struct setting *s)
{
	return s->kind == SETTING_SECRET || s->kind == SETTING_KEY ||
	       s->kind == SETTING_SIGNING_KEY;
}

static int setting_load(void *ctx, const struct setting *s, const struct ini *ini,
    struct settings *out, struct origin *origin, struct error *e)
{
	struct given g;
	int rc;

	if (!from_environment(ctx, s->name, "", &g)) {
		if (holds_secret(s) && (from_environment(ctx, s->name, "_file", &g) ||
					   from_file(ctx, ini, s->name, "_file", &g))) {
			rc = open_secret_file(ctx, &g, e);
			*origin = g.origin;
			if (rc != OK)
				return rc;
		} else if (!from_file(ctx, ini, s->name, "", &g)) {
			g = (struct given){.place = s->name,
			    .value = s->fallback,
			    .origin = {.kind = ORIGIN_DEFAULT, .place = "default"}};
		}
	}
	*origin = g.origin;
	return put(ctx, s, &g, out, e);
}

static bool is_setting(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < N_SETTINGS; i++) {
		size_t len = strlen(table[i].name);

		if (strcmp(name, table[i].name) == 0)
			return true;
		if (holds_secret(&table[i]) && n == len + 5 &&
		    strncmp(name, table[i].name, len) == 0 && strcmp(name + len, "_file") == 0)
			return true;
	}
	return false;
}

static int refuse_unknown(const struct ini *ini, struct error *e)
{
	const struct ini_section *section = ini_find(ini, "monitor");

	for (size_t i = 0; section != NULL && i < section->n_entries; i++)
		if (!is_setting(section->entries[i].name))
			return error_set(e, E_CONFIG,
			    "%s:%d: there is no setting \"%s\"; status-monitor.conf(5) lists them",
			    ini->file, section->entries[i].line, section->entries[i].name);
	return OK;
}

int settings_load(
    void *ctx, const char *path, struct settings *out, struct ini *ini, struct error *e)
{
	struct origin *origins = mem_array(ctx, struct origin, N_SETTINGS);
	int rc;

	*out = (struct settings){.origins = origins};
	if ((rc = conf_read_section(ctx, path, "monitor", ini, e)) != OK ||
	    (rc = refuse_unknown(ini, e)) != OK)
		return rc;
	for (size_t i = 0; i < N_SETTINGS; i++)
		if ((rc = setting_load(ctx, &table[i], ini, out, &origins[i], e)) != OK)
			return rc;
	if (*out->log_file == '\0')
		out->log_file = LOG_FILE_DEFAULT;
	if (strcmp(out->log_file, "stdout") != 0 && strcmp(out->log_file, "syslog") != 0)
		out->log_file = file_path(ctx, out->state_dir, out->log_file);
	return OK;
}

const struct origin *settings_origin(const struct settings *s, const char *name)
{
	size_t i = 0;

	while (strcmp(table[i].name, name) != 0)
		i++;
	return &s->origins[i];
}

const char *settings_next_file(const struct settings *s, size_t *i)
{
	const char *file = NULL;

	while (file == NULL && *i < N_SETTINGS)
		file = s->origins[(*i)++].file;
	return file;
}

/* "" for TIME_NONE, which is how that is written. */
static const char *time_text(void *ctx, int64_t ms)
{
	char text[TIME_RFC3339_SIZE] = "";

	if (ms != TIME_NONE)
		time_rfc3339(text, ms);
	return mem_strdup(ctx, text);
}

bool settings_show(
    void *ctx, const struct settings *s, size_t i, const char **name, const char **value)
{
	const void *field;

	if (i >= N_SETTINGS)
		return false;
	field = (const char *)s + table[i].at;
	*name = table[i].name;
	switch (table[i].kind) {
	case SETTING_NUMBER:
		*value = mem_printf(ctx, "%lld", (long long)*(const int64_t *)field);
		break;
	case SETTING_SECONDS:
		*value = mem_printf(ctx, "%lld", (long long)*(const int64_t *)field / 1000);
		break;
	case SETTING_DAYS:
		*value = mem_printf(ctx, "%lld", (long long)(*(const int64_t *)field / DAY_MS));
		break;
	case SETTING_TIME:
		*value = time_text(ctx, *(const int64_t *)field);
		break;
	case SETTING_CHOICE:
		*value = table[i].words[*(const int64_t *)field];
		break;
	case SETTING_SECRET:
	case SETTING_KEY:
	case SETTING_SIGNING_KEY:
		*value = **(const char *const *)field != '\0' ? "set" : "not set";
		break;
	case SETTING_URL:
	case SETTING_PATH:
	case SETTING_NAME:
	case SETTING_TEXT:
		*value = *(const char *const *)field;
		break;
	}
	return true;
}
