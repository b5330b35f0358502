/* One line a message on standard error. See diag.h. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"

#define DIAG_LINE_MAX 2048

static const char *diag_program = "status-monitor";

static const char *const level_word[] = {
    [DIAG_INFO] = "",
    [DIAG_WARNING] = "warning: ",
    [DIAG_ERROR] = "error: ",
};

void diag_init(const char *program)
{
	diag_program = program;
}

void diag(enum diag_level level, const char *fmt, ...)
{
	char text[DIAG_LINE_MAX];
	TALLOC_CTX *ctx = mem_context(NULL);
	struct buf line;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_init(&line, ctx, 8 * DIAG_LINE_MAX);
	buf_printf(&line, "%s: %s", diag_program, level_word[level]);
	log_text(&line, text);
	buf_char(&line, '\n');
	/* One write a line, so that lines of several processes do not mix; nobody to tell when it
	 * fails. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		(void)0;
	talloc_free(ctx);
}
