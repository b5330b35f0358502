/*
 * statusctl doctor: all that has to be well, line by line, and what to do where it is not. Changes
 * nothing, and works where the configuration does not.
 */
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/doctor.h"
#include "ctl/rotation.h"

#define WEB_LOGS                                                                                   \
	"/var/log/nginx/*.log:/var/log/nginx/*.log.1:/var/log/lighttpd/*.log:"                     \
	"/var/log/lighttpd/*.log.1:/var/log/apache2/*.log:/var/log/apache2/*.log.1"

struct args {
	const char *web_logs;
};

void doctor_say(struct doctor *d, const char *check, enum finding finding, const char *found,
    const char *advice)
{
	static const char *const words[] = {
	    [FOUND_OK] = "ok",
	    [FOUND_WARN] = "warn",
	    [FOUND_FAIL] = "fail",
	    [FOUND_UNKNOWN] = "unknown",
	};

	d->count[finding]++;
	table_row(d->table, (const struct cell[]){cell_text(check), cell_status(words[finding]),
				cell_text(found), cell_text(advice)});
}

bool doctor_secrets(struct doctor *d, struct secrets *out)
{
	return rotation_secrets(d->ctl, out, NULL) == OK && out->n > 0;
}

/* Whether it could be loaded: the other checks need that. */
static bool check_configuration(struct doctor *d)
{
	struct ctl *ctl = d->ctl;
	struct error e;

	if (app_load(ctl->ctx, ctl->common.conf, &ctl->app, &e) != OK) {
		doctor_say(d, "configuration", FOUND_FAIL, mem_strdup(ctl->ctx, e.text),
		    "mend it; no program starts without");
		return false;
	}
	doctor_say(d, "configuration", FOUND_OK,
	    mem_printf(ctl->ctx, "%s, providers: %zu", ctl->app.conf.file, ctl->app.providers.n),
	    ctl->app.providers.n > 0 ? NULL : "\"statusctl provider add URL\" adds the first one");
	return true;
}

static void (*const checks[])(struct doctor *d) = {
    doctor_rights,
    doctor_secret,
    doctor_store,
    doctor_disk,
    doctor_log,
    doctor_responder,
    doctor_poller,
    doctor_clock,
    doctor_address,
    doctor_web_server,
    doctor_route,
    doctor_leak,
    doctor_providers,
    doctor_subscriptions,
    doctor_quarantine,
    doctor_summaries,
};

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct doctor d = {.ctl = ctl, .table = ctl_table(ctl), .web_logs = args->web_logs};

	if (check_configuration(&d)) {
		for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
			checks[i](&d);
	}
	ctl_print(ctl, d.table);
	if (d.count[FOUND_FAIL] == 0)
		return EXIT_DONE;
	error_set(e, E_CONFIG, "not well: %zu, and worth a look: %zu", d.count[FOUND_FAIL],
	    d.count[FOUND_WARN] + d.count[FOUND_UNKNOWN]);
	return EXIT_FAILED;
}

static const struct column columns[] = {
    {.name = "CHECK", .help = "what was looked at"},
    {.name = "STATE", .kind = CELL_STATUS, .help = "ok, warn, fail or unknown"},
    {.name = "FOUND", .help = "what was found", .wrap = true},
    {.name = "ADVICE", .help = "what to do", .wrap = true},
    {0},
};

static const struct option_row options[] = {
    {"web-logs", 0, OPTION_TEXT, "GLOB",
	"the web server's logs, to look for the secret in; more than one with \":\" between",
	WEB_LOGS, offsetof(struct args, web_logs)},
    {0},
};

const struct command command_doctor = {
    .name = "doctor",
    .summary = "look at all that has to be well, and say what to do",
    .options = options,
    .args_size = sizeof(struct args),
    .list = "checks",
    .columns = columns,
    .bare = true,
    .run = run,
};
