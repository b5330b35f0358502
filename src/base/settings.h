/*
 * The settings of [monitor], from the configuration file and the environment, which
 * wins. One table in settings.c has a row for each; the manual follows that table.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/ini.h"

enum log_format { LOG_PRETTY, LOG_JSON };
enum log_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Where a setting's value came from. */
enum origin_kind { ORIGIN_DEFAULT, ORIGIN_VARIABLE, ORIGIN_CONF };

struct origin {
	enum origin_kind kind;
	const char *place; /* "default", "LOG_FORMAT", "/etc/.../status-monitor.conf:3" */
	const char *file;  /* that holds the value, named there; NULL: it stands there itself */
};

struct settings {
	const char *webhook_secret;		/* empty: kept in the state directory */
	const char *webhook_secret_previous;	/* still valid during a rotation; may be empty */
	int64_t webhook_secret_previous_until;	/* TIME_NONE: as long as it is there */
	const char *email_signing_key;		/* of the email worker; "": it signs nothing */
	const char *email_signing_key_previous; /* still valid during a rotation; may be empty */
	const char *webhook_base_url;
	int64_t poll_interval_ms;
	int64_t poll_at_once;	 /* pages asked at the same time */
	const char *ca_file;	 /* certificates to trust; "": the system's */
	const char *contact_url; /* told to the pages that are asked; "": webhook_base_url */
	int64_t dedup_ttl_ms;
	int64_t retention_ms;
	int64_t log_format;   /* enum log_format */
	int64_t log_color;    /* enum log_color */
	const char *log_file; /* absolute path, "stdout" or "syslog" */
	const char *state_dir;
	const char *openai_api_key; /* "": no summaries */
	const char *openai_base_url;
	const char *openai_model;
	int64_t openai_requests_per_minute;
	int64_t openai_requests_per_day;
	const struct origin *origins; /* in the order of settings_show() */
};

/*
 * Of the file that conf_read_section() reads; *ini is left for whoever wants to know where a setting
 * stands. All belongs to ctx. E_CONFIG says file, line (or variable), what was found and what is
 * allowed.
 */
int settings_load(
    void *ctx, const char *path, struct settings *out, struct ini *ini, struct error *e);

/* Where the setting of that name, of the table, has its value from. */
const struct origin *settings_origin(const struct settings *s, const char *name);

/*
 * The next file, of the settings from *i on, that holds a value; NULL after the last. Of settings that
 * failed to load it knows the files up to the one that was no good.
 */
const char *settings_next_file(const struct settings *s, size_t *i);

/*
 * The i-th setting as a person would write it, of ctx; a secret is only "set" or "not
 * set". False after the last.
 */
bool settings_show(
    void *ctx, const struct settings *s, size_t i, const char **name, const char **value);

#endif
