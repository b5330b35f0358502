/* One line a message on standard error. See diag.h. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/terminal.h"

#define DIAG_LINE_MAX 2048
#define LINE_CLEAR    "\r\033[K"

static const char *diag_program = "status-monitor";
static bool diag_is_drawn; /* the cursor stands behind a line of progress */

static const char *const level_word[] = {
    [DIAG_INFO] = "",
    [DIAG_WARNING] = "warning: ",
    [DIAG_ERROR] = "error: ",
};

void diag_init(const char *program)
{
	diag_program = program;
}

/*
 * One write a line, so that lines of several processes do not mix; nobody to tell when it fails.
 */
static void put_line(const char *mark, const char *text, const char *end)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct buf line;

	buf_init(&line, ctx, 8 * DIAG_LINE_MAX);
	buf_str(&line, diag_is_drawn ? LINE_CLEAR : "");
	buf_printf(&line, "%s: %s", diag_program, mark);
	log_text(&line, text);
	buf_str(&line, end);
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		(void)0;
	talloc_free(ctx);
}

void diag(enum diag_level level, const char *fmt, ...)
{
	char text[DIAG_LINE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(level_word[level], text, "\n");
	diag_is_drawn = false;
}

void diag_progress(const char *fmt, ...)
{
	char text[DIAG_LINE_MAX];
	va_list ap;

	if (!terminal_redraws(STDERR_FILENO))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (*text != '\0')
		put_line("", text, "");
	else if (diag_is_drawn && write(STDERR_FILENO, LINE_CLEAR, strlen(LINE_CLEAR)) < 0)
		(void)0;
	diag_is_drawn = *text != '\0';
}
