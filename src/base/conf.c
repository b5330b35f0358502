/* Reading the configuration file. See conf.h. */
#include "base/conf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"

/* Mostly all of a file of ten providers; of one of thousands, where [monitor] mostly is. */
#define HEAD_BYTES 8192

/* What was read of a file. */
struct part {
	const char *file;
	const char *advice; /* for when it cannot be read */
	struct file_print print;
	char *text;
	size_t n; /* of the text */
	bool is_whole;
};

static struct part part_of(const char *path)
{
	const char *variable = getenv("STATUS_MONITOR_CONF");
	struct part p = {.file = path, .advice = ""};

	if (path == NULL && variable != NULL && *variable != '\0')
		p.file = variable;
	if (p.file == NULL) {
		p.file = SYSCONF_FILE;
		p.advice = "; -c FILE or STATUS_MONITOR_CONF names another";
	}
	p.print = file_print_of(p.file);
	return p;
}

static int read_part(void *ctx, struct part *p, size_t most, struct error *e)
{
	struct error why;
	int rc;

	p->is_whole = most == LIMIT_CONFIG_BYTES;
	rc = p->is_whole ? file_read(ctx, p->file, most, &p->text, &p->n, &why)
			 : file_read_head(ctx, p->file, most, &p->text, &p->n, &why);
	if (rc != OK)
		return error_set(e, rc, "%s%s", why.text, p->advice);
	if (strlen(p->text) != p->n)
		return error_set(e, E_CONFIG, "%s is not a text: there is a NUL in it", p->file);
	return OK;
}

/* A pipe, which cannot be read twice, has no size. */
int conf_read_section(
    void *ctx, const char *path, const char *section, struct ini *out, struct error *e)
{
	struct part p = part_of(path);
	int rc = read_part(ctx, &p, p.print.size > HEAD_BYTES ? HEAD_BYTES : LIMIT_CONFIG_BYTES, e);

	if (rc == OK && !p.is_whole && !ini_has_section(p.text, section))
		rc = read_part(ctx, &p, LIMIT_CONFIG_BYTES, e);
	if (rc == OK)
		rc = ini_read_section(ctx, p.file, p.text, section, out, e);
	out->text = p.is_whole ? p.text : NULL;
	out->print = p.print;
	return rc;
}

int conf_read_all(void *ctx, struct ini *conf, struct error *e)
{
	struct part p = {.file = conf->file, .text = conf->text, .print = conf->print};
	int rc = OK;

	if (p.text == NULL) {
		p = part_of(conf->file);
		rc = read_part(ctx, &p, LIMIT_CONFIG_BYTES, e);
	}
	if (rc == OK)
		rc = ini_read(ctx, p.file, p.text, conf, e);
	conf->text = p.text;
	conf->print = p.print;
	return rc;
}
